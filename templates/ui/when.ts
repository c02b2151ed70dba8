import { addDays, clockOf, dayOf } from '../../src/kernel/day.ts'
import { dateInWords, dayAndMonth, dayInWords, hourInWords } from '../../src/kernel/french.ts'

/** For a list: `7 h 52` today, `hier`, `4 décembre`, `4 décembre 2025`. */
export function shortWhen(instant: Date, now: Date): string {
  const [day, today] = [dayOf(instant), dayOf(now)]
  if (day === today) return hourInWords(clockOf(instant))
  if (day === addDays(today, -1)) return 'hier'
  return day.slice(0, 4) === today.slice(0, 4) ? dayAndMonth(day) : dateInWords(day)
}

/** For a sentence: `aujourd’hui à 7 h 52`, `mardi 8 décembre à 7 h 52`. */
export function longWhen(instant: Date, now: Date): string {
  const [day, today] = [dayOf(instant), dayOf(now)]
  const words =
    day === today ? 'aujourd’hui' : day === addDays(today, -1) ? 'hier' : dayInWords(day)
  return `${words} à\u00A0${hourInWords(clockOf(instant))}`
}

/** For a limit: `aujourd’hui jusqu’à 10 h`, `jusqu’à demain 10 h`, `jusqu’à vendredi 11 décembre, 10 h`. */
export function limitInWords(until: Date, now: Date): string {
  const [day, today] = [dayOf(until), dayOf(now)]
  const clock = clockOf(until)
  const hour = clock === '00:00' ? 'minuit' : hourInWords(clock)
  if (day === today) return `aujourd’hui jusqu’à ${hour}`
  if (day === addDays(today, 1)) return `jusqu’à demain ${hour}`
  return `jusqu’à ${dayInWords(day)}, ${hour}`
}
