import { isDay, type Day } from './day.ts'
import { nearest } from './nearest.ts'
import type { YamlMap, YamlValue } from './yaml-file.ts'

/** Each reads one value; null when it is missing or, after a report at its place, when it cannot be read. */

/** The text as it is written, trimmed. */
export function readText(value: YamlValue | null): string | null {
  return value?.text() ?? null
}

/** A name or a label, as it is printed: one line of so many letters at most. */
export function readLabel(value: YamlValue | null, longest = 100): string | null {
  const text = readText(value)
  if (text === null || (text.length <= longest && !text.includes('\n'))) return text
  return value?.fault(`Expected one line of ${longest} letters at most`) ?? null
}

/** `2026-09-01`, a day that exists. */
export function readDay(value: YamlValue | null): Day | null {
  const text = readText(value)
  if (text === null || isDay(text)) return text
  return value?.fault(`"${text}" is no day that exists`, 'write it as 2026-09-01') ?? null
}

/** `HH:MM`. */
export function readClock(value: YamlValue | null): string | null {
  const text = readText(value)
  if (text === null || /^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return text
  return value?.fault(`"${text}" is no time of day`, 'write it as 07:30') ?? null
}

/** A whole number between two, both included. */
export function readInteger(value: YamlValue | null, min: number, max: number): number | null {
  const text = readText(value)
  if (text === null) return null
  const number = /^-?\d+$/.test(text) ? Number(text) : NaN
  if (number >= min && number <= max) return number
  return value?.fault(`"${text}" is no whole number from ${min} to ${max}`) ?? null
}

/** `yes`, `no`, `true` or `false`. */
export function readBoolean(value: YamlValue | null): boolean | null {
  return readChoice(value, { yes: true, no: false, true: true, false: false })
}

/** One of some words; upper or lower case, with spaces, hyphens or underscores. */
export function readChoice<T>(
  value: YamlValue | null,
  choices: Readonly<Record<string, T>>,
): T | null {
  const text = readText(value)
  if (text === null) return null
  const typed = plainWord(text)
  for (const [word, meaning] of Object.entries(choices)) {
    if (plainWord(word) === typed) return meaning
  }
  const alike = nearest(text, Object.keys(choices))
  const known = Object.keys(choices).join(', ')
  return (
    value?.fault(
      `"${text}" is not known here`,
      alike ? `did you mean "${alike}"?` : `one of: ${known}`,
    ) ?? null
  )
}

function plainWord(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, ' ')
}

/** Every item of a list by one reader; null when the key is missing. */
export function readList<T>(
  value: YamlValue | null,
  read: (item: YamlValue) => T | null,
): T[] | null {
  return value && value.items().flatMap((item) => read(item) ?? [])
}

/** Every mapping of a list; what `read` does not ask for is reported. */
export function readMaps<T>(value: YamlValue | null, read: (map: YamlMap) => T | null): T[] {
  return (value?.items() ?? []).flatMap((item) => readMap(item, read) ?? [])
}

/** A mapping; what `read` does not ask for is reported. */
export function readMap<T>(value: YamlValue | null, read: (map: YamlMap) => T | null): T | null {
  const map = value?.map() ?? null
  if (!map) return null
  const found = read(map)
  map.close()
  return found
}

const weekdayNames: Readonly<Record<string, readonly number[]>> = {
  monday: [1],
  tuesday: [2],
  wednesday: [3],
  thursday: [4],
  friday: [5],
  saturday: [6],
  sunday: [7],
  mon: [1],
  tue: [2],
  wed: [3],
  thu: [4],
  fri: [5],
  sat: [6],
  sun: [7],
  weekdays: [1, 2, 3, 4, 5],
  'every day': [1, 2, 3, 4, 5, 6, 7],
  none: [],
}

/** `[mon, tue, thu, fri]`, `weekdays`, `none` → 1 (Monday) to 7, in order. */
export function readWeekdays(value: YamlValue | null): number[] | null {
  const lists = readList(value, (item) => readChoice(item, weekdayNames))
  return lists && Array.from(new Set(lists.flat())).sort((a, b) => a - b)
}
