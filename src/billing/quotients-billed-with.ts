import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { MonthFacts, QuotientFact } from '../pricing/facts.ts'

/** A quotient with when it came and went. */
export interface QuotientRecord extends QuotientFact {
  readonly enteredAt: Date
  readonly annulledAt: Date | null
}

/**
 * A new quotient re-prices only what is not invoiced (domain.md §2.3): a month that a family was billed for is priced
 * again with what was on file then, so that a late absence is corrected at the price that was billed.
 */
export async function withQuotientsBilled(
  tx: Tx,
  facts: ReadonlyMap<number, MonthFacts>,
  billedAt: ReadonlyMap<number, Date>,
): Promise<ReadonlyMap<number, MonthFacts>> {
  const changed = await changedSince(tx, billedAt)
  if (changed.size === 0) return facts
  return new Map(
    [...facts].map(([id, month]) => {
      const [records, at] = [changed.get(id), billedAt.get(id)]
      return [id, records && at ? { ...month, quotients: quotientsAt(records, at) } : month]
    }),
  )
}

async function changedSince(
  tx: Tx,
  billedAt: ReadonlyMap<number, Date>,
): Promise<Map<number, QuotientRecord[]>> {
  if (billedAt.size === 0) return new Map()
  const moments = JSON.stringify([...billedAt].map(([id, at]) => ({ id, at })))
  const found = await sql<QuotientRecord & { householdId: number }>`
    with later as (
      select distinct q.household_id
      from jsonb_to_recordset(${moments}::jsonb) as b(id bigint, at timestamptz)
      join quotient q on q.household_id = b.id and (q.entered_at > b.at or q.annulled_at > b.at)
    )
    select household_id as "householdId", type, value, valid_from as "validFrom", valid_to as "validTo",
           received_on as "receivedOn", coalesce(entered_at, received_on::timestamptz) as "enteredAt",
           annulled_at as "annulledAt"
    from quotient join later using (household_id)
    order by valid_from, id`.execute(tx)
  return Map.groupBy(found.rows, (row) => row.householdId)
}

/** What was on file at a moment. An end that a later quotient set is undone. */
export function quotientsAt(records: readonly QuotientRecord[], at: Date): QuotientFact[] {
  const known = records.filter(
    ({ enteredAt, annulledAt }) => enteredAt <= at && (annulledAt === null || annulledAt > at),
  )
  return known.map(({ enteredAt: _at, annulledAt: _gone, ...one }) => ({
    ...one,
    validTo: wasCutLater(one, records, at) ? dayBeforeNext(one, known) : one.validTo,
  }))
}

function wasCutLater(one: QuotientFact, records: readonly QuotientRecord[], at: Date): boolean {
  return records.some(
    ({ type, validFrom, enteredAt }) =>
      enteredAt > at && type === one.type && validFrom === dayAfter(one.validTo),
  )
}

function dayAfter(day: Day | null): Day | null {
  return day === null ? null : addDays(day, 1)
}

function dayBeforeNext(one: QuotientFact, known: readonly QuotientFact[]): Day | null {
  const [next] = known
    .filter(({ type, validFrom }) => type === one.type && validFrom > one.validFrom)
    .map(({ validFrom }) => validFrom)
    .toSorted()
  return next === undefined ? null : addDays(next, -1)
}
