import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { isUnbilled } from './unbilled.ts'

interface Ending {
  readonly childId: number
  readonly householdId: number
  readonly day: Day
}

/**
 * Ends what a household has enrolled a child in, from a day on. Refuses CHILD_BUSY while it has booked days to come or
 * days that no invoice holds yet, an enrolment that waits, a place in a queue, an absence that is not over: nobody
 * would own them. Returns how many enrolments ended.
 */
export async function endEnrolments(
  tx: Tx,
  { childId, householdId, day }: Ending,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<number> {
  await refuseWhatWaits(tx, { childId, householdId, day })
  const own = sql`household_id = ${householdId} and child_id = ${childId}`
  await sql`delete from weekly_pattern where ${own} and valid_from >= ${day}::date`.execute(tx)
  await sql`
    update weekly_pattern set valid_to = ${addDays(day, -1)} where ${own} and valid_to >= ${day}::date`.execute(
    tx,
  )
  const ended = await sql`
    update enrolment set
      state = case when valid_from >= ${day}::date then 'CANCELLED' else state end,
      valid_to = case when valid_from >= ${day}::date then valid_to else ${addDays(day, -1)}::date end,
      decided_at = ${now}, decided_by = ${actor}
    where ${own} and state = 'ACCEPTED' and (valid_to is null or valid_to >= ${day}::date)`.execute(
    tx,
  )
  return Number(ended.numAffectedRows ?? 0n)
}

async function refuseWhatWaits(tx: Tx, { childId, householdId, day }: Ending): Promise<void> {
  const own = sql`household_id = ${householdId} and child_id = ${childId}`
  const found = await sql<{ what: string; count: number }>`
    select 'booked_days_to_come' as what, count(*)::int as count from booking
    where ${own} and state = 'BOOKED' and day >= ${day}::date
    union all
    select 'days_not_billed', count(*)::int from booking b where ${own} and ${isUnbilled(day)}
    union all
    select 'enrolments_waiting', count(*)::int from enrolment where ${own} and state in ('REQUESTED', 'WAITING')
    union all
    select 'places_in_queues', count(*)::int from waiting_entry where ${own} and state in ('WAITING', 'OFFERED')
    union all
    select 'absences', count(*)::int from absence
    where ${own} and state <> 'WITHDRAWN' and last_day >= ${day}::date`.execute(tx)
  const open = found.rows.filter(({ count }) => count > 0)
  if (open.length > 0)
    throw new Refusal(
      'CHILD_BUSY',
      Object.fromEntries(open.map(({ what, count }) => [what, count])),
    )
}
