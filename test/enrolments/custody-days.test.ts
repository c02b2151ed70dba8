import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { importCalendar } from '../../src/activities/calendar/import-calendar.ts'
import { asWorker } from '../../src/db/transactions.ts'
import {
  decideCustody,
  decideEnd,
  decideExceptions,
  renewCustodyDays,
} from '../../src/enrolments/decide-custody.ts'
import { checkCustody } from '../../src/households/check-custody.ts'
import { withExceptions } from '../../src/households/custody-exceptions.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { plantStory } from './story.ts'

const db = await testDatabase()
const { children, households } = await plantStory(db)
const { leroy, bernard } = households
const childId = children.ines
const by = { now: new Date('2026-12-01T09:00:00Z'), actor: 'sophie', zone: 'B' } as const

/** Even weeks and the first half of holidays of even years with one of the two, handed over on Mondays. */
function decide(validFrom: string, even: number) {
  const rule = {
    firstHouseholdId: leroy,
    secondHouseholdId: bernard,
    evenWeekHouseholdId: even,
    handoverWeekday: 1,
    handoverTime: '08:30',
    evenYearFirstHalfId: even,
    exceptions: [],
  }
  const custody = { childId, rule, billing: 'BY_CALENDAR', judgmentId: null, validFrom } as const
  return asWorker(db, (tx) => decideCustody(tx, custody, by))
}

function except(firstDay: string, lastDay: string, householdId: number) {
  const exceptions = [{ householdId, firstDay, lastDay }]
  return asWorker(db, (tx) => decideExceptions(tx, childId, exceptions, by))
}

async function whoOn(day: string): Promise<number | undefined> {
  const found = await asWorker(db, (tx) =>
    sql<{ id: number }>`
      select household_id as id from custody_day where child_id = ${childId} and day = ${day}`.execute(
      tx,
    ),
  )
  return found.rows[0]?.id
}

test('days that leave a rule stay within its days: the decision that follows keeps its own', async () => {
  await decide('2026-12-02', leroy)
  await decide('2027-02-01', bernard)
  assert.equal(await whoOn('2027-02-08'), bernard) // week 6
  await except('2026-12-07', '2026-12-08', leroy)
  assert.equal(await whoOn('2026-12-07'), leroy)
  assert.equal(await whoOn('2027-02-08'), bernard)
  await except('2027-02-08', '2027-02-08', leroy)
  assert.equal(await whoOn('2027-02-08'), leroy)
  const broken = await asWorker(db, (tx) => checkCustody(tx, dayOf(by.now)))
  assert.deepEqual(
    broken.filter((rule) => rule.broken > 0),
    [],
  )
  await assert.rejects(except('2027-01-30', '2027-02-02', leroy), /NOT_ALTERNATING/)
  await assert.rejects(except('2026-12-01', '2026-12-04', leroy), /DAY_BEGUN/)
})

test('the same days may be told twice, or given to the other parent after all', async () => {
  await except('2026-12-24', '2026-12-26', bernard)
  await except('2026-12-24', '2026-12-26', bernard)
  await except('2026-12-25', '2026-12-25', leroy)
  assert.deepEqual(
    [await whoOn('2026-12-24'), await whoOn('2026-12-25'), await whoOn('2026-12-26')],
    [bernard, leroy, bernard],
  )
  const [first, second] = [
    { householdId: 1, firstDay: '2026-12-20', lastDay: '2026-12-26' },
    { householdId: 2, firstDay: '2026-12-25', lastDay: '2026-12-28' },
  ]
  assert.deepEqual(withExceptions([first], [second]), [{ ...first, lastDay: '2026-12-24' }, second])
})

test('school holidays that are published later are cut in halves like the others', async () => {
  assert.equal(await whoOn('2028-02-07'), bernard) // week 6: the rule of February, by its weeks
  const days = { firstDay: '2028-02-05', lastDay: '2028-02-20' }
  const holidays = { zone: 'B', label: 'Hiver', ...days } as const
  const changed = await asWorker(db, async (tx) => {
    await importCalendar(tx, {
      schoolHolidays: [holidays],
      publicHolidays: [],
      anomalies: [],
      isAcceptable: true,
    })
    return renewCustodyDays(tx, 'HOLIDAYS', by)
  })
  assert.equal(changed, 1)
  assert.deepEqual([await whoOn('2028-02-12'), await whoOn('2028-02-13')], [bernard, leroy])
  assert.equal(await asWorker(db, (tx) => renewCustodyDays(tx, 'HOLIDAYS', by)), 0)
})

test('an alternation outlives the years that were in sight when it was decided', async () => {
  assert.equal(await whoOn('2028-09-11'), undefined)
  const later = { ...by, now: new Date('2027-08-02T02:00:00Z') }
  assert.equal(await asWorker(db, (tx) => renewCustodyDays(tx, 'SHORT', later)), 1)
  assert.equal(await whoOn('2028-09-11'), leroy) // week 37
  assert.equal(await asWorker(db, (tx) => renewCustodyDays(tx, 'SHORT', later)), 0)
  await asWorker(db, (tx) => decideEnd(tx, { childId, from: '2028-10-02' }, later))
  assert.equal(await asWorker(db, (tx) => renewCustodyDays(tx, 'SHORT', later)), 0)
  assert.equal(await whoOn('2028-10-02'), undefined)
})
