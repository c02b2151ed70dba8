/** Until when a day may be booked or cancelled, as kept in `deadline_rule.rule`. Clocks are `HH:MM` in Paris. */
export type DeadlineRule =
  | { readonly kind: 'NONE' }
  /** So many counted days before the day; 0 is the day itself. */
  | {
      readonly kind: 'DAYS_BEFORE'
      readonly days: number
      readonly clock: string
      readonly excluding: Excluding
    }
  /** So many days after the day, to their end: for a paper that is sent afterwards. */
  | { readonly kind: 'DAYS_AFTER'; readonly days: number }
  /** The last such weekday before the day. */
  | {
      readonly kind: 'PREVIOUS_WEEKDAY'
      readonly weekday: number
      readonly clock: string
      readonly excluding: Excluding
    }
  /** A weekday of the week that lies so many weeks before. */
  | {
      readonly kind: 'WEEKDAY_OF_WEEK'
      readonly weekday: number
      readonly weeksBefore: number
      readonly clock: string
      readonly excluding: Excluding
    }
  /** A date of the month before; the last of the month when it is shorter. */
  | {
      readonly kind: 'DATE_OF_PREVIOUS_MONTH'
      readonly date: number
      readonly clock: string
      readonly excluding: Excluding
    }

/** Days that do not count, or on which no deadline may fall. */
export interface Excluding {
  /** 1 (Monday) to 7. */
  readonly weekdays: readonly number[]
  readonly publicHolidays: boolean
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const weekday = `(${weekdays.join('|')})`

/** `D+8`: how long after a day its certificate may come. Null when it is not that. */
export function parseDaysAfter(text: string): DeadlineRule | null {
  const days = /^d\+(\d{1,2})$/i.exec(text.trim())?.[1]
  return days === undefined ? null : { kind: 'DAYS_AFTER', days: Number(days) }
}

const shapes: readonly [RegExp, (parts: readonly string[], rest: Rest) => DeadlineRule][] = [
  [/^none$/, () => ({ kind: 'NONE' })],
  [/^same day$/, (_, rest) => ({ kind: 'DAYS_BEFORE', days: 0, ...rest })],
  [/^d-(\d{1,2})$/, ([days], rest) => ({ kind: 'DAYS_BEFORE', days: Number(days), ...rest })],
  [
    new RegExp(`^previous ${weekday}$`),
    ([name = ''], rest) => ({ kind: 'PREVIOUS_WEEKDAY', weekday: numberOf(name), ...rest }),
  ],
  [
    new RegExp(`^${weekday} of previous week$`),
    ([name = ''], rest) => ({
      kind: 'WEEKDAY_OF_WEEK',
      weekday: numberOf(name),
      weeksBefore: 1,
      ...rest,
    }),
  ],
  [
    new RegExp(`^${weekday} of week -(\\d)$`),
    ([name = '', weeks], rest) => ({
      kind: 'WEEKDAY_OF_WEEK',
      weekday: numberOf(name),
      weeksBefore: Number(weeks),
      ...rest,
    }),
  ],
  [
    /^day ([1-9]|[12]\d|3[01]) of previous month$/,
    ([date], rest) => ({ kind: 'DATE_OF_PREVIOUS_MONTH', date: Number(date), ...rest }),
  ],
]

interface Rest {
  readonly clock: string
  readonly excluding: Excluding
}

/**
 * Reads the words of docs/activities.md: `D-1 10:00 excluding weekends and public holidays`,
 * `previous thursday 10:00`, `thursday of previous week 10:00`, `day 20 of previous month`, `same day 09:00`, `none`.
 * Without a clock the day counts to its end. Null when it is none of these.
 */
export function parseDeadline(text: string): DeadlineRule | null {
  const [head = '', tail, more] = text
    .toLowerCase()
    .replace('\u2212', '-')
    .replace(/\s+/g, ' ')
    .trim()
    .split(/ excluding /)
  const match = /^(.*?)(?: ((?:[01]\d|2[0-3]):[0-5]\d))?$/.exec(head)
  const excluding =
    tail === undefined ? { weekdays: [], publicHolidays: false } : parseExcluding(tail)
  if (!match || !excluding || more !== undefined) return null
  const [, shape = '', clock = '23:59'] = match
  for (const [pattern, rule] of shapes) {
    const parts = pattern.exec(shape)
    if (parts) return rule(parts.slice(1), { clock, excluding })
  }
  return null
}

/** `weekends and public holidays`, `wednesdays, weekends`; null for anything else, or when no day is left. */
function parseExcluding(text: string): Excluding | null {
  const excluded = new Set<number>()
  let publicHolidays = false
  for (const word of text.split(/,\s*and |, | and /)) {
    const single = word.replace(/s$/, '')
    if (word === 'public holidays') publicHolidays = true
    else if (word === 'weekends' || word === 'week-ends') excluded.add(6).add(7)
    else if (weekdays.includes(single)) excluded.add(numberOf(single))
    else return null
  }
  const sorted = Array.from(excluded).sort((a, b) => a - b)
  return sorted.length < 7 ? { weekdays: sorted, publicHolidays } : null
}

function numberOf(name: string): number {
  return weekdays.indexOf(name) + 1
}
