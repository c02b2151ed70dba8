import { isDay, type Day } from '../kernel/day.ts'

/** What is booked once: one child, one unit, one day. */
export interface BookingKey {
  readonly childId: number
  readonly unitId: number
  readonly day: Day
}

/** `12.3.2026-12-07`: the value of a checkbox of the calendar. */
export function bookingText({ childId, unitId, day }: BookingKey): string {
  return `${childId}.${unitId}.${day}`
}

/** Reads what `bookingText` wrote; null for anything else. */
export function parseBooking(text: string): BookingKey | null {
  const match = /^([1-9]\d{0,14})\.([1-9]\d{0,8})\.(\d{4}-\d{2}-\d{2})$/.exec(text)
  if (!match) return null
  const [, child = '', unit = '', day = ''] = match
  return isDay(day) ? { childId: Number(child), unitId: Number(unit), day } : null
}

/** The boxes of a form, separated by spaces. What is no booking is left out: nobody's browser sends it. */
export function parseBookings(text: string): BookingKey[] {
  return text
    .split(' ')
    .map(parseBooking)
    .filter((key) => key !== null)
}
