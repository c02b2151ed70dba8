import { daysBetween, type Day, type DayRange } from '../kernel/day.ts'

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

/** `12.3.07`: the value of a checkbox, in the form of its month or week. A page has hundreds of them: short counts. */
export function boxText({ childId, unitId, day }: BookingKey): string {
  return `${childId}.${unitId}.${day.slice(8)}`
}

/** Many boxes of a month at most, the dates of a child's unit together as the bits of a number: `12.3-1s 12.4-2`. */
export function boxesText(keys: readonly BookingKey[]): string {
  const dates = Map.groupBy(keys, ({ childId, unitId }) => `${childId}.${unitId}`)
  return [...dates]
    .map(([of, own]) => `${of}-${own.reduce((sum, { day }) => sum + bitOf(day), 0).toString(36)}`)
    .join(' ')
}

/**
 * The boxes of a form of a month at most, separated by spaces: each date is there once. What is no box is left out:
 * nobody's browser sends it.
 */
export function parseBoxes(text: string, { from, to }: DayRange): BookingKey[] {
  const days = new Map(daysBetween(from, to).map((day) => [day.slice(8), day]))
  return text.split(' ').flatMap((word) => {
    const match = /^([1-9]\d{0,14})\.([1-9]\d{0,8})(?:\.(\d{2}(?:,\d{2})*)|-([\da-z]{1,6}))$/.exec(
      word,
    )
    const [, child = '', unit = '', dates = '', bits = ''] = match ?? []
    const written = bits ? [...days.keys()].filter((date) => hasBit(bits, date)) : dates.split(',')
    return written.flatMap((date) => {
      const day = days.get(date)
      return day !== undefined ? [{ childId: Number(child), unitId: Number(unit), day }] : []
    })
  })
}

/** Beyond 31 bits the operators of whole numbers do not reach: sums and quotients do. */
function bitOf(day: Day): number {
  return 2 ** (Number(day.slice(8)) - 1)
}

function hasBit(bits: string, date: string): boolean {
  return Math.floor(Number.parseInt(bits, 36) / 2 ** (Number(date) - 1)) % 2 === 1
}
