import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { type Billed, type BilledCharge, nothingBilled, revisionKey } from './difference.ts'

interface BilledScope {
  readonly from: Day
  readonly to: Day
  readonly householdIds: readonly number[]
  readonly activityIds: readonly number[]
}

interface ChargeRow extends BilledCharge {
  readonly householdId: number
  readonly quotientTurn: number
  readonly issuedOn: Day
}

interface RevisedRow {
  readonly householdId: number
  readonly childId: number
  readonly unitId: number
  readonly day: Day
  readonly kind: string
  readonly revision: number
}

interface Gathered {
  quotientTurn: number | null
  billedOn: Day | null
  readonly charges: BilledCharge[]
  readonly revisions: Map<string, number>
}

/** What families were billed for days of a period, packages apart: two statements for any number of families. */
export async function billedOf(tx: Tx, scope: BilledScope): Promise<Map<number, Billed>> {
  const families = new Map<number, Gathered>()
  const familyOf = (id: number): Gathered => {
    const known = families.get(id) ?? { ...nothingBilled, charges: [], revisions: new Map() }
    families.set(id, known)
    return known
  }
  for (const { householdId, quotientTurn, issuedOn, ...charge } of await billedCharges(tx, scope)) {
    const family = familyOf(householdId)
    family.charges.push(charge)
    family.quotientTurn = Math.min(family.quotientTurn ?? quotientTurn, quotientTurn)
    if (family.billedOn === null || issuedOn < family.billedOn) family.billedOn = issuedOn
    for (const unit of charge.unitIds) {
      for (const day of charge.days) {
        family.revisions.set(revisionKey(charge.childId, unit, day, charge.kind), 0)
      }
    }
  }
  for (const row of await revisedDays(tx, scope)) {
    const key = revisionKey(row.childId, row.unitId, row.day, row.kind)
    familyOf(row.householdId).revisions.set(key, row.revision)
  }
  return families
}

async function billedCharges(tx: Tx, scope: BilledScope): Promise<ChargeRow[]> {
  const found = await sql<ChargeRow>`
    with standing as materialized (
      select distinct on (household_id, child_id, day, unit_id, kind)
             household_id, child_id, day, unit_id, kind, revision, charge_id
      from charge_day
      where household_id = any(${scope.householdIds}::bigint[]) and day between ${scope.from} and ${scope.to}
        and kind <> 'PACKAGE'
      order by household_id, child_id, day, unit_id, kind, revision desc
    ), gathered as materialized (
      select household_id, child_id, charge_id, kind,
             array_agg(distinct unit_id order by unit_id) as units, array_agg(distinct day order by day) as days
      from standing where revision % 2 = 0
      group by household_id, child_id, charge_id, kind
    )
    select g.household_id as "householdId", g.child_id as "childId", g.charge_id as "chargeId", g.kind,
           g.units as "unitIds", g.days, cardinality(c.days) as "issuedDays", c.activity_id as "activityId",
           c.tariff_id as "tariffId", c.tariff_line_no as "tariffLineNo", c.label, c.quantity,
           c.unit_price_cents as "unitPriceCents", c.amount_cents as "amountCents",
           c.share_percent as "sharePercent", c.tax_credit_cents as "taxCreditCents",
           c.local_product_code as "localProductCode", coalesce(i.number, n.number, '') as "documentNumber",
           coalesce(i.quotient_turn, n.quotient_turn) as "quotientTurn",
           coalesce(i.issued_on, n.issued_on) as "issuedOn"
    from gathered g
    join charge c on c.id = g.charge_id and c.activity_id = any(${scope.activityIds}::int[])
    left join invoice i on i.id = c.invoice_id
    left join credit_note n on n.id = c.credit_note_id
    order by g.charge_id`.execute(tx)
  return found.rows
}

async function revisedDays(tx: Tx, scope: BilledScope): Promise<RevisedRow[]> {
  const found = await sql<RevisedRow>`
    select household_id as "householdId", child_id as "childId", unit_id as "unitId", day, kind,
           max(revision) as revision
    from charge_day
    where household_id = any(${scope.householdIds}::bigint[]) and day between ${scope.from} and ${scope.to}
      and revision > 0
    group by household_id, child_id, unit_id, day, kind`.execute(tx)
  return found.rows
}
