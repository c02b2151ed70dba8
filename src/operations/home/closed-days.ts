import type { OfferedDays } from '../../enrolments/offered-days.ts'
import { addDays, type Day } from '../../kernel/day.ts'

/** A day without school: a public holiday, or one of the school's. */
export interface ClosedDay {
  readonly day: Day
  readonly kind: 'PUBLIC_HOLIDAY' | 'SCHOOL_HOLIDAY'
}

/** Those of a week from its Monday to its Friday, in order. */
export function closedDays(
  { publicHolidays, schoolHolidays }: Pick<OfferedDays, 'publicHolidays' | 'schoolHolidays'>,
  monday: Day,
): ClosedDay[] {
  const week = [0, 1, 2, 3, 4].map((days) => addDays(monday, days))
  return week.flatMap((day): ClosedDay[] => {
    if (publicHolidays.some((holiday) => holiday.day === day))
      return [{ day, kind: 'PUBLIC_HOLIDAY' }]
    const isFree = schoolHolidays.some((one) => one.firstDay <= day && day <= one.lastDay)
    return isFree ? [{ day, kind: 'SCHOOL_HOLIDAY' }] : []
  })
}
