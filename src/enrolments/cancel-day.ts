import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { monthOf, type Day } from '../kernel/day.ts'
import { dayInWords } from '../kernel/french.ts'
import { notify } from '../messages/notify.ts'

/** A booking of a day that closes. */
export interface CancelledBooking {
  readonly householdId: number
  readonly fileNumber: number
  readonly childId: number
  readonly child: string
  readonly unit: string
}

/** Who has booked a day of an activity. */
export async function bookingsOfDay(
  tx: Tx,
  activityCode: string,
  day: Day,
): Promise<CancelledBooking[]> {
  const found = await sql<CancelledBooking>`
    select b.household_id as "householdId", h.file_number as "fileNumber", b.child_id as "childId",
      c.first_name || ' ' || c.last_name as child, u.code as unit
    from booking b
    join unit u on u.id = b.unit_id
    join activity a on a.id = u.activity_id
    join household h on h.id = b.household_id
    join child c on c.id = b.child_id
    where lower(a.code) = lower(${activityCode}) and b.day = ${day} and b.state = 'BOOKED'
    order by c.last_name, c.first_name, u.position`.execute(tx)
  return found.rows
}

/**
 * Cancels every booking of a day that the town hall closes, a receipt a household: a cancelled day costs nothing, also
 * when it was billed already (the next bill gives it back). Who waited for the day no longer does. The
 * families are told.
 */
export async function cancelDay(
  tx: Tx,
  {
    activityId,
    name,
    day,
  }: { readonly activityId: number; readonly name: string; readonly day: Day },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<number> {
  const cancelled = await sql<{ householdId: number }>`
    with gone as materialized (
      select b.child_id, b.day, b.unit_id, b.household_id
      from booking b join unit u on u.id = b.unit_id
      where u.activity_id = ${activityId} and b.day = ${day} and b.state = 'BOOKED'
    ), receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel, at)
      select household_id, 'OFFICER', ${actor}, 'CLI', ${now} from gone group by household_id
      returning id, household_id
    )
    update booking b set state = 'CANCELLED', receipt_id = receipt.id, changed_at = ${now}
    from gone join receipt using (household_id)
    where (b.child_id, b.day, b.unit_id) = (gone.child_id, gone.day, gone.unit_id)
    returning b.household_id as "householdId"`.execute(tx)
  await sql`
    update waiting_entry set state = 'WITHDRAWN', closed_at = ${now}
    where day = ${day} and state in ('WAITING', 'OFFERED')
      and unit_id in (select id from unit where activity_id = ${activityId})`.execute(tx)
  const households = [...new Set(cancelled.rows.map((row) => row.householdId))]
  await notify(
    tx,
    households.map((householdId) => ({
      kind: 'DAY_CLOSED',
      dedupeKey: `closed:${activityId}:${day}:${now.toISOString()}`,
      link: { page: 'calendar', ref: monthOf(day) },
      householdId,
      detail: `${name}, ${dayInWords(day)}`,
    })),
    { now },
  )
  return cancelled.rows.length
}
