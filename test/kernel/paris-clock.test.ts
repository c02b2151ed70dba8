import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, clockOf, dayOf, instantAt } from '../../src/kernel/day.ts'

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
