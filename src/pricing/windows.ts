import {
  addDays,
  addMonths,
  firstDayOf,
  lastDayOf,
  mondayOf,
  monthOf,
  schoolYearOf,
  type Day,
} from '../kernel/day.ts'
import type { PackageWindow, SchoolPeriod } from './tariff.ts'

export interface Window {
  readonly from: Day
  readonly to: Day
}

/** The days that a package pays for, around a day. Null: the calendar has no school period there. */
export function windowAround(
  kind: PackageWindow,
  day: Day,
  schoolPeriods: readonly SchoolPeriod[],
): Window | null {
  if (kind === 'WEEK') return { from: mondayOf(day), to: addDays(mondayOf(day), 6) }
  if (kind === 'MONTH') return months(monthOf(day), 1)
  if (kind === 'TERM') return termOf(day)
  if (kind === 'SCHOOL_YEAR')
    return { from: `${schoolYearOf(day)}-08-01`, to: `${schoolYearOf(day) + 1}-07-31` }
  return schoolPeriods.find((period) => period.from <= day && day <= period.to) ?? null
}

/** School terms in whole months: September to December, January to March, April to August. */
function termOf(day: Day): Window {
  const year = day.slice(0, 4)
  const month = Number(day.slice(5, 7))
  if (month >= 9) return months(`${year}-09`, 4)
  return month <= 3 ? months(`${year}-01`, 3) : months(`${year}-04`, 5)
}

function months(first: string, count: number): Window {
  return { from: firstDayOf(first), to: lastDayOf(addMonths(first, count - 1)) }
}
