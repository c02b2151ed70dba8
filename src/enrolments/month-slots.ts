import type { Tx } from '../db/connect.ts'
import { familyDays, type DayRange, type FamilyDays } from './family-days.ts'
import { offeredDays, type CalendarPlace, type OfferedDays } from './offered-days.ts'
import { slotsOf, type Slot } from './slots.ts'

export interface LoadedSlots {
  readonly family: FamilyDays
  readonly offered: OfferedDays
  readonly slots: ReadonlyMap<string, Slot>
}

/** Reads a household's calendar between two days; two statements, whatever the number of children and days. */
export async function loadSlots(
  tx: Tx,
  householdId: number,
  range: DayRange,
  place: CalendarPlace,
): Promise<LoadedSlots> {
  const family = await familyDays(tx, householdId, range)
  const { enrolments, bookings, attendance } = family
  const offered = await offeredDays(tx, {
    ...range,
    place,
    activityIds: [...new Set(enrolments.map((one) => one.activityId))],
    groupIds: [...new Set(enrolments.map((one) => one.groupId))],
    unitIds: [...new Set([...bookings, ...attendance].map((one) => one.unitId))],
  })
  return { family, offered, slots: slotsOf(family, offered, range) }
}
