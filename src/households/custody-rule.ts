import { addDays, daysBetween, isoWeekOf, weekdayOf, type Day } from '../kernel/day.ts'

/** How a child goes back and forth between two households. */
export interface CustodyRule {
  readonly firstHouseholdId: number
  readonly secondHouseholdId: number
  /** Has the turns that begin in an even ISO week. */
  readonly evenWeekHouseholdId: number
  /** 1 (Monday) to 7. */
  readonly handoverWeekday: number
  /** `HH:MM`: before noon, lunch of that day is at the new table. */
  readonly handoverTime: string
  /** Has the first half of school holidays that begin in an even year; null: the weeks go on through the holidays. */
  readonly evenYearFirstHalfId: number | null
  readonly exceptions: readonly CustodyException[]
}

/** Days that leave the rule: the judgment's, or those that the parents agreed on. */
export interface CustodyException {
  readonly householdId: number
  readonly firstDay: Day
  readonly lastDay: Day
}

export interface HolidaySpan {
  readonly firstDay: Day
  readonly lastDay: Day
}

export interface CustodyDay {
  readonly day: Day
  readonly householdId: number
}

/**
 * At whose table the child has lunch, day by day. Exceptions come first, then the halves of the school holidays, then
 * the weeks. A turn counts as even or odd by the ISO week of its first lunch: handed over on Friday at 16:30, the turn
 * is of the week that ends; on Sunday evening or Monday morning, of the week that begins.
 */
export function custodyDays(
  rule: CustodyRule,
  span: HolidaySpan,
  holidays: readonly HolidaySpan[],
): CustodyDay[] {
  return daysBetween(span.firstDay, span.lastDay).map((day) => ({
    day,
    householdId:
      rule.exceptions.find((one) => holds(one, day))?.householdId ??
      inHolidays(rule, day, holidays) ??
      byWeek(rule, day),
  }))
}

function holds({ firstDay, lastDay }: HolidaySpan, day: Day): boolean {
  return firstDay <= day && day <= lastDay
}

/** The middle day of an odd number belongs to the first half. */
function inHolidays(rule: CustodyRule, day: Day, holidays: readonly HolidaySpan[]): number | null {
  const first = rule.evenYearFirstHalfId
  const holiday = first === null ? undefined : holidays.find((one) => holds(one, day))
  if (first === null || !holiday) return null
  const days = daysBetween(holiday.firstDay, holiday.lastDay)
  const isFirstHalf = days.indexOf(day) < days.length / 2
  const isEvenYear = Number(holiday.firstDay.slice(0, 4)) % 2 === 0
  return isFirstHalf === isEvenYear ? first : otherOf(rule, first)
}

function byWeek(rule: CustodyRule, day: Day): number {
  const isEven = isoWeekOf(firstLunchOf(rule, day)) % 2 === 0
  return isEven ? rule.evenWeekHouseholdId : otherOf(rule, rule.evenWeekHouseholdId)
}

/** The first lunch of the turn to which a day's lunch belongs. */
function firstLunchOf({ handoverWeekday, handoverTime }: CustodyRule, day: Day): Day {
  const firstWeekday = handoverTime < '12:00' ? handoverWeekday : (handoverWeekday % 7) + 1
  return addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7))
}

function otherOf(rule: CustodyRule, householdId: number): number {
  return householdId === rule.firstHouseholdId ? rule.secondHouseholdId : rule.firstHouseholdId
}
