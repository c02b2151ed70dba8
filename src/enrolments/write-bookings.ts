import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { monthOf } from '../kernel/day.ts'
import { monthInWords } from '../kernel/french.ts'
import { newRef } from '../kernel/ids.ts'
import { telling } from '../messages/notify.ts'
import { bookingText, type BookingKey } from './booking-key.ts'
import type { PossibleChange } from './slots.ts'

/** Who saves, and by which way. */
export interface BookingWriter {
  readonly now: Date
  readonly person: { readonly id: number; readonly login: string }
  readonly channel: 'PORTAL' | 'PATTERN' | 'ABSENCE'
}

/**
 * A receipt and its days in one statement, and the line of the audit trail in another; nothing without changes.
 * Answers what the other household took in the same instant.
 */
export async function writeBookings(
  tx: Tx,
  householdId: number,
  changes: readonly PossibleChange[],
  writer: BookingWriter,
): Promise<ReadonlySet<string>> {
  if (changes.length === 0) return new Set()
  const { now, person, channel } = writer
  const rows = changes.map(({ slot, wanted }) => ({
    child_id: slot.childId,
    unit_id: slot.unitId,
    day: slot.day,
    group_id: slot.groupId,
    state: wanted ? 'BOOKED' : 'CANCELLED',
  }))
  const ref = newRef()
  const written = await sql<BookingKey>`
    with receipt as (
      insert into booking_receipt (ref, household_id, actor_kind, actor, person_id, channel, at)
      values (${ref}, ${householdId}, 'PARENT', ${person.login}, ${person.id}, ${channel}, ${now})
      returning id
    ), told as materialized (
      select ${receiptMail(householdId, changes, { ref, writer })} as count
    ), written as (
    insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id, changed_at)
    select row.child_id, row.unit_id, row.day, ${householdId}, row.group_id, row.state, receipt.id, ${now}
    from receipt, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(
      child_id bigint, unit_id int, day date, group_id int, state text)
    order by row.child_id, row.day, row.unit_id
    on conflict (child_id, day, unit_id) do update
    set household_id = excluded.household_id, group_id = excluded.group_id, state = excluded.state,
        kind = 'REGULAR', receipt_id = excluded.receipt_id, changed_at = excluded.changed_at
    where booking.household_id = excluded.household_id or booking.state = 'CANCELLED'
    returning child_id, unit_id, day
    )
    select child_id as "childId", unit_id as "unitId", day from written cross join told`.execute(tx)
  await recordSave(tx, householdId, writer)
  const done = new Set(written.rows.map(bookingText))
  return new Set(changes.map(({ slot }) => bookingText(slot)).filter((text) => !done.has(text)))
}

async function recordSave(
  tx: Tx,
  householdId: number,
  { now, person }: BookingWriter,
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: person.login,
    action: 'booking.save',
    subject: 'booking_receipt',
    householdId,
  })
}

/** The receipt by mail, to whoever saved: what was booked is on the page that it leads to. */
function receiptMail(
  householdId: number,
  changes: readonly PossibleChange[],
  { ref, writer }: { ref: string; writer: BookingWriter },
) {
  const months = [...new Set(changes.map(({ slot }) => monthOf(slot.day)))].sort()
  const { person, now } = writer
  const [first = ''] = months
  const notice = {
    kind: 'BOOKING' as const,
    householdId,
    personIds: [person.id],
    dedupeKey: `booking:${ref}`,
    link: { page: 'receipt' as const, ref },
    ...(months.length === 1 ? { detail: `de ${monthInWords(first)}` } : {}),
  }
  return telling([notice], now)
}
