import { addDays, type Day } from '../kernel/day.ts'
import type { SchoolPeriod } from './tariff.ts'

/** School holidays of one zone, in order. */
export interface SchoolHoliday {
  readonly firstDay: Day
  readonly lastDay: Day
}

const shortestHoliday = 5

/** The periods between school holidays; a bridge of a few days (Ascension) does not cut one in two. */
export function schoolPeriods(holidays: readonly SchoolHoliday[]): SchoolPeriod[] {
  const long = holidays.filter(
    (holiday) => addDays(holiday.firstDay, shortestHoliday - 1) <= holiday.lastDay,
  )
  return long.flatMap((holiday, at) => {
    const next = long[at + 1]
    return next ? [{ from: addDays(holiday.lastDay, 1), to: addDays(next.firstDay, -1) }] : []
  })
}
