import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { calendarMonth, monthSpan } from '../../src/enrolments/calendar-month.ts'
import { saveBookings } from '../../src/enrolments/save-bookings.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, place, plantStory } from './story.ts'

const db = await testDatabase()
const story = await plantStory(db)
const now = instantAt('2026-12-01', '07:00')

async function version(): Promise<string | undefined> {
  const read = sql<{ version: string }>`select version from activities_version`
  return (await asWorker(db, (tx) => read.execute(tx))).rows[0]?.version
}

/** Why Claire cannot have lunch booked for Zoé on Monday 7 December; null: she can. */
async function lunchOfMonday(): Promise<string | null> {
  return asFamily(db, 'claire.martin', now, async (tx, { householdId }) => {
    const month = await calendarMonth(tx, householdId, monthSpan('2026-12'), { now, place })
    const days = month.weeks.flatMap((week) => week.days)
    const lines = days.find(({ day }) => day === '2026-12-07')?.lines ?? []
    const slots = lines.flatMap((line) => line.slots)
    const meal = slots.find(
      ({ childId, unitId }) => childId === story.children.zoe && unitId === story.units.meal,
    )
    return meal ? meal.locked : 'NOT_THERE'
  })
}

const closing = sql`update open_day set closed_because = 'Grève' where day = '2026-12-07'`

test('whatever changes in activities and their calendar, the days that were read before are read again', async () => {
  const statements = [
    sql`update activity set name = name`,
    sql`update unit set label = label`,
    sql`update activity_period set first_day = first_day`,
    sql`insert into activity_period (activity_id, label, first_day, last_day)
        values (${story.activities.canteen}, 'Une saison', '2028-05-01', '2028-05-31')`,
    sql`update open_day set closed_because = closed_because`,
    sql`delete from open_day_unit where day = '2026-11-30' and unit_id = ${story.units.evening}`,
    sql`update deadline_rule set rule = rule`,
    sql`insert into public_holiday (territory, day, label) values ('metropole', '2027-05-13', 'Ascension')`,
    sql`insert into school_holiday (zone, label, first_day, last_day)
        values ('B', 'Été', '2027-07-03', '2027-08-31')`,
  ]
  const seen = [await version()]
  for (const statement of statements) {
    await asWorker(db, (tx) => statement.execute(tx))
    seen.push(await version())
  }
  assert.equal(new Set(seen).size, 1 + statements.length)
})

test('a booking changes no version: everybody books', async () => {
  const before = await version()
  const meal = { childId: story.children.zoe, unitId: story.units.meal, day: '2026-12-14' }
  await asFamily(db, 'claire.martin', now, async (tx, { householdId, personId, ...parent }) => {
    const person = { id: personId, accountId: parent.accountId, login: parent.login }
    const form = { range: monthSpan('2026-12').range, wanted: [meal], seen: [] }
    const saver = { now, place, formKey: newToken(), answerTo: '/', person }
    const saved = await saveBookings(tx, householdId, form, saver)
    assert.equal(saved.booked.length, 1)
  })
  assert.equal(await version(), before)
})

test('a day that closes and opens again is so on the next page', async () => {
  assert.equal(await lunchOfMonday(), null)
  await asWorker(db, (tx) => closing.execute(tx))
  assert.equal(await lunchOfMonday(), 'DAY_CLOSED')
  await asWorker(db, (tx) =>
    sql`update open_day set closed_because = null where day = '2026-12-07'`.execute(tx),
  )
  assert.equal(await lunchOfMonday(), null)
})

test('what a transaction did and gave up is not remembered', async () => {
  const givenUp = new Error('given up')
  const { martin } = story.households
  const month = monthSpan('2026-12')
  const work = asWorker(db, async (tx) => {
    await closing.execute(tx)
    const seen = await calendarMonth(tx, martin, month, { now, place })
    const days = seen.weeks.flatMap((week) => week.days)
    assert.equal(days.find(({ day }) => day === '2026-12-07')?.closedBecause, 'Grève')
    throw givenUp
  })
  await assert.rejects(work, givenUp)
  assert.equal(await lunchOfMonday(), null)
})
