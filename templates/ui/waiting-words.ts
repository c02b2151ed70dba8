import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import type { WaitingEntry } from '../../src/enrolments/waiting-list.ts'
import { clockOf, dayOf } from '../../src/kernel/day.ts'
import { dayInWords, hourInWords } from '../../src/kernel/french.ts'
import { lower } from './calendar-words.ts'

/** `12.3.2026-12-09`: child, unit and day, as the address of its waiting list names them. */
export function placeText({ childId, unitId, day }: BookingKey): string {
  return `${childId}.${unitId}.${day}`
}

/** `1er, le prochain` · `3e sur la liste` */
export function rankWords(rank: number): string {
  return rank === 1 ? '1er, le prochain' : `${rank}e sur la liste`
}

/** `Zoé, mercredi, mercredi 9 décembre` · `Zoé, stage de voile, vacances de printemps` */
export function waitedWords({ firstName, activity, unit, day, period }: WaitingEntry): string {
  const what =
    day && unit && !activity.toLowerCase().includes(unit.toLowerCase())
      ? `${lower(activity)} (${lower(unit)})`
      : lower(activity)
  return `${firstName}, ${what}, ${day ? dayInWords(day) : lower(period ?? '')}`
}

/** `mercredi 25 novembre à 10 h` */
export function untilWords(at: Date): string {
  return `${dayInWords(dayOf(at))} à ${hourInWords(clockOf(at))}`
}
