import {
  hasErrors,
  readYaml,
  type FileAnomaly,
  type YamlMap,
  type YamlValue,
} from '../../kernel/yaml-file.ts'
import { readChoice, readDay, readLabel, readMap } from '../../kernel/yaml-values.ts'
import { isDay, type Day } from '../../kernel/day.ts'
import { territories, zones, type Zone } from '../../settings/calendar-place.ts'

/** School and public holidays as a file brings them; days included at both ends. */
export interface CalendarFile {
  readonly schoolHolidays: readonly SchoolHolidayRow[]
  readonly publicHolidays: readonly PublicHolidayRow[]
  readonly anomalies: readonly FileAnomaly[]
  readonly isAcceptable: boolean
}

export interface SchoolHolidayRow {
  readonly zone: Zone
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
}

export interface PublicHolidayRow {
  readonly territory: string
  readonly day: Day
  readonly label: string
}

/**
 * Reads the calendar file (docs/activities.md, « Calendars »). JSON is read as the YAML it also is, so that faults
 * have their place. A summer without an end is read as ending on 31 August, with a warning.
 */
export function readCalendar(text: string, file: string): CalendarFile {
  const { root, anomalies } = readYaml(text, file)
  const schoolHolidays = root ? readSchoolHolidays(root) : []
  const publicHolidays = root ? readPublicHolidays(root) : []
  for (const key of ['_readme', 'sources', 'notes', 'zones']) root?.get(key)
  root?.close()
  if (root && anomalies.length === 0 && schoolHolidays.length + publicHolidays.length === 0)
    root.fault('The file holds no holidays')
  return { schoolHolidays, publicHolidays, anomalies, isAcceptable: !hasErrors(anomalies) }
}

interface PlacedHoliday extends SchoolHolidayRow {
  readonly value: YamlValue
}

function readSchoolHolidays(root: YamlMap): SchoolHolidayRow[] {
  const years = root.get('school_holidays')?.entries() ?? []
  const placed = years.flatMap(({ value }) =>
    value.entries().flatMap(({ key, value: list }) => {
      const zone = readZone(key, list)
      return zone ? list.items().flatMap((item) => readHoliday(zone, item) ?? []) : []
    }),
  )
  placed.sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
  reportOverlaps(placed)
  return placed.map(({ value: _value, ...row }) => row)
}

function readZone(key: string, value: YamlValue): Zone | null {
  const zone = zones.find((known) => known === key)
  return zone ?? value.fault(`There is no zone "${key}"`, `zones are ${zones.join(', ')}`)
}

function readHoliday(zone: Zone, item: YamlValue): PlacedHoliday | null {
  return readMap(item, (map) => {
    const label = readLabel(map.require('name'))
    const firstDay = readDay(map.require('first_day_off'))
    const resume = map.get('classes_resume')
    const last = map.require('last_day_off')
    const lastDay = last?.isEmpty && firstDay ? `${firstDay.slice(0, 4)}-08-31` : readDay(last)
    if (last?.isEmpty && firstDay) {
      item.warn(
        `Zone ${zone}: the end of « ${label} » is not published, 31 August ${firstDay.slice(0, 4)} is assumed`,
      )
    }
    if (resume && !resume.isEmpty) readDay(resume)
    if (!label || !firstDay || !lastDay) return null
    if (lastDay < firstDay) return item.fault(`« ${label} » ends before it begins`)
    return { zone, label, firstDay, lastDay, value: item }
  })
}

function reportOverlaps(sorted: readonly PlacedHoliday[]): void {
  for (const zone of ['A', 'B', 'C'] as const) {
    const ofZone = sorted.filter((one) => one.zone === zone)
    for (const [at, one] of ofZone.entries()) {
      const before = ofZone[at - 1]
      if (before && one.firstDay <= before.lastDay) {
        one.value.fault(
          `Zone ${zone}: « ${one.label} » overlaps « ${before.label} » of ${before.firstDay}`,
        )
      }
    }
  }
}

function readPublicHolidays(root: YamlMap): PublicHolidayRow[] {
  const choices = Object.fromEntries(territories.map((name) => [name, name]))
  return (root.get('public_holidays')?.entries() ?? []).flatMap(({ key, value }) => {
    const known = { ...value, text: () => key }
    const territory = readChoice(known, choices)
    if (!territory) return []
    return value.entries().flatMap(({ key: day, value: name }) => {
      const label = readLabel(name)
      if (!isDay(day))
        return name.fault(`"${day}" is no day that exists`, 'write it as 2026-11-11') ?? []
      return label ? [{ territory, day, label }] : []
    })
  })
}
