import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { publishedActivities } from '../../src/activities/catalogue.ts'
import { missingCalendars } from '../../src/activities/check-calendar.ts'
import { checkActivities } from '../../src/activities/files/read-activities.ts'
import { openDays } from '../../src/activities/open-days.ts'
import { asVisitor, asWorker } from '../../src/db/transactions.ts'
import type { Tx } from '../../src/db/connect.ts'
import { testDatabase } from '../support/database.ts'
import { bringActivities, bringCalendar, catalogueText, zoneB } from './story.ts'

const db = await testDatabase()
const roncq = catalogueText('roncq')
const november = { from: '2026-11-01', to: '2026-11-30' }

test('without the calendar of its years a catalogue is not opened', async () => {
  const { catalogue } = checkActivities(roncq, 'activities.yaml')
  const missing = await asWorker(db, (tx) => missingCalendars(tx, catalogue.activities, zoneB))
  assert.deepEqual(missing, [
    'school holidays of zone B, 2025-2026',
    'school holidays of zone B, 2026-2027',
    'public holidays of metropole, 2025',
    'public holidays of metropole, 2026',
    'public holidays of metropole, 2027',
  ])
})

test('the canteen of Roncq opens on the seventeen lunch days of November 2026', async () => {
  await asWorker(db, async (tx) => {
    await bringCalendar(tx)
    await bringActivities(tx, roncq)
  })
  const cantine = await idOf('cantine')
  const days = await asWorker(db, (tx) => openDays(tx, [cantine], november))
  const dates = [2, 3, 5, 6, 9, 10, 12, 13, 16, 17, 19, 20, 23, 24, 26, 27, 30]
  assert.deepEqual(
    days.map((day) => Number(day.day.slice(8))),
    dates,
  )
  assert.ok(days.every((day) => day.kind === 'SCHOOL' && day.unitIds.length === 1))
})

test('a second import of the same file changes nothing', async () => {
  const before = await asWorker(db, everything)
  const again = await asWorker(db, (tx) => bringActivities(tx, roncq))
  assert.deepEqual(again.days, { opened: 0, removed: 0, closed: 0, keptBecauseBooked: 0 })
  assert.deepEqual(again.keptThoughUnnamed, [])
  assert.equal(await asWorker(db, everything), before)
})

test('a closed day keeps its reason, also when an officer closed it', async () => {
  const cantine = await idOf('cantine')
  const withBridge = roncq.replace(
    '    units:\n      - {code: repas',
    '    closed:\n      - {day: 2026-11-10, because: Pont du 11 novembre}\n    units:\n      - {code: repas',
  )
  await asWorker(db, async (tx) => {
    await sql`update open_day set closed_because = 'Grève' where activity_id = ${cantine} and day = '2026-11-26'`.execute(
      tx,
    )
    await bringActivities(tx, withBridge)
  })
  const closed = (await asWorker(db, (tx) => openDays(tx, [cantine], november))).filter(
    (day) => day.closedBecause,
  )
  assert.deepEqual(
    closed.map(({ day, closedBecause }) => [day, closedBecause]),
    [
      ['2026-11-10', 'Pont du 11 novembre'],
      ['2026-11-26', 'Grève'],
    ],
  )
})

test('a changed deadline holds from today on, the days before keep theirs', async () => {
  const later = roncq.replace('add: D-1 10:00 excl', 'add: D-2 10:00 excl')
  await asWorker(db, (tx) => bringActivities(tx, later))
  const rules = await asWorker(db, (tx) =>
    sql<{ days: number; valid_from: string; valid_to: string | null }>`
      select (r.rule ->> 'days')::int as days, r.valid_from, r.valid_to
      from deadline_rule r join activity a on a.id = r.activity_id
      where a.code = 'cantine' and r.action = 'ADD' order by r.valid_from`.execute(tx),
  )
  assert.deepEqual(rules.rows, [
    { days: 1, valid_from: '2000-01-01', valid_to: '2026-08-31' },
    { days: 2, valid_from: '2026-09-01', valid_to: null },
  ])
  await asWorker(db, (tx) => bringActivities(tx, roncq))
})

test('places are counted by day only where the file says so', async () => {
  const counted = await asWorker(db, (tx) =>
    sql<{ code: string; days: number; places: number }>`
      select a.code, count(*)::int as days, max(c.places) as places
      from capacity_day c join activity_group g on g.id = c.group_id join activity a on a.id = g.activity_id
      where c.day between '2026-11-01' and '2026-11-30' group by a.code`.execute(tx),
  )
  assert.deepEqual(counted.rows, [{ code: 'amis', days: 4, places: 24 }])
})

test('a visitor reads the published catalogue, canteen first', async () => {
  const activities = await asVisitor(db, (tx) => publishedActivities(tx, '2026-09-01'))
  assert.deepEqual(
    activities.map((activity) => activity.code),
    ['cantine', 'amis', 'accueil'],
  )
  const [cantine] = activities
  assert.deepEqual(
    cantine?.units.map((unit) => [unit.label, unit.fromTime]),
    [['Repas', '12:00']],
  )
  assert.equal(cantine?.groups[0]?.siteName, 'Restaurant scolaire')
  assert.deepEqual(
    cantine?.deadlines.map((one) => one.action),
    ['ADD', 'CANCEL'],
  )
  assert.deepEqual(await asVisitor(db, (tx) => publishedActivities(tx, '2030-01-01')), [])
})

async function idOf(code: string): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from activity where code = ${code}`.execute(tx),
  )
  return found.rows[0]?.id ?? 0
}

/** All rows of the catalogue as one text. */
async function everything(tx: Tx): Promise<string> {
  const found = await sql`
    select (select jsonb_agg(to_jsonb(a)) from activity a) as a, (select jsonb_agg(to_jsonb(p)) from activity_period p) as p,
      (select jsonb_agg(to_jsonb(u)) from unit u) as u, (select jsonb_agg(to_jsonb(g)) from activity_group g) as g,
      (select jsonb_agg(to_jsonb(d) order by activity_id, day) from open_day d) as d,
      (select jsonb_agg(to_jsonb(r)) from deadline_rule r) as r`.execute(tx)
  return JSON.stringify(found.rows[0])
}

test('faults of a catalogue are told with their line', () => {
  const text = roncq
    .replace('kind: canteen', 'kind: cantine')
    .replace('add: same day 07:00', 'add: la veille 07:00')
    .replace(
      'regie: periscolaire\n    decision: officer',
      'regie: periscolair\n    decision: officer',
    )
    .replace('from: "12:00", to: "13:50"', 'from: "14:00", to: "13:50"')
    .replace('capacity: per day', 'capacity: per enrolmnt')
    .replace('about: Ateliers', 'abuot: Ateliers')
  const { anomalies, isAcceptable } = checkActivities(text, 'activities.yaml')
  assert.equal(isAcceptable, false)
  const lines = text.split('\n')
  const told = anomalies.map(({ line, message, hint }) => [
    lines[line - 1]?.trim().slice(0, 18),
    message,
    hint,
  ])
  assert.deepEqual(told, [
    ['kind: cantine', '"cantine" is not known here', 'did you mean "canteen"?'],
    ['- {code: repas, la', 'The unit ends before it begins', null],
    [
      'add: la veille 07:',
      '"la veille 07:00" is no deadline',
      'for example "D-1 10:00 excluding weekends and public holidays" or "previous thursday 10:00"',
    ],
    ["abuot: Ateliers d'", 'Unknown key "abuot"', 'did you mean "about"?'],
    ['regie: periscolair', 'There is no regie "periscolair"', 'did you mean "periscolaire"?'],
    ['capacity: per enro', '"per enrolmnt" is not known here', 'did you mean "per enrolment"?'],
  ])
})
