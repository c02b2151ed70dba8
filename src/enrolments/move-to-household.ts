import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

interface Move {
  readonly fromId: number
  readonly intoId: number
  readonly day: Day
}

/**
 * Enrolments and booked days from a day on go with their children to another household. Refused while the household
 * has days that no invoice holds yet, requests that wait, or a place in a queue: those are its own.
 */
export async function moveEnrolments(
  tx: Tx,
  { fromId, intoId, day }: Move,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<{ readonly enrolments: number; readonly days: number }> {
  await refuseWhatWaits(tx, fromId, day)
  const moved = await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state,
                           requested_at, decided_at, decided_by)
    select ${intoId}, child_id, activity_id, group_id, period_id, greatest(valid_from, ${day}::date), valid_to, state,
           ${now}, ${now}, ${actor}
    from enrolment
    where household_id = ${fromId} and state = 'ACCEPTED' and (valid_to is null or valid_to >= ${day}::date)`.execute(
    tx,
  )
  await sql`
    update enrolment set
      state = case when valid_from >= ${day}::date then 'CANCELLED' else state end,
      valid_to = case when valid_from >= ${day}::date then valid_to else ${addDays(day, -1)}::date end
    where household_id = ${fromId} and state = 'ACCEPTED' and (valid_to is null or valid_to >= ${day}::date)`.execute(
    tx,
  )
  const days = await sql`
    with receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel, at)
      values (${intoId}, 'OFFICER', ${actor}, 'CLI', ${now}) returning id)
    update booking set household_id = ${intoId}, receipt_id = receipt.id, changed_at = ${now}
    from receipt
    where booking.household_id = ${fromId} and booking.day >= ${day}::date and booking.state = 'BOOKED'`.execute(
    tx,
  )
  return {
    enrolments: Number(moved.numAffectedRows ?? 0n),
    days: Number(days.numAffectedRows ?? 0n),
  }
}

async function refuseWhatWaits(tx: Tx, fromId: number, day: Day): Promise<void> {
  const found = await sql<{ month: string | null; waits: boolean }>`
    select (
      select to_char(min(b.day), 'YYYY-MM') from booking b
      where b.household_id = ${fromId} and b.state = 'BOOKED' and b.day < ${day}::date
        and not exists (
          select 1 from charge_day c
          where c.household_id = b.household_id and c.child_id = b.child_id and c.day = b.day and c.unit_id = b.unit_id)
        and b.day >= ${addDays(day, -120)}::date) as month,
      exists (select 1 from enrolment e where e.household_id = ${fromId} and e.state in ('REQUESTED', 'WAITING')) as waits`.execute(
    tx,
  )
  const [row] = found.rows
  if (row?.month) throw new Refusal('CANNOT_MERGE', { unbilled: row.month })
  if (row?.waits) throw new Refusal('CANNOT_MERGE', { undecided: 'enrolments' })
}
