import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { MonthFacts, QuotientFact } from '../pricing/facts.ts'

/** A quotient with its turns in the order in which quotients came, ended and were annulled (migration 0028). */
export interface QuotientRecord extends QuotientFact {
  readonly turn: number
  readonly endedTurn: number | null
  /** The last day that it had before. */
  readonly endedBefore: Day | null
  readonly annulledTurn: number | null
}

/**
 * A new quotient re-prices only what is not invoiced (domain.md §2.3): a month that a family was billed for is priced
 * again with what was on file then, so that a late absence is corrected at the price that was billed.
 */
export async function withQuotientsBilled(
  tx: Tx,
  facts: ReadonlyMap<number, MonthFacts>,
  turns: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, MonthFacts>> {
  const changed = await changedSince(tx, turns)
  if (changed.size === 0) return facts
  return new Map(
    [...facts].map(([id, month]) => {
      const [records, turn] = [changed.get(id), turns.get(id)]
      const isOlder = records !== undefined && turn !== undefined
      return [id, isOlder ? { ...month, quotients: quotientsAt(records, turn) } : month]
    }),
  )
}

async function changedSince(
  tx: Tx,
  turns: ReadonlyMap<number, number>,
): Promise<Map<number, QuotientRecord[]>> {
  if (turns.size === 0) return new Map()
  const billed = JSON.stringify([...turns].map(([id, turn]) => ({ id, turn })))
  const found = await sql<QuotientRecord & { householdId: number }>`
    with later as (
      select distinct q.household_id
      from jsonb_to_recordset(${billed}::jsonb) as b(id bigint, turn bigint)
      join quotient q on q.household_id = b.id and greatest(q.id, q.ended_turn, q.annulled_turn) > b.turn
    )
    select household_id as "householdId", type, value, valid_from as "validFrom", valid_to as "validTo",
           received_on as "receivedOn", id as turn, ended_turn as "endedTurn", ended_before as "endedBefore",
           annulled_turn as "annulledTurn"
    from quotient join later using (household_id)
    order by valid_from, id`.execute(tx)
  return Map.groupBy(found.rows, (row) => row.householdId)
}

/** What was on file when the count was there. */
export function quotientsAt(records: readonly QuotientRecord[], turn: number): QuotientFact[] {
  const isLater = (of: number | null) => of !== null && of > turn
  return records
    .filter((one) => !isLater(one.turn) && (one.annulledTurn === null || isLater(one.annulledTurn)))
    .map(({ type, value, validFrom, validTo, receivedOn, endedTurn, endedBefore }) => ({
      type,
      value,
      validFrom,
      validTo: isLater(endedTurn) ? endedBefore : validTo,
      receivedOn,
    }))
}
