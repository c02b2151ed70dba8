import {
  addDays,
  addMonths,
  clockOf,
  dayOf,
  firstDayOf,
  instantAt,
  lastDayOf,
  mondayOf,
  monthOf,
  weekdayOf,
  type Day,
} from '../kernel/day.ts'
import { dayInWords, hourInWords, listInWords } from '../kernel/french.ts'
import type { DeadlineRule, Excluding } from './deadline-rule.ts'

/**
 * The last instant at which a day may still be changed (domain.md §3.1, « Booking deadlines »): meal of Monday
 * 16 November 2026 under D-1 10:00 without week-ends and holidays → Friday 13 November, 10:00.
 * `publicHolidays` are those of the commune's territory around the day.
 */
export function deadlineFor(rule: DeadlineRule, day: Day, publicHolidays: ReadonlySet<Day>): Date {
  if (rule.kind === 'NONE') return instantAt(addDays(day, 1), '00:00')
  if (rule.kind === 'DAYS_AFTER') return instantAt(addDays(day, rule.days + 1), '00:00')
  const counts = (one: Day) => isCounted(one, rule.excluding, publicHolidays)
  if (rule.kind === 'DAYS_BEFORE') return instantAt(daysBefore(day, rule.days, counts), rule.clock)
  let deadline = dayFor(rule, day)
  while (!counts(deadline)) deadline = addDays(deadline, -1)
  return instantAt(deadline, rule.clock)
}

function isCounted(day: Day, excluding: Excluding, publicHolidays: ReadonlySet<Day>): boolean {
  if (excluding.weekdays.includes(weekdayOf(day))) return false
  return !(excluding.publicHolidays && publicHolidays.has(day))
}

function daysBefore(day: Day, count: number, counts: (day: Day) => boolean): Day {
  let found = day
  for (let left = count; left > 0;) {
    found = addDays(found, -1)
    if (counts(found)) left -= 1
  }
  return found
}

function dayFor(
  rule: Exclude<DeadlineRule, { kind: 'NONE' | 'DAYS_BEFORE' | 'DAYS_AFTER' }>,
  day: Day,
): Day {
  if (rule.kind === 'PREVIOUS_WEEKDAY') {
    const back = (weekdayOf(day) - rule.weekday + 7) % 7
    return addDays(day, -(back || 7))
  }
  if (rule.kind === 'WEEKDAY_OF_WEEK') {
    return addDays(mondayOf(day), rule.weekday - 1 - 7 * rule.weeksBefore)
  }
  const month = addMonths(monthOf(day), -1)
  const wanted = addDays(firstDayOf(month), rule.date - 1)
  return wanted > lastDayOf(month) ? lastDayOf(month) : wanted
}

/** `vendredi 13 novembre à 10 h` */
export function instantInWords(instant: Date): string {
  return `${dayInWords(dayOf(instant))} à ${hourInWords(clockOf(instant))}`
}

const names = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']

/** The rule in French, after « jusqu'à » : `la veille à 10 h, sans compter les week-ends ni les jours fériés`. */
export function deadlineInWords(rule: DeadlineRule): string {
  if (rule.kind === 'NONE') return 'la fin du jour même'
  if (rule.kind === 'DAYS_AFTER') return `${rule.days}\u00A0jours après`
  const clock = rule.clock === '23:59' ? '' : ` à ${hourInWords(rule.clock)}`
  return `${dayWords(rule)}${clock}${excludingWords(rule.excluding)}`
}

function dayWords(rule: Exclude<DeadlineRule, { kind: 'NONE' | 'DAYS_AFTER' }>): string {
  if (rule.kind === 'PREVIOUS_WEEKDAY') return `le ${names[rule.weekday - 1]} précédent`
  if (rule.kind === 'DATE_OF_PREVIOUS_MONTH') return `le ${rule.date} du mois précédent`
  if (rule.kind === 'WEEKDAY_OF_WEEK') {
    const week =
      rule.weeksBefore === 1
        ? 'de la semaine précédente'
        : `de la semaine, ${rule.weeksBefore} semaines avant`
    return `le ${names[rule.weekday - 1]} ${week}`
  }
  if (rule.days === 0) return 'le jour même'
  if (rule.days === 1) return 'la veille'
  return rule.days === 2 ? "l'avant-veille" : `${rule.days} jours avant`
}

function excludingWords({ weekdays, publicHolidays }: Excluding): string {
  const weekend = weekdays.includes(6) && weekdays.includes(7)
  const single = weekdays
    .filter((day) => !(weekend && day >= 6))
    .map((day) => `les ${names[day - 1]}s`)
  const words = [
    ...single,
    ...(weekend ? ['les week-ends'] : []),
    ...(publicHolidays ? ['les jours fériés'] : []),
  ]
  return words.length > 0 ? `, sans compter ${listInWords(words)}` : ''
}
