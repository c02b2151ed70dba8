import { isDay, type Day, type Month } from '../kernel/day.ts'

/** What is booked once: one child, one unit, one day. */
export interface BookingKey {
  readonly childId: number
  readonly unitId: number
  readonly day: Day
}

/** `12.3.2026-12-07` */
export function bookingText({ childId, unitId, day }: BookingKey): string {
  return `${childId}.${unitId}.${day}`
}

/** `12.3.07`: the value of a checkbox, in the form of its month. A page has hundreds of them: short counts. */
export function boxText({ childId, unitId, day }: BookingKey): string {
  return `${childId}.${unitId}.${day.slice(8)}`
}

/** The boxes of a month's form, separated by spaces. What is no box is left out: nobody's browser sends it. */
export function parseBoxes(text: string, month: Month): BookingKey[] {
  return text.split(' ').flatMap((word) => {
    const match = /^([1-9]\d{0,14})\.([1-9]\d{0,8})\.(\d{2})$/.exec(word)
    const [, child = '', unit = '', date = ''] = match ?? []
    const day = `${month}-${date}`
    return match && isDay(day) ? [{ childId: Number(child), unitId: Number(unit), day }] : []
  })
}
