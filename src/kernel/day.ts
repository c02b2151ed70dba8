import { remembered } from './remembered.ts'

/** A calendar day in Europe/Paris, `YYYY-MM-DD`. Days compare as text. */
export type Day = string

/** A month, `YYYY-MM`. */
export type Month = string

/** `2026-W48`, an ISO week. */
export type Week = string

/** Days, both included. */
export interface DayRange {
  readonly from: Day
  readonly to: Day
}

const oneDay = 86_400_000
const oneHour = 3_600_000
const parisClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** The day it is in Paris at an instant. */
export function dayOf(instant: Date): Day {
  return inParis(instant).slice(0, 10)
}

/** The wall clock in Paris at an instant, `HH:MM`. */
export function clockOf(instant: Date): string {
  return inParis(instant).slice(11, 16)
}

/** The instant at which a wall clock (`HH:MM`) shows in Paris on a day, across both changes of hour. */
export function instantAt(day: Day, clock: string): Date {
  return new Date(millisecondsAt(`${day}T${clock}`))
}

const millisecondsAt = remembered((clock: string): number => {
  const asUtc = Date.parse(`${clock}:00Z`)
  const shows = (at: number) => inParis(new Date(at)).startsWith(clock)
  return [1, 2].map((hours) => asUtc - hours * oneHour).find(shows) ?? asUtc - oneHour
})

/** The wall clock as an ISO text. */
function inParis(instant: Date): string {
  const hour = Math.floor(instant.getTime() / oneHour) * oneHour
  return new Date(instant.getTime() + parisOffset(hour)).toISOString()
}

/** How far Paris is before UTC in an hour: the clocks change on the hour. */
const parisOffset = remembered((hour: number): number => {
  return Date.parse(`${parisClock.format(hour).replace(' ', 'T')}:00Z`) - hour
})

/** Is this text a day that exists (31 February does not), from 1900 on: a year 26 or 0 is a slip of the keyboard? */
export function isDay(text: string): boolean {
  if (!/^(19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The day so many days later; earlier when the count is negative. */
export function addDays(day: Day, count: number): Day {
  return dayAfter(`${day} ${count}`)
}

/** `2026-12-07 -3`: a page of the calendar asks for the same few hundred again and again. */
const dayAfter = remembered((question: string): Day => {
  const at = Date.parse(`${question.slice(0, 10)}T00:00:00Z`)
  return new Date(at + Number(question.slice(11)) * oneDay).toISOString().slice(0, 10)
})

/** The instant so many times 24 hours before another. */
export function daysBefore(instant: Date, days: number): Date {
  return new Date(instant.getTime() - days * oneDay)
}

/** Days from `from` to `to`, both included; empty when `to` is earlier. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** 1 (Monday) to 7 (Sunday). */
export const weekdayOf = remembered((day: Day): number => {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
})

/** `2026-W48`: the ISO week of a day, which may begin in one year and end in the next. */
export function weekNameOf(day: Day): Week {
  const thursday = addDays(day, 4 - weekdayOf(day))
  return `${thursday.slice(0, 4)}-W${String(isoWeekOf(day)).padStart(2, '0')}`
}

/** The days of an ISO week from Monday to Sunday; null when the text names no week that exists. */
export function daysOfWeek(week: string): DayRange | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? []
  if (year === undefined || number === undefined) return null
  const monday = addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1))
  return weekNameOf(monday) === week ? { from: monday, to: addDays(monday, 6) } : null
}

/** ISO 8601 week number, 1 to 53: the parity that custody judgments write. */
export function isoWeekOf(day: Day): number {
  const thursday = addDays(day, 4 - weekdayOf(day))
  const firstDay = `${thursday.slice(0, 4)}-01-01`
  return Math.floor((Date.parse(thursday) - Date.parse(firstDay)) / oneDay / 7) + 1
}

/** The Monday of a day's ISO week. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day))
}

/** `2026-12-07` → `2026-12` */
export function monthOf(day: Day): Month {
  return day.slice(0, 7)
}

/** Is this text a month, of a year that `isDay` takes too, with a month after it? */
export function isMonth(text: string): boolean {
  return /^(19|[2-9]\d)\d{2}-(0[1-9]|1[0-2])$/.test(text) && text !== '9999-12'
}

/** `2026-12` → `2026-12-01` */
export function firstDayOf(month: Month): Day {
  return `${month}-01`
}

/** `2026-02` → `2026-02-28` */
export function lastDayOf(month: Month): Day {
  return addDays(firstDayOf(addMonths(month, 1)), -1)
}

/** The month so many months later; earlier when the count is negative. */
export function addMonths(month: Month, count: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const months = year * 12 + (number - 1) + count
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** The school year of a day, by the year in which it starts (1 September 2026 → 2026). August counts to the next one. */
export function schoolYearOf(day: Day): number {
  const year = Number(day.slice(0, 4))
  return day.slice(5) >= '08-01' ? year : year - 1
}

/** The last day, 31 August, on which what was agreed for the school year of a day holds. */
export function lastDayOfSchoolYear(day: Day): Day {
  return `${schoolYearOf(day) + 1}-08-31`
}

/** Full years between a birth and a day. */
export function ageOn(birthDate: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) >= birthDate.slice(5) ? years : years - 1
}

/** Reads `jj/mm/aaaa`, `d-m-yyyy`, `d.m.yyyy` or ISO; null when it is no day that exists. */
export function parseDay(text: string): Day | null {
  const trimmed = text.trim()
  if (isDay(trimmed)) return trimmed
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed)
  if (!match) return null
  const [, date = '', month = '', year = ''] = match
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : null
}
