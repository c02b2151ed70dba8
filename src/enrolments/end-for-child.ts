import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { endPatterns, isOf, undecidedOf, type OfHousehold } from './of-household.ts'
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
  const own = { householdId, childId }
  await refuseWhatWaits(tx, own, day)
  await endPatterns(tx, own, day)
  const ended = await sql`
    update enrolment set
      state = case when valid_from >= ${day}::date then 'CANCELLED' else state end,
      valid_to = case when valid_from >= ${day}::date then valid_to else ${addDays(day, -1)}::date end,
      decided_at = ${now}, decided_by = ${actor}
    where ${isOf(own)} and state = 'ACCEPTED' and (valid_to is null or valid_to >= ${day}::date)`.execute(
    tx,
  )
  return Number(ended.numAffectedRows ?? 0n)
}

async function refuseWhatWaits(tx: Tx, own: OfHousehold, day: Day): Promise<void> {
  const days = await sql<{ toCome: number; unbilled: number }>`
    select
      (select count(*)::int from booking
       where ${isOf(own)} and state = 'BOOKED' and day >= ${day}::date) as "toCome",
      (select count(*)::int from booking b where ${isOf(own)} and ${isUnbilled(day)}) as unbilled`.execute(
    tx,
  )
  const { enrolments, queues, absences } = await undecidedOf(tx, own, day)
  const counts = {
    booked_days_to_come: days.rows[0]?.toCome ?? 0,
    days_not_billed: days.rows[0]?.unbilled ?? 0,
    enrolments_waiting: enrolments,
    places_in_queues: queues,
    absences,
  }
  const open = Object.entries(counts).filter(([, count]) => count > 0)
  if (open.length > 0) throw new Refusal('CHILD_BUSY', Object.fromEntries(open))
}
