import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { BookingKey } from './booking-key.ts'

/** A day booked by the town hall or the demonstration, with the household that pays it. */
export interface GivenBooking extends BookingKey {
  readonly householdId: number
  /** Whole receipts are told apart by this instant; left out: now. */
  readonly at?: Date
}

export interface BookingChannel {
  readonly now: Date
  readonly actor: string
  readonly channel: 'CLI' | 'IMPORT'
}

/**
 * Books many days of many families in one statement, under one receipt a household and instant. The group is that of
 * the household's accepted enrolment; days without one, days that are not open and days that somebody holds are left
 * out. Deadlines are for parents. Returns how many were booked. Throws (no_oversell) when places run out.
 */
export async function bookForPeriod(
  tx: Tx,
  bookings: readonly GivenBooking[],
  { now, actor, channel }: BookingChannel,
): Promise<number> {
  if (bookings.length === 0) return 0
  const written = await sql`
    with wanted as materialized (
      select w.child_id, w.unit_id, w.day, w.household_id, w.at, e.group_id
      from unnest(${bookings.map((one) => one.childId)}::bigint[], ${bookings.map((one) => one.unitId)}::int[],
                  ${bookings.map((one) => one.day)}::date[], ${bookings.map((one) => one.householdId)}::bigint[],
                  ${bookings.map((one) => (one.at ?? now).toISOString())}::timestamptz[])
        as w(child_id, unit_id, day, household_id, at)
      join unit u on u.id = w.unit_id
      join open_day o on o.activity_id = u.activity_id and o.day = w.day and o.closed_because is null
      join open_day_unit ou on ou.activity_id = u.activity_id and ou.day = w.day and ou.unit_id = u.id
      join enrolment e on e.child_id = w.child_id and e.household_id = w.household_id
        and e.activity_id = u.activity_id and e.state = 'ACCEPTED'
        and w.day >= e.valid_from and (e.valid_to is null or w.day <= e.valid_to)
    ), receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel, at)
      select household_id, 'OFFICER', ${actor}, ${channel}, at from wanted group by household_id, at
      returning id, household_id, at
    )
    insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id, changed_at)
    select w.child_id, w.unit_id, w.day, w.household_id, w.group_id, 'BOOKED', receipt.id, w.at
    from wanted w join receipt on receipt.household_id = w.household_id and receipt.at = w.at
    order by w.child_id, w.day, w.unit_id
    on conflict (child_id, day, unit_id) do update
    set household_id = excluded.household_id, group_id = excluded.group_id, state = 'BOOKED',
        receipt_id = excluded.receipt_id, changed_at = excluded.changed_at
    where booking.state = 'CANCELLED'`.execute(tx)
  return Number(written.numAffectedRows ?? 0n)
}
