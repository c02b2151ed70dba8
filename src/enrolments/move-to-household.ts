import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { endPatterns, undecidedOf } from './of-household.ts'
import { isUnbilled } from './unbilled.ts'

interface Move {
  readonly fromId: number
  readonly intoId: number
  readonly day: Day
}

/**
 * Enrolments, their weekly patterns and booked days from a day on go with their children to another household. Refused
 * while the household has days that no invoice holds yet, requests that wait, a place in a queue, or an absence that
 * is not over: those are its own.
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
  await movePatterns(tx, { fromId, intoId, day })
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

/** A pattern follows its enrolment: the former one ends the day before, the same goes on under the other file. */
async function movePatterns(tx: Tx, { fromId, intoId, day }: Move): Promise<void> {
  const held = await sql<{ pattern: object }>`
    select to_jsonb(p) as pattern from weekly_pattern p
    where household_id = ${fromId} and valid_to >= ${day}::date for update`.execute(tx)
  await endPatterns(tx, { householdId: fromId, childId: null }, day)
  await sql`
    insert into weekly_pattern (enrolment_id, household_id, child_id, activity_id, unit_id, weekday, parity,
                                valid_from, valid_to, created_at)
    select e.id, ${intoId}, p.child_id, p.activity_id, p.unit_id, p.weekday, p.parity,
           greatest(p.valid_from, ${day}::date), p.valid_to, p.created_at
    from jsonb_to_recordset(${JSON.stringify(held.rows.map((one) => one.pattern))}::jsonb) as p(
      child_id bigint, activity_id int, unit_id int, weekday smallint, parity text, valid_from date, valid_to date,
      created_at timestamptz)
    join enrolment e on e.household_id = ${intoId} and e.child_id = p.child_id and e.activity_id = p.activity_id
      and e.state = 'ACCEPTED' and e.valid_from <= greatest(p.valid_from, ${day}::date)
      and (e.valid_to is null or e.valid_to >= greatest(p.valid_from, ${day}::date))`.execute(tx)
}

async function refuseWhatWaits(tx: Tx, fromId: number, day: Day): Promise<void> {
  const found = await sql<{ month: string | null }>`
    select to_char(min(b.day), 'YYYY-MM') as month from booking b
    where b.household_id = ${fromId} and ${isUnbilled(day)}`.execute(tx)
  const month = found.rows[0]?.month
  if (month) throw new Refusal('CANNOT_MERGE', { unbilled: month })
  const { enrolments, queues, absences } = await undecidedOf(
    tx,
    { householdId: fromId, childId: null },
    day,
  )
  const undecided =
    enrolments > 0 ? 'enrolments' : queues > 0 ? 'waiting list' : absences > 0 ? 'absences' : null
  if (undecided) throw new Refusal('CANNOT_MERGE', { undecided })
}
