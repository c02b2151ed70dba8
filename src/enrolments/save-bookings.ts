import type { DayRange } from '../kernel/day.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { bookingText, type BookingKey } from './booking-key.ts'
import { loadSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { holdDays } from './places.ts'
import { refusalOf, type ChangeRefusal, type PossibleChange, type Slot } from './slots.ts'
import { writeBookings } from './write-bookings.ts'

/** A form of the calendar: a month, or one of its weeks. */
export interface WantedDays {
  readonly range: DayRange
  /** The boxes that are ticked. */
  readonly wanted: readonly BookingKey[]
  /**
   * The boxes that were ticked when the form was shown: only what the parent changed is changed, so that a page left
   * open for a day undoes nothing that somebody else booked meanwhile.
   */
  readonly seen: readonly BookingKey[]
}

export interface Saver {
  readonly now: Date
  readonly place: CalendarPlace
  readonly formKey: string
  /** Where a repeat of this form is sent. */
  readonly answerTo: string
  readonly person: { readonly id: number; readonly accountId: number; readonly login: string }
}

export interface SavedBookings {
  /** The form had been sent before: nothing was done now, this is the address that tells. */
  readonly repeatOf: string | null
  readonly booked: readonly BookingKey[]
  readonly cancelled: readonly BookingKey[]
  readonly refused: readonly RefusedChange[]
}

export interface RefusedChange {
  readonly key: BookingKey
  /** True: it should have been added; false: cancelled. */
  readonly wanted: boolean
  readonly because: ChangeRefusal
}

/**
 * Saves a household's month or week in one transaction of six statements at most: what may be changed is changed under one
 * receipt, what may not is told with its reason. Deadlines for adding and cancelling are apart; places are counted
 * under lock, in the order of the form; a day of the child's other household stays as it is.
 */
export async function saveBookings(
  tx: Tx,
  householdId: number,
  form: WantedDays,
  saver: Saver,
): Promise<SavedBookings> {
  const { now, formKey, answerTo, person, place } = saver
  const repeatOf = await useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
  if (repeatOf !== null) return { ...nothingSaved, repeatOf }
  const { slots } = await loadSlots(tx, householdId, form.range, place)
  const checked = checkChanges(changesOf(form), slots, now)
  const { possible, lost } = await holdDays(tx, checked.possible)
  const taken = await writeBookings(tx, householdId, possible, { now, person, channel: 'PORTAL' })
  return {
    repeatOf: null,
    booked: possible
      .filter((one) => one.wanted && !taken.has(bookingText(one.slot)))
      .map((one) => one.slot),
    cancelled: possible.filter((one) => !one.wanted).map((one) => one.slot),
    refused: [
      ...checked.refused,
      ...lost.map(({ slot, because }): RefusedChange => ({ key: slot, wanted: true, because })),
      ...possible
        .filter((one) => taken.has(bookingText(one.slot)))
        .map(({ slot, wanted }): RefusedChange => ({
          key: slot,
          wanted,
          because: 'OTHER_HOUSEHOLD',
        })),
    ],
  }
}

/** What a parent changed: boxes ticked that were empty, boxes emptied that were ticked. */
export function changesOf({ wanted, seen }: WantedDays): { key: BookingKey; wanted: boolean }[] {
  const before = new Map(seen.map((key) => [bookingText(key), key]))
  const after = new Map(wanted.map((key) => [bookingText(key), key]))
  return [
    ...[...after].filter(([text]) => !before.has(text)).map(([, key]) => ({ key, wanted: true })),
    ...[...before].filter(([text]) => !after.has(text)).map(([, key]) => ({ key, wanted: false })),
  ]
}

/** Sorts changes into those that may be made and those that may not. What is already so is neither. */
export function checkChanges(
  changes: readonly { key: BookingKey; wanted: boolean }[],
  slots: ReadonlyMap<string, Slot>,
  now: Date,
): { possible: PossibleChange[]; refused: RefusedChange[] } {
  const possible: PossibleChange[] = []
  const refused: RefusedChange[] = []
  for (const { key, wanted } of changes) {
    const slot = slots.get(bookingText(key))
    if (slot && wanted === (slot.booked === 'MINE') && slot.booked !== 'OTHER') continue
    // Places are counted later, under lock: what is freed by the same form counts.
    const because = refusalOf(slot && { ...slot, placesLeft: null }, wanted, now)
    if (slot && because === null && slot.groupId !== null) {
      possible.push({ slot: { ...slot, groupId: slot.groupId }, wanted })
    } else refused.push({ key, wanted, because: because ?? 'NOT_ENROLLED' })
  }
  return { possible, refused }
}

const nothingSaved = { booked: [], cancelled: [], refused: [] } as const
