import { addDays, dayOf, type Day, type DayRange } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { bookingText, type BookingKey } from './booking-key.ts'
import { deadlinesOf } from './deadlines.ts'
import type { CustodyDay, FamilyDays, KnownAbsence, WaitedUnit } from './family-days.ts'
import type { OfferedDays } from './offered-days.ts'

/** One child, one unit, one day of a household's calendar, and what decides whether it may be changed. */
export interface Slot extends BookingKey {
  readonly activityId: number
  /** The group whose place a booking takes. Null: this household has no right to book here. */
  readonly groupId: number | null
  readonly isOpen: boolean
  readonly booked: 'MINE' | 'OTHER' | null
  /** In alternating custody the child is with the other household then. */
  readonly isOtherWeek: boolean
  readonly presence: 'PRESENT' | 'ABSENT' | null
  /** `HH:MM`: the child was fetched then, after the activity's last hour. */
  readonly lateAt: string | null
  readonly absence: KnownAbsence['state'] | null
  /** The last instant at which it may be added or cancelled. */
  readonly addUntil: Date
  readonly cancelUntil: Date
  /** Null: bookings are open. */
  readonly opensAt: Date | null
  /** From this day on the household owes more than the activity allows to those who book. */
  readonly unpaidFrom: Day | null
  /** This household waits for a place, or is offered one. */
  readonly waiting: WaitedUnit['state'] | null
  /** Null: no limit. */
  readonly placesLeft: number | null
}

/** Why a wanted change is not made. Each has its sentence in templates/ui/calendar-words.ts. */
export type ChangeRefusal =
  /** No enrolment, no such child, unit or day: also what a forged form gets. */
  | 'NOT_ENROLLED'
  | 'DAY_CLOSED'
  | 'NOT_OPEN_YET'
  | 'OTHER_HOUSEHOLD'
  /** Alternating custody: the day is the other household's to book. */
  | 'OTHER_WEEK'
  | 'DEADLINE_PASSED'
  /** More is overdue than the activity allows. */
  | 'UNPAID'
  | 'DAY_FULL'

/** A change that may be made: its slot, and whether it is added. */
export interface PossibleChange {
  readonly slot: Slot & { readonly groupId: number }
  readonly wanted: boolean
}

/** Everything that a calendar shows or may change between two days, by `bookingText`. */
export function slotsOf(
  family: FamilyDays,
  offered: OfferedDays,
  range: DayRange,
): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>()
  const known = knownOf(family, offered)
  for (const { childId, activityId, groupId, validFrom, validTo } of family.enrolments) {
    for (const open of offered.openDays) {
      const { day } = open
      if (open.activityId !== activityId || day < range.from || day > range.to) continue
      if (day < validFrom || (validTo !== null && day > validTo)) continue
      const place = { activityId, groupId, isOpen: open.closedBecause === null }
      for (const unitId of open.unitIds) {
        const key = { childId, unitId, day }
        slots.set(bookingText(key), known(key, place))
      }
    }
  }
  addLeftovers(slots, family, offered, known)
  return slots
}

/** Null: the change may be made, as far as the places let it. `at` is included: « jusqu'à 10 h » is 10 h 00 min 00 s. */
export function refusalOf(
  slot: Slot | undefined,
  wanted: boolean,
  now: Date,
): ChangeRefusal | null {
  if (!slot) return 'NOT_ENROLLED'
  if (slot.booked === 'OTHER') return 'OTHER_HOUSEHOLD'
  if (slot.groupId === null) return 'NOT_ENROLLED'
  if (!wanted) return now <= slot.cancelUntil ? null : 'DEADLINE_PASSED'
  if (slot.isOtherWeek) return 'OTHER_WEEK'
  if (!slot.isOpen) return 'DAY_CLOSED'
  if (now > slot.addUntil) return 'DEADLINE_PASSED'
  if (slot.opensAt && now < slot.opensAt) return 'NOT_OPEN_YET'
  if (slot.unpaidFrom !== null && dayOf(now) >= slot.unpaidFrom) return 'UNPAID'
  return slot.placesLeft !== null && slot.placesLeft <= 0 ? 'DAY_FULL' : null
}

interface SlotPlace {
  readonly activityId: number
  readonly groupId: number | null
  readonly isOpen: boolean
}

type Known = (key: BookingKey, place: SlotPlace) => Slot

function knownOf(family: FamilyDays, offered: OfferedDays): Known {
  const bookings = new Map(family.bookings.map((one) => [bookingText(one), one]))
  const attendance = new Map(family.attendance.map((one) => [bookingText(one), one]))
  const closings = closingsOf(offered)
  const places = new Map(
    family.places.map((one) => [`${one.groupId} ${one.unitId} ${one.day}`, one.left]),
  )
  const waits = new Map(family.waits.map((one) => [bookingText(one), one.state]))
  const deadlines = deadlinesOf(offered)
  const custody = new Map(family.custody.map((one) => [`${one.childId} ${one.day}`, one]))
  const unpaid = new Map(
    offered.activities.map((one) => [one.id, unpaidFrom(family.unpaid, one.unpaidAboveCents)]),
  )
  const starts = new Map(offered.units.map((unit) => [unit.id, unit.fromTime]))
  return (key, place) => {
    const { childId, unitId, day } = key
    const { activityId, groupId, isOpen } = place
    const text = bookingText(key)
    const booking = bookings.get(text)
    const attended = attendance.get(text)
    return {
      childId,
      unitId,
      day,
      activityId,
      groupId,
      isOpen,
      booked: booking ? (booking.mine ? 'MINE' : 'OTHER') : null,
      isOtherWeek: isOther(custody.get(`${childId} ${day}`), starts.get(unitId) ?? null),
      presence: attended?.state ?? null,
      lateAt: lateAt(attended?.leftAt, closings.get(activityId)),
      absence: absenceOf(family, key, activityId),
      addUntil: deadlines.until({ activityId, unitId, day, action: 'ADD' }),
      cancelUntil: deadlines.until({ activityId, unitId, day, action: 'CANCEL' }),
      unpaidFrom: unpaid.get(activityId) ?? null,
      waiting: waits.get(text) ?? null,
      opensAt: opensAt(offered, activityId, day),
      placesLeft: places.get(`${groupId} ${unitId} ${day}`) ?? null,
    }
  }
}

/** The day after the due date with which the bound is passed. */
function unpaidFrom(unpaid: FamilyDays['unpaid'], bound: Cents | null): Day | null {
  if (bound === null) return null
  let sum = 0
  for (const { dueOn, cents } of unpaid) {
    sum += cents
    if (sum > bound) return addDays(dueOn, 1)
  }
  return null
}

/** When each activity's last unit ends. */
function closingsOf({ units }: OfferedDays): ReadonlyMap<number, string> {
  const closings = new Map<number, string>()
  for (const { activityId, toTime } of units) {
    if (toTime !== null && toTime > (closings.get(activityId) ?? ''))
      closings.set(activityId, toTime)
  }
  return closings
}

function lateAt(leftAt: string | null | undefined, closing: string | undefined): string | null {
  return leftAt && closing !== undefined && leftAt > closing ? leftAt : null
}

/** What is booked or was attended though this household may not book it (any more): shown, never changed. */
function addLeftovers(
  slots: Map<string, Slot>,
  family: FamilyDays,
  offered: OfferedDays,
  known: Known,
): void {
  const activityOf = new Map(offered.units.map((unit) => [unit.id, unit.activityId]))
  for (const one of [...family.bookings, ...family.attendance]) {
    const { childId, unitId, day } = one
    const activityId = activityOf.get(unitId)
    if (activityId === undefined || slots.has(bookingText(one))) continue
    // A day of one's own that closed since, or whose enrolment ended, can still be given back.
    const groupId = 'mine' in one && one.mine ? one.groupId : null
    slots.set(
      bookingText(one),
      known({ childId, unitId, day }, { activityId, groupId, isOpen: false }),
    )
  }
}

/** Until the hand-over the day is whose it was the day before, from then on whose it is the day after. */
function isOther(day: CustodyDay | undefined, from: string | null): boolean {
  if (!day) return false
  if (day.handover === null || from === null) return day.isOther
  return from < day.handover ? day.wasOther : day.becomesOther
}

function absenceOf(
  family: FamilyDays,
  { childId, day }: BookingKey,
  activityId: number,
): Slot['absence'] {
  const found = family.absences.find(
    (absence) =>
      absence.childId === childId &&
      (absence.activityId === null || absence.activityId === activityId) &&
      absence.firstDay <= day &&
      day <= absence.lastDay,
  )
  return found?.state ?? null
}

function opensAt({ periods }: OfferedDays, activityId: number, day: Day): Date | null {
  const period = periods.find(
    (one) => one.activityId === activityId && one.firstDay <= day && day <= one.lastDay,
  )
  return period?.bookingOpensAt ? new Date(period.bookingOpensAt) : null
}
