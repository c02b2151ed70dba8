import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicHolidays, schoolDays, schoolHolidays } from '../../src/activities/calendar/days.ts'
import { importCalendar } from '../../src/activities/calendar/import-calendar.ts'
import { readCalendar } from '../../src/activities/calendar/read-calendar.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { bringCalendar, calendarText, zoneB } from './story.ts'

const db = await testDatabase()

test('the calendars of the data folder are imported once, whatever the number of times', async () => {
  const file = readCalendar(calendarText(), 'calendars.json')
  assert.ok(file.isAcceptable)
  const first = await asWorker(db, (tx) => importCalendar(tx, file))
  assert.equal(first.schoolHolidays.added, file.schoolHolidays.length)
  assert.equal(first.publicHolidays.added, file.publicHolidays.length)
  const again = await asWorker(db, (tx) => importCalendar(tx, file))
  assert.deepEqual(again.schoolHolidays, {
    added: 0,
    removed: 0,
    unchanged: first.schoolHolidays.added,
  })
  assert.deepEqual(again.publicHolidays, {
    added: 0,
    removed: 0,
    unchanged: first.publicHolidays.added,
  })
})

test('a summer without a published end is taken to end on 31 August, and that is said', () => {
  const file = readCalendar(calendarText(), 'calendars.json')
  const summers = file.anomalies.filter((anomaly) => anomaly.severity === 'WARNING')
  assert.equal(summers.length, 3)
  assert.match(summers[0]?.message ?? '', /31 August 2027 is assumed/)
  const summer = file.schoolHolidays.filter((one) => one.firstDay === '2027-07-03')
  assert.deepEqual([...new Set(summer.map((one) => one.lastDay))], ['2027-08-31'])
})

test('November 2026 has twenty school days; the canteen serves on seventeen of them', async () => {
  const days = await asWorker(db, async (tx) => {
    await bringCalendar(tx)
    return schoolDays(tx, zoneB, { from: '2026-11-01', to: '2026-11-30' })
  })
  assert.equal(days.length, 20) // 21 weekdays less Wednesday the 11th
  assert.ok(!days.includes('2026-11-11'))
  const winter = await asWorker(db, (tx) =>
    schoolHolidays(tx, 'B', { from: '2027-02-01', to: '2027-02-28' }),
  )
  assert.deepEqual(winter, [{ label: 'Hiver', firstDay: '2027-02-20', lastDay: '2027-03-07' }])
  const named = await asWorker(db, (tx) =>
    publicHolidays(tx, 'metropole', { from: '2026-11-01', to: '2026-11-30' }),
  )
  assert.deepEqual([...named.keys()], ['2026-11-01', '2026-11-11'])
})

test('a corrected holiday replaces the one before', async () => {
  const text = calendarText().replaceAll(
    '"last_day_off": "2026-11-01"',
    '"last_day_off": "2026-11-02"',
  )
  const changed = await asWorker(db, (tx) =>
    importCalendar(tx, readCalendar(text, 'calendars.json')),
  )
  assert.deepEqual([changed.schoolHolidays.added, changed.schoolHolidays.removed], [3, 3])
})

function autumnOf(first: string) {
  return asWorker(db, async (tx) => {
    const text = `{"school_holidays": {"2035-2036": {"B": [
      {"name": "Toussaint", "first_day_off": "${first}", "last_day_off": "2035-11-04"}]}}}`
    await importCalendar(tx, readCalendar(text, 'calendars.json'))
    return schoolHolidays(tx, 'B', { from: '2035-08-01', to: '2036-07-31' })
  })
}

test('the first holidays of a file may begin later than they did', async () => {
  const named = { label: 'Toussaint', lastDay: '2035-11-04' }
  assert.deepEqual(await autumnOf('2035-10-20'), [{ ...named, firstDay: '2035-10-20' }])
  assert.deepEqual(await autumnOf('2035-10-21'), [{ ...named, firstDay: '2035-10-21' }])
})

test('faults of a calendar have their line', () => {
  const text = `{"school_holidays": {"2026-2027": {"B": [
    {"name": "Toussaint", "first_day_off": "2026-10-17", "last_day_off": "2026-11-31"},
    {"name": "Noël", "first_day_off": "2026-12-19", "last_day_off": "2026-01-03"}]}},
  "public_holidays": {"metropol": {"2026-11-11": "Armistice"}}}`
  const { anomalies } = readCalendar(text, 'calendars.json')
  assert.deepEqual(
    anomalies.map(({ line, message, hint }) => [line, message, hint]),
    [
      [2, '"2026-11-31" is no day that exists', 'write it as 2026-09-01'],
      [3, '« Noël » ends before it begins', null],
      [4, '"metropol" is not known here', 'did you mean "metropole"?'],
    ],
  )
})
