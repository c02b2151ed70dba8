import { readFileSync } from 'node:fs'
import { importCalendar } from '../../src/activities/calendar/import-calendar.ts'
import { readCalendar } from '../../src/activities/calendar/read-calendar.ts'
import { checkActivities } from '../../src/activities/files/read-activities.ts'
import { importActivities, type ActivitiesImport } from '../../src/activities/import-activities.ts'
import type { Tx } from '../../src/db/connect.ts'

export const zoneB = { zone: 'B', territory: 'metropole' } as const
export const now = new Date('2026-09-01T08:00:00Z')

export function calendarText(): string {
  return readFileSync(new URL('../data/calendars.json', import.meta.url), 'utf8')
}

export function catalogueText(commune: string): string {
  return readFileSync(
    new URL(`../data/communes/${commune}/activities.yaml`, import.meta.url),
    'utf8',
  )
}

export async function bringCalendar(tx: Tx): Promise<void> {
  await importCalendar(tx, readCalendar(calendarText(), 'calendars.json'))
}

/** Imports a catalogue; throws when it has faults. */
export function bringActivities(tx: Tx, text: string, at = now): Promise<ActivitiesImport> {
  const { catalogue, anomalies, isAcceptable } = checkActivities(text, 'activities.yaml')
  if (!isAcceptable) throw new Error(JSON.stringify(anomalies, null, 1))
  return importActivities(tx, catalogue, { place: zoneB, now: at })
}
