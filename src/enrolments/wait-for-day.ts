import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { Refusal } from '../kernel/refusal.ts'
import { bookingText, type BookingKey } from './booking-key.ts'
import { labelsOf } from './calendar-month.ts'
import { loadSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import type { Saver } from './save-bookings.ts'
import { refusalOf, type Slot } from './slots.ts'

/** A full day that a family may wait for. */
export interface FullDay {
  readonly slot: Slot & { readonly groupId: number }
  readonly firstName: string
  readonly label: string
  /** The rank that it would have. */
  readonly rank: number
}

/**
 * Looks whether a day can be waited for. Refuses NOT_FOUND (not this family's, or nothing that can be booked),
 * DAY_CLOSED, DEADLINE_PASSED, UNPAID, PLACE_LEFT.
 */
export async function fullDay(
  tx: Tx,
  householdId: number,
  key: BookingKey,
  { now, place }: { now: Date; place: CalendarPlace },
): Promise<FullDay> {
  const range = { from: key.day, to: key.day }
  const { family, offered, slots } = await loadSlots(tx, householdId, range, place)
  const slot = slots.get(bookingText(key))
  const child = family.children.find((one) => one.id === key.childId)
  if (!slot || !child || slot.groupId === null || slot.booked !== null)
    throw new Refusal('NOT_FOUND')
  const because = refusalOf(slot, true, now)
  if (because === 'DAY_CLOSED' || because === 'DEADLINE_PASSED') throw new Refusal(because)
  if (because === null) throw new Refusal('PLACE_LEFT')
  if (because === 'UNPAID') throw new Refusal('UNPAID')
  if (because !== 'DAY_FULL') throw new Refusal('NOT_FOUND')
  const waiting = await sql<{ waiting: number }>`
    select waiting from capacity_day
    where group_id = ${slot.groupId} and unit_id = ${key.unitId} and day = ${key.day}`.execute(tx)
  return {
    slot: { ...slot, groupId: slot.groupId },
    firstName: child.firstName,
    label: labelsOf(offered).get(key.unitId) ?? '',
    rank: (waiting.rows[0]?.waiting ?? 0) + 1,
  }
}

/** Puts a child on the list of a full day: a place that is freed is offered, never booked by itself. Once is enough. */
export async function waitForDay(
  tx: Tx,
  householdId: number,
  key: BookingKey,
  by: Saver,
): Promise<{ repeatOf: string | null }> {
  const { now, person, formKey, answerTo, place } = by
  const repeatOf = await useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf }
  const { slot } = await fullDay(tx, householdId, key, { now, place })
  await sql`
    insert into waiting_entry (household_id, child_id, group_id, unit_id, day, entered_at)
    values (${householdId}, ${slot.childId}, ${slot.groupId}, ${slot.unitId}, ${slot.day}, ${now})
    on conflict do nothing`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: person.login,
    action: 'waiting.join',
    subject: 'child',
    subjectId: slot.childId,
    householdId,
  })
  return { repeatOf: null }
}
