import { isDay } from '../../kernel/day.ts'
import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import { readDay, readLabel, readMap, readText, readWeekdays } from '../../kernel/yaml-values.ts'
import { parseDaysAfter, parseDeadline } from '../deadline-rule.ts'
import type {
  ClosureSpec,
  DeadlineAction,
  DeadlineSpec,
  OpenWeekdays,
  PeriodSpec,
} from '../model.ts'

/** Weekdays on which something takes place; what is not named is closed. */
export function readOpen(map: YamlMap): OpenWeekdays {
  return {
    school: readWeekdays(map.get('school')) ?? [],
    holidays: readWeekdays(map.get('holidays')) ?? [],
  }
}

export function readPeriod(map: YamlMap): PeriodSpec | null {
  const label = readLabel(map.require('label'))
  const firstDay = readDay(map.require('from'))
  const lastDay = readDay(map.require('to'))
  const enrolmentOpensAt = readInstant(map.get('enrolment_opens'))
  const bookingOpensAt = readInstant(map.get('booking_opens'))
  if (!label || !firstDay || !lastDay) return null
  if (lastDay < firstDay) map.fault('The period ends before it begins')
  return { label, firstDay, lastDay, enrolmentOpensAt, bookingOpensAt }
}

/** `2026-06-15 08:00`, or a day: its beginning. */
function readInstant(value: YamlValue | null): string | null {
  const text = readText(value)
  if (text === null) return null
  const [day = '', clock = '00:00'] = text.split(/[ T]/)
  if (isDay(day) && /^([01]\d|2[0-3]):[0-5]\d$/.test(clock)) return `${day} ${clock}`
  return value?.fault(`"${text}" is no day and time`, 'write it as 2026-06-15 08:00') ?? null
}

/** One day (`day`) or several (`from`, `to`). */
export function readClosure(map: YamlMap): ClosureSpec | null {
  const day = readDay(map.get('day'))
  const firstDay = day ?? readDay(map.get('from'))
  const lastDay = day ?? readDay(map.get('to'))
  const because = readLabel(map.require('because'))
  if (!firstDay || !lastDay)
    map.fault('Say which days are closed', 'add "day: 2026-05-15", or "from:" and "to:"')
  if (!firstDay || !lastDay || !because) return null
  if (lastDay < firstDay) map.fault('The last day is before the first')
  return { firstDay, lastDay, because }
}

const actions: Readonly<Record<string, DeadlineAction>> = {
  add: 'ADD',
  cancel: 'CANCEL',
  absence: 'ABSENCE',
  certificate: 'CERTIFICATE',
}

/** `deadlines: {add: …, cancel: …, units: {soir: {add: …}}}`: adding and cancelling each have their own rule. */
export function readDeadlines(map: YamlMap): DeadlineSpec[] {
  return (
    readMap(map.require('deadlines'), (deadlines) => {
      deadlines.require('add')
      deadlines.require('cancel')
      const general = readRules(deadlines, null)
      const byUnit = (deadlines.get('units')?.entries() ?? []).flatMap(
        ({ key, value }) => readMap(value, (own) => readRules(own, key)) ?? [],
      )
      return [...general, ...byUnit]
    }) ?? []
  )
}

function readRules(map: YamlMap, unit: string | null): DeadlineSpec[] {
  return Object.entries(actions).flatMap(([key, action]) => {
    const value = map.get(key)
    const text = readText(value)
    if (text === null) return []
    const isAfter = action === 'CERTIFICATE'
    const rule = isAfter ? parseDaysAfter(text) : parseDeadline(text)
    const hint = isAfter
      ? 'days after the first day missed: "D+8"'
      : 'for example "D-1 10:00 excluding weekends and public holidays" or "previous thursday 10:00"'
    return rule ? [{ unit, action, rule }] : (value?.fault(`"${text}" is no deadline`, hint) ?? [])
  })
}
