import type { Day } from '../kernel/day.ts'
import type { LoadedSlots } from './month-slots.ts'
import type { PossibleChange, Slot } from './slots.ts'

/** What a declared absence does to the days that are booked. */
export interface AbsencePlan {
  /** Given back within their deadline: nothing to pay. */
  readonly cancelled: readonly PossibleChange[]
  /** Past their deadline: they stay booked, and are paid unless the town hall excuses them. */
  readonly kept: readonly Slot[]
}

export interface AbsentDays {
  readonly childId: number
  readonly firstDay: Day
  readonly lastDay: Day
}

/** Sorts the family's own bookings of a child by their deadlines. What was attended is no absence. */
export function planOf(
  { slots }: LoadedSlots,
  { childId, firstDay, lastDay }: AbsentDays,
  now: Date,
): AbsencePlan {
  const own = [...slots.values()].filter(
    (slot) =>
      slot.childId === childId &&
      slot.day >= firstDay &&
      slot.day <= lastDay &&
      slot.booked === 'MINE' &&
      slot.presence !== 'PRESENT',
  )
  own.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.unitId - b.unitId))
  const cancelled: PossibleChange[] = []
  const kept: Slot[] = []
  for (const slot of own) {
    const mayCancel = slot.presence === null && now <= slot.cancelUntil
    if (mayCancel && slot.groupId !== null) {
      cancelled.push({ slot: { ...slot, groupId: slot.groupId }, wanted: false })
    } else kept.push(slot)
  }
  return { cancelled, kept }
}
