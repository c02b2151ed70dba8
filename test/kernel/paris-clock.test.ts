import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addDays,
  clockOf,
  dayOf,
  instantAt,
  isDay,
  isMonth,
  parseDay,
} from '../../src/kernel/day.ts'

const paris = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'short',
})

test('day and clock of Paris are those of the tz database, at every quarter of an hour of four years', () => {
  const end = Date.parse('2029-01-01T00:00:00Z')
  for (let at = Date.parse('2025-01-01T00:00:00Z'); at < end; at += 900_000) {
    const instant = new Date(at)
    assert.equal(`${dayOf(instant)} ${clockOf(instant)}`, paris.format(instant))
  }
})

test('an instant shows the clock that was asked for, but in the hour that spring leaves out', () => {
  for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
    for (const clock of ['00:00', '01:30', '02:30', '10:00', '23:59']) {
      const shown = instantAt(day, clock)
      const isLeftOut = day === '2026-03-29' && clock === '02:30'
      assert.equal(`${dayOf(shown)} ${clockOf(shown)}`, `${day} ${isLeftOut ? '03:30' : clock}`)
    }
  }
})

test('a day or a month is of a year that a calendar of ours has', () => {
  for (const slip of ['0000-01-01', '0026-12-09', '1899-12-31', '2027-02-29', '2026-12-09 '])
    assert.equal(isDay(slip), false, slip)
  for (const slip of ['01/01/0000', '09/12/0026', '29/02/2027']) assert.equal(parseDay(slip), null)
  for (const slip of ['0000-01', '0026-12', '2026-13', '9999-12'])
    assert.equal(isMonth(slip), false, slip)
  for (const day of ['1900-01-01', '2028-02-29', '9999-12-31']) assert.equal(isDay(day), true, day)
  assert.equal(isMonth('2026-12'), true)
})
