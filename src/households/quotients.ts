import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import type { QuotientType } from './family-model.ts'

export interface WantedQuotient {
  readonly householdId: number
  readonly type: QuotientType
  /** Whole euros, 0 to 99999. */
  readonly value: number
  readonly validFrom: Day
}

export type QuotientSource = 'DECLARED' | 'CDAP' | 'API' | 'IMPORT'

interface KnownQuotient extends WantedQuotient {
  readonly id: number
  readonly validTo: Day | null
}

/** Quotients to annul, to end a day before the next, and to enter. A value on file is never overwritten. */
export interface QuotientPlan {
  readonly annulled: readonly number[]
  readonly ended: readonly { readonly id: number; readonly validTo: Day }[]
  readonly entered: readonly (WantedQuotient & { readonly validTo: Day | null })[]
}

export async function planQuotients(
  tx: Tx,
  wanted: readonly WantedQuotient[],
): Promise<QuotientPlan> {
  const known = await loadQuotients(
    tx,
    wanted.map(({ householdId }) => householdId),
  )
  const plans = wanted.map((quotient) =>
    planQuotient(quotient, known.get(`${quotient.householdId}:${quotient.type}`) ?? []),
  )
  return {
    annulled: plans.flatMap(({ annulled }) => annulled),
    ended: plans.flatMap(({ ended }) => ended),
    entered: plans.flatMap(({ entered }) => entered),
  }
}

function planQuotient(wanted: WantedQuotient, known: readonly KnownQuotient[]): QuotientPlan {
  const sameDay = known.find(({ validFrom }) => validFrom === wanted.validFrom)
  if (sameDay?.value === wanted.value) return { annulled: [], ended: [], entered: [] }
  const before = known.find(
    (one) =>
      one.validFrom < wanted.validFrom && (one.validTo === null || one.validTo >= wanted.validFrom),
  )
  const next = known
    .map(({ validFrom }) => validFrom)
    .filter((from) => from > wanted.validFrom)
    .toSorted()[0]
  return {
    annulled: sameDay ? [sameDay.id] : [],
    ended: before ? [{ id: before.id, validTo: addDays(wanted.validFrom, -1) }] : [],
    entered: [{ ...wanted, validTo: next === undefined ? null : addDays(next, -1) }],
  }
}

export async function writeQuotients(
  tx: Tx,
  { annulled, ended, entered }: QuotientPlan,
  {
    now,
    actor,
    source,
  }: { readonly now: Date; readonly actor: string; readonly source: QuotientSource },
): Promise<void> {
  if (annulled.length > 0)
    await sql`update quotient set annulled_at = ${now} where id = any(${annulled}::bigint[])`.execute(
      tx,
    )
  if (ended.length > 0) {
    await sql`
      update quotient set valid_to = r."validTo"
      from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as r(id bigint, "validTo" date)
      where quotient.id = r.id`.execute(tx)
  }
  if (entered.length === 0) return
  await sql`
    insert into quotient (household_id, type, value, valid_from, valid_to, received_on, source, entered_by)
    select "householdId", type, value, "validFrom", "validTo", ${dayOf(now)}::date, ${source}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(entered)}::jsonb)
      as r("householdId" bigint, type text, value int, "validFrom" date, "validTo" date)`.execute(
    tx,
  )
}

/** A new quotient of one household: the former of its type ends the day before. Returns false when it is on file. */
export async function setQuotient(
  tx: Tx,
  wanted: WantedQuotient,
  options: { readonly now: Date; readonly actor: string; readonly source: QuotientSource },
): Promise<boolean> {
  const plan = await planQuotients(tx, [wanted])
  await writeQuotients(tx, plan, options)
  return plan.entered.length > 0
}

async function loadQuotients(
  tx: Tx,
  householdIds: readonly number[],
): Promise<Map<string, KnownQuotient[]>> {
  const found = await sql<KnownQuotient>`
    select id, household_id as "householdId", type, value, valid_from as "validFrom", valid_to as "validTo"
    from quotient
    where annulled_at is null and household_id = any(${householdIds}::bigint[])`.execute(tx)
  return Map.groupBy(found.rows, ({ householdId, type }) => `${householdId}:${type}`)
}

/** The quotient that counts on a day, of any type: the latest to begin. Null when there is none. */
export async function quotientOn(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<WantedQuotient | null> {
  const found = await sql<WantedQuotient>`
    select household_id as "householdId", type, value, valid_from as "validFrom"
    from quotient
    where household_id = ${householdId} and annulled_at is null
      and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
    order by valid_from desc, id desc
    limit 1`.execute(tx)
  return found.rows[0] ?? null
}
