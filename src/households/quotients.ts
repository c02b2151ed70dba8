import { sql } from 'kysely'
import { hashOf } from '../audit/hashes.ts'
import { recordAll, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import type { QuotientType } from './family-model.ts'
import { fitQuotients, type KnownQuotient, type QuotientPlan } from './fit-quotients.ts'
import { invoicedUntil } from './invoiced-until.ts'

export interface WantedQuotient {
  readonly householdId: number
  readonly type: QuotientType
  /** Whole euros, 0 to 99999. */
  readonly value: number
  readonly validFrom: Day
  /** Last day of the certificate; null or left out: until the next one. */
  readonly validTo?: Day | null
  /** The paper that it was copied from. */
  readonly evidenceId?: number | null
}

export type QuotientSource = 'DECLARED' | 'CDAP' | 'API' | 'IMPORT'

/** A value on file that may not be replaced: days were billed with it, the last of them is given. */
export interface InvoicedQuotient extends KnownQuotient {
  readonly until: Day
}

/** What has to be written so that these quotients are on file; several of one household stand one after the other. */
export async function planQuotients(
  tx: Tx,
  wanted: readonly WantedQuotient[],
): Promise<QuotientPlan> {
  const known = await loadQuotients(
    tx,
    wanted.map(({ householdId }) => householdId),
  )
  const plans = [...Map.groupBy(wanted, keyOf)].map(([key, ofOne]) =>
    fitQuotients(known.get(key) ?? [], ofOne),
  )
  return {
    annulled: plans.flatMap(({ annulled }) => annulled),
    ended: plans.flatMap(({ ended }) => ended),
    entered: plans.flatMap(({ entered }) => entered),
  }
}

/** Of the values that a plan replaces, those that days were billed with: a new quotient begins after these days. */
export async function invoicedOf(tx: Tx, { annulled }: QuotientPlan): Promise<InvoicedQuotient[]> {
  if (annulled.length === 0) return []
  const until = await invoicedUntil(tx, annulled)
  return annulled.flatMap((one) => {
    const last = until.get(one.id)
    return last === undefined ? [] : [{ ...one, until: last }]
  })
}

export interface ByWhom {
  readonly now: Date
  readonly actor: string
  readonly actorKind: ActorKind
  readonly source: QuotientSource
}

export async function writeQuotients(
  tx: Tx,
  { annulled, ended, entered }: QuotientPlan,
  { now, actor, source }: Omit<ByWhom, 'actorKind'>,
): Promise<void> {
  if (annulled.length > 0) {
    const ids = annulled.map(({ id }) => id)
    await sql`update quotient set annulled_at = ${now} where id = any(${ids}::bigint[])`.execute(tx)
  }
  if (ended.length > 0) {
    await sql`
      update quotient set valid_to = r."validTo"
      from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as r(id bigint, "validTo" date)
      where quotient.id = r.id`.execute(tx)
  }
  if (entered.length === 0) return
  await sql`
    insert into quotient (household_id, type, value, valid_from, valid_to, received_on, source, evidence_id, entered_by)
    select "householdId", type, value, "validFrom", "validTo", ${dayOf(now)}::date, ${source}, "evidenceId", ${actor}
    from jsonb_to_recordset(${JSON.stringify(entered)}::jsonb)
      as r("householdId" bigint, type text, value int, "validFrom" date, "validTo" date, "evidenceId" bigint)`.execute(
    tx,
  )
}

/** The same with the audit trail: one row a household whose quotients change. */
export async function carryOutQuotients(tx: Tx, plan: QuotientPlan, by: ByWhom): Promise<void> {
  await writeQuotients(tx, plan, by)
  const before = Map.groupBy([...plan.annulled, ...plan.ended], (one) => one.householdId)
  const after = Map.groupBy(plan.entered, (one) => one.householdId)
  const entries = [...new Set([...before.keys(), ...after.keys()])].map((householdId) => ({
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'quotient.set',
    subject: 'household',
    subjectId: householdId,
    householdId,
    beforeHash: hashOf(before.get(householdId)),
    afterHash: hashOf(after.get(householdId)),
  }))
  await recordAll(tx, entries)
}

async function loadQuotients(
  tx: Tx,
  householdIds: readonly number[],
): Promise<Map<string, KnownQuotient[]>> {
  const found = await sql<KnownQuotient>`
    select id, household_id as "householdId", type, value, valid_from as "validFrom", valid_to as "validTo"
    from quotient
    where annulled_at is null and household_id = any(${householdIds}::bigint[])`.execute(tx)
  return Map.groupBy(found.rows, keyOf)
}

function keyOf({ householdId, type }: Pick<WantedQuotient, 'householdId' | 'type'>): string {
  return `${householdId}:${type}`
}

/** The quotient that counts on a day, of any type: the latest to begin. Null when there is none. */
export async function quotientOn(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<Pick<WantedQuotient, 'householdId' | 'type' | 'value' | 'validFrom'> | null> {
  const found = await sql<Pick<WantedQuotient, 'householdId' | 'type' | 'value' | 'validFrom'>>`
    select household_id as "householdId", type, value, valid_from as "validFrom"
    from quotient
    where household_id = ${householdId} and annulled_at is null
      and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
    order by valid_from desc, id desc
    limit 1`.execute(tx)
  return found.rows[0] ?? null
}
