import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { closeDay, openDay } from '../../src/activities/hand-days.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { bookingsOfDay, cancelDay } from '../../src/enrolments/cancel-day.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { bookedBy, plantStory } from '../enrolments/story.ts'

const db = await testDatabase()
const { children, units, households, activities } = await plantStory(db)
const hand = { now: instantAt('2026-12-07', '09:00'), actor: 'ecole' }
const evening = (day: string) => ({ childId: children.zoe, unitId: units.evening, day })

test('a strike closes the day: bookings are listed, cancelled under a receipt, and their places are free', async () => {
  const day = '2026-12-10'
  await asWorker(db, (tx) =>
    bookForPeriod(tx, [{ ...evening(day), householdId: households.martin }], {
      ...hand,
      channel: 'CLI',
    }),
  )
  const listed = await asWorker(db, (tx) => bookingsOfDay(tx, 'garderie', day))
  assert.deepEqual(
    listed.map(({ fileNumber, child, unit }) => [fileNumber, child, unit]),
    [[101, 'Zoé MARTIN', 'SOIR']],
  )
  await asWorker(db, async (tx) => {
    const closing = { activityCode: 'garderie', day, because: 'Grève' }
    await closeDay(tx, closing, hand)
    assert.equal(
      await cancelDay(tx, { activityId: activities.care, name: 'Garderie', day }, hand),
      1,
    )
  })
  assert.equal(await bookedBy(db, evening(day)), null)
  const left = await asWorker(db, (tx) =>
    sql`select o.closed_because, c.taken, r.actor
        from open_day o, capacity_day c, booking b join booking_receipt r on r.id = b.receipt_id
        where o.activity_id = ${activities.care} and o.day = ${day} and c.unit_id = ${units.evening} and c.day = ${day}
          and b.unit_id = ${units.evening} and b.day = ${day}`.execute(tx),
  )
  assert.deepEqual(left.rows, [{ closed_because: 'Grève', taken: 0, actor: 'ecole' }])
})

test('a Saturday is opened beside the calendar with the usual places, and a closed day opened again', async () => {
  const opening = { activityCode: 'GARDERIE', unitCodes: ['SOIR'], kind: 'SCHOOL' } as const
  const opened = await asWorker(db, (tx) => openDay(tx, { ...opening, day: '2026-12-12' }, hand))
  assert.deepEqual(opened, ['SOIR'])
  await asWorker(db, (tx) => openDay(tx, { ...opening, day: '2026-12-10' }, hand))
  const found = await asWorker(db, (tx) =>
    sql`select o.day, o.closed_because, c.places from open_day o
        join capacity_day c on c.day = o.day and c.unit_id = ${units.evening}
        where o.activity_id = ${activities.care} and o.by_hand order by o.day`.execute(tx),
  )
  assert.deepEqual(found.rows, [
    { day: '2026-12-10', closed_because: null, places: 5 },
    { day: '2026-12-12', closed_because: null, places: 5 },
  ])
  const booked = await asWorker(db, (tx) =>
    bookForPeriod(tx, [{ ...evening('2026-12-12'), householdId: households.martin }], {
      ...hand,
      channel: 'CLI',
    }),
  )
  assert.equal(booked, 1)
})
