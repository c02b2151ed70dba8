import { addDays, schoolYearOf, type Day } from './day.ts'

/**
 * The first day of what is kept « to the end of the school year and one year » (data-model.md §2, Y1): what was over
 * before it is forgotten. On 31 August 2027 that is 1 September 2025, the day after 1 September 2026.
 */
export function firstKeptDay(today: Day): Day {
  return `${schoolYearOf(addDays(today, -31)) - 1}-09-01`
}

/** How many rows are forgotten, by table. */
export type Forgotten = Readonly<Record<string, number>>
