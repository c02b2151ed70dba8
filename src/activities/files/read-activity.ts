import { nearest } from '../../kernel/nearest.ts'
import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import {
  readChoice,
  readClock,
  readDay,
  readInteger,
  readLabel,
  readList,
  readMap,
  readMaps,
  readText,
} from '../../kernel/yaml-values.ts'
import type {
  ActivityKind,
  ActivitySpec,
  CapacityMode,
  GroupSpec,
  OpenWeekdays,
  UnitKind,
  UnitSpec,
} from '../model.ts'
import { readCode, type PlacedCode } from './codes.ts'
import { readConditions, readPapers } from './read-conditions.ts'
import { readClosure, readDeadlines, readOpen, readPeriod } from './read-dates.ts'

const kinds: Readonly<Record<string, ActivityKind>> = {
  canteen: 'CANTEEN',
  'before and after school': 'BEFORE_AFTER_SCHOOL',
  'leisure centre': 'LEISURE_CENTRE',
  nursery: 'NURSERY',
  'homework club': 'HOMEWORK_CLUB',
  event: 'EVENT',
}
const unitKinds: Readonly<Record<string, UnitKind>> = {
  meal: 'MEAL',
  time: 'TIME',
  'half day': 'HALF_DAY',
  day: 'DAY',
  hourly: 'HOURLY',
  session: 'SESSION',
}
const levels = ['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2', 'ULIS']

/** Null when something is missing; the faults are reported. */
export function readActivity(map: YamlMap, seen: PlacedCode[]): ActivitySpec | null {
  const code = readCode(map.require('code'), 'activity', seen)
  const kind = readChoice(map.require('kind'), kinds)
  const name = readLabel(map.require('name'))
  const regie = readText(map.require('regie'))
  const open = readMap(map.require('open'), readOpen) ?? { school: [], holidays: [] }
  const published = readMap(map.get('published'), (one) => ({
    from: readDay(one.get('from')),
    to: readDay(one.get('to')),
  }))
  const capacityMode = readCapacity(map.get('capacity'))
  const rest = {
    licenceNumber: readText(map.get('licence_number')),
    decision:
      readChoice(map.get('decision'), { automatic: 'AUTOMATIC', officer: 'OFFICER' } as const) ??
      'OFFICER',
    capacityMode,
    conditions: { about: readText(map.get('about')), ...readConditions(map.get('conditions')) },
    papers: readPapers(map.get('papers')),
    publishedFrom: published?.from ?? null,
    publishedTo: published?.to ?? null,
    periods: readPeriods(map),
    units: readMaps(map.require('units'), (unit) =>
      readUnit(unit, open, { activity: code ?? '', seen }),
    ),
    groups: readMaps(map.require('groups'), (group) =>
      readGroup(group, capacityMode, { activity: code ?? '', seen }),
    ),
    closures: readMaps(map.get('closed'), readClosure),
    deadlines: readDeadlines(map),
  }
  for (const { unit } of rest.deadlines) reportUnknownUnit(map, unit, rest.units)
  if (!code || !kind || !name || !regie) return null
  return { code, kind, name, regie, ...rest }
}

function readCapacity(value: YamlValue | null): CapacityMode {
  const mode = readChoice(value, {
    none: 'NONE',
    'per day': 'DAY',
    'per enrolment': 'ENROLMENT',
  } as const)
  return mode ?? 'NONE'
}

function readPeriods(map: YamlMap): ActivitySpec['periods'] {
  const periods = readMaps(map.require('periods'), readPeriod)
  const sorted = [...periods].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
  for (const [at, period] of sorted.entries()) {
    const before = sorted[at - 1]
    if (before && period.firstDay <= before.lastDay) {
      map.get('periods')?.fault(`The periods "${before.label}" and "${period.label}" overlap`)
    }
  }
  return sorted
}

interface Inside {
  readonly activity: string
  readonly seen: PlacedCode[]
}

function readUnit(map: YamlMap, open: OpenWeekdays, { activity, seen }: Inside): UnitSpec | null {
  const code = readCode(map.require('code'), `unit of ${activity}`, seen)
  const label = readLabel(map.require('label'))
  const kind = readChoice(map.require('kind'), unitKinds)
  const fromTime = readClock(map.get('from'))
  const toTime = readClock(map.get('to'))
  const own = readMap(map.get('open'), readOpen)
  if (fromTime && toTime && toTime <= fromTime) map.fault('The unit ends before it begins')
  return code && label && kind ? { code, label, kind, fromTime, toTime, open: own ?? open } : null
}

function readGroup(map: YamlMap, mode: CapacityMode, { activity, seen }: Inside): GroupSpec | null {
  const code = readCode(map.require('code'), `group of ${activity}`, seen)
  const name = readLabel(map.require('name'))
  const site = readText(map.require('site'))
  const choices = Object.fromEntries(levels.map((level) => [level, level]))
  const ages = readMap(map.get('ages'), (one) => ({
    from: readInteger(one.get('from'), 0, 18),
    to: readInteger(one.get('to'), 0, 18),
  }))
  const places = readInteger(map.get('places'), 0, 10_000)
  if (mode !== 'NONE' && places === null)
    map.fault('The key "places" is missing', 'the capacity of the activity is counted')
  const rest = {
    levels: readList(map.get('levels'), (item) => readChoice(item, choices)),
    ageFromMonths: ages?.from === null || ages?.from === undefined ? null : ages.from * 12,
    ageToMonths: ages?.to === null || ages?.to === undefined ? null : ages.to * 12 + 11,
    places,
    overbooked: readInteger(map.get('overbooked'), 0, 1_000) ?? 0,
  }
  return code && name && site ? { code, name, site, ...rest } : null
}

function reportUnknownUnit(
  map: YamlMap,
  unit: string | null,
  units: readonly { readonly code: string }[],
): void {
  const codes = units.map((one) => one.code)
  if (unit === null || codes.includes(unit)) return
  const alike = nearest(unit, codes)
  map
    .get('deadlines')
    ?.fault(`The activity has no unit "${unit}"`, alike ? `did you mean "${alike}"?` : undefined)
}
