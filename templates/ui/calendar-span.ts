import type { CalendarMonth, CalendarSpan } from '../../src/enrolments/calendar-month.ts'
import {
  addDays,
  addMonths,
  mondayOf,
  monthOf,
  weekNameOf,
  type Day,
} from '../../src/kernel/day.ts'
import {
  capitalised,
  dayAndMonth,
  daysInWords,
  listInWords,
  monthInWords,
  monthName,
} from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'

/** Where a month or a week is read and saved. */
export function spanPath({ month, week }: CalendarSpan): string {
  return week === null ? paths.calendarMonth(month) : paths.calendarWeek(week)
}

/** `Calendrier de décembre 2026` · `Calendrier, semaine du 7 au 13 décembre 2026` */
export function spanTitle(span: CalendarSpan): string {
  return span.week === null
    ? `Calendrier de ${monthInWords(span.month)}`
    : `Calendrier, ${weekInWords(span)} ${span.range.to.slice(0, 4)}`
}

/** `Décembre 2026` · `Semaine du 30 novembre au 6 décembre` */
export function spanHeading(span: CalendarSpan): string {
  return capitalised(span.week === null ? monthInWords(span.month) : weekInWords(span))
}

/** `la facture de décembre` · `les factures de novembre et décembre` */
export function spanBills({ range }: CalendarSpan): string {
  const months = [...new Set([monthOf(range.from), monthOf(range.to)])]
  const names = listInWords(months.map(monthName))
  return months.length === 1 ? `la facture de ${names}` : `les factures de ${names}`
}

/** A link to the month or week beside. */
export interface Neighbour {
  readonly href: string
  readonly label: string
}

/** The month or week before (-1) or after (1). */
export function neighbour({ month, week, range }: CalendarSpan, by: -1 | 1): Neighbour {
  if (week === null) {
    const other = addMonths(month, by)
    return { href: paths.calendarMonth(other), label: capitalised(monthName(other)) }
  }
  const monday = addDays(range.from, 7 * by)
  return { href: paths.calendarWeek(weekNameOf(monday)), label: `Du ${dayAndMonth(monday)}` }
}

/** The same days by month and by week: this week when it is shown, else the first one. */
export function spanTabs(calendar: CalendarMonth) {
  const { month, week, range, today } = calendar
  const day = today >= range.from && today <= range.to ? today : firstOf(calendar)
  return [
    { href: paths.calendarMonth(month), label: 'Mois', isCurrent: week === null },
    {
      href: paths.calendarWeek(week ?? weekNameOf(day)),
      label: 'Semaine',
      isCurrent: week !== null,
    },
  ]
}

/** The first day on which something may be booked, so that a month of holidays opens where it begins again. */
function firstOf({ weeks, range }: CalendarMonth): Day {
  const days = weeks.flatMap((week) => week.days)
  return days.find((day) => day.state === 'OPEN')?.day ?? mondayOf(range.from)
}

function weekInWords({ range: { from, to } }: CalendarSpan): string {
  return `semaine du ${daysInWords(from, to)}`
}
