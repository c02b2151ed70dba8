import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { leaveWaitingList, takeOffer } from '../../src/enrolments/answer-offer.ts'
import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import { checkPlaces } from '../../src/enrolments/check-places.ts'
import { monthSpan } from '../../src/enrolments/calendar-month.ts'
import { promote } from '../../src/enrolments/promote.ts'
import { saveBookings } from '../../src/enrolments/save-bookings.ts'
import { waitForDay } from '../../src/enrolments/wait-for-day.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, bookedBy, plantStory } from './story.ts'
import { answerAs, by, firstOf, later, listOf, morning, moveLists, refuses } from './waiting.ts'

const db = await testDatabase()
const { children, units, households, groups, activities } = await plantStory(db)
const day = '2026-12-10'
const evening = (childId: number): BookingKey => ({ childId, unitId: units.evening, day })
await asWorker(db, async (tx) => {
  await sql`update capacity_day set places = 1 where day = ${day}`.execute(tx)
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at)
    values (${households.diallo}, ${children.moussa}, ${activities.care}, ${groups.care}, '2026-09-01', 'ACCEPTED', now())`.execute(
    tx,
  )
})

function save(login: string, now: Date, { add = [] as BookingKey[], cancel = [] as BookingKey[] }) {
  return asFamily(db, login, now, (tx, parent) =>
    saveBookings(
      tx,
      parent.householdId,
      { range: monthSpan('2026-12').range, wanted: add, seen: cancel },
      by(parent, now),
    ),
  )
}

function wait(login: string, childId: number, now: Date) {
  return asFamily(db, login, now, (tx, parent) =>
    waitForDay(tx, parent.householdId, evening(childId), by(parent, now)),
  )
}

async function counter() {
  const found = await asWorker(db, (tx) =>
    sql`select taken, held, waiting from capacity_day
        where group_id = ${groups.care} and unit_id = ${units.evening} and day = ${day}`.execute(
      tx,
    ),
  )
  return found.rows[0]
}

async function brokenRules(now: Date): Promise<string[]> {
  const rules = await asWorker(db, (tx) => checkPlaces(tx, now))
  return rules.filter((rule) => rule.broken > 0).map((rule) => rule.name)
}

test('a full day has a waiting list in order of arrival, a day with places has none', async () => {
  await assert.rejects(wait('claire.martin', children.zoe, morning), refuses('PLACE_LEFT'))
  await save('marc.leroy', morning, { add: [evening(children.ines)] })
  await wait('claire.martin', children.zoe, later(1))
  await wait('awa.diallo', children.moussa, later(2))
  await wait('claire.martin', children.zoe, later(3)) // again: her rank stays
  assert.equal((await firstOf(db, 'claire.martin', later(3))).rank, 1)
  assert.equal((await firstOf(db, 'awa.diallo', later(3))).rank, 2)
  assert.equal((await listOf(db, 'claire.martin', later(3))).length, 1)
  assert.deepEqual(await counter(), { taken: 1, held: 0, waiting: 2 })
  await assert.rejects(wait('awa.diallo', children.zoe, morning), refuses('NOT_FOUND'))
})

test('a place that is given back is not for whoever is quick: it is offered, and booked for nobody', async () => {
  await save('marc.leroy', later(4), { cancel: [evening(children.ines)] })
  const grabbed = await save('marc.leroy', later(4), { add: [evening(children.ines)] })
  assert.deepEqual(
    grabbed.refused.map((one) => one.because),
    ['DAY_FULL'],
  )
  const moved = await moveLists(db, later(5))
  assert.deepEqual(
    moved.offered.map((one) => one.householdId),
    [households.martin],
  )
  assert.deepEqual((await moveLists(db, later(5))).offered, [])
  const told = await asWorker(db, (tx) =>
    sql`select household_id, kind, detail, link from notice where kind = 'OFFER'`.execute(tx),
  )
  assert.deepEqual(told.rows, [
    {
      household_id: households.martin,
      kind: 'OFFER',
      detail: 'Garderie, jeudi 10 décembre',
      link: 'waitingList',
    },
  ])
  assert.deepEqual(await counter(), { taken: 0, held: 1, waiting: 1 })
  assert.equal(await bookedBy(db, evening(children.zoe)), null)
  const offer = await firstOf(db, 'claire.martin', later(5))
  assert.equal(offer.state, 'OFFERED')
  assert.deepEqual(offer.offerEndsAt, later(29))
  assert.equal((await firstOf(db, 'awa.diallo', later(5))).rank, 1)
})

test('an offer that is not taken in time goes to the next, who takes it once and nobody else', async () => {
  const claires = await firstOf(db, 'claire.martin', later(5))
  await assert.rejects(
    answerAs(db, takeOffer, { login: 'claire.martin', ref: claires.ref, now: later(29) }),
    refuses('OFFER_OVER'),
  )
  const moved = await moveLists(db, later(29))
  assert.deepEqual(
    moved.expired.map((one) => one.householdId),
    [households.martin],
  )
  assert.deepEqual(
    moved.offered.map((one) => one.householdId),
    [households.diallo],
  )
  const over = await asWorker(db, (tx) =>
    sql`select household_id, detail, link from notice where kind = 'OFFER_OVER'`.execute(tx),
  )
  assert.deepEqual(over.rows, [
    {
      household_id: households.martin,
      detail: 'Garderie, jeudi 10 décembre',
      link: 'waitingList',
    },
  ])
  const awas = await firstOf(db, 'awa.diallo', later(30))
  await assert.rejects(
    answerAs(db, takeOffer, { login: 'claire.martin', ref: awas.ref, now: later(30) }),
    refuses('NOT_FOUND'),
  )
  await answerAs(db, takeOffer, { login: 'awa.diallo', ref: awas.ref, now: later(30) })
  await assert.rejects(
    answerAs(db, takeOffer, { login: 'awa.diallo', ref: awas.ref, now: later(30) }),
    refuses('OFFER_OVER'),
  )
  assert.equal(await bookedBy(db, evening(children.moussa)), households.diallo)
  assert.deepEqual(await counter(), { taken: 1, held: 0, waiting: 0 })
})

test('who declines leaves the place to the next; after the deadline of the day nothing is offered', async () => {
  await wait('claire.martin', children.zoe, later(31))
  await wait('marc.leroy', children.ines, later(31))
  await save('awa.diallo', later(32), { cancel: [evening(children.moussa)] })
  await moveLists(db, later(32))
  const { ref } = await firstOf(db, 'claire.martin', later(32))
  await answerAs(db, leaveWaitingList, { login: 'claire.martin', ref, now: later(33) })
  const moved = await moveLists(db, later(33))
  assert.deepEqual(
    moved.offered.map((one) => one.householdId),
    [households.leroy],
  )
  await wait('claire.martin', children.zoe, later(34))
  const end = await moveLists(db, instantAt(day, '08:01')) // added until 08:00 of the day
  assert.deepEqual([end.expired.length, end.offered.length, end.closed], [1, 0, 1])
  assert.deepEqual(await counter(), { taken: 0, held: 0, waiting: 0 })
})

test('an officer offers out of turn, beyond the places only when it is said', async () => {
  const other = '2026-12-11'
  await asWorker(db, (tx) =>
    sql`update capacity_day set places = 0 where day = ${other}`.execute(tx),
  )
  await asFamily(db, 'claire.martin', morning, (tx, parent) =>
    waitForDay(
      tx,
      parent.householdId,
      { ...evening(children.zoe), day: other },
      by(parent, morning),
    ),
  )
  const found = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from waiting_entry where day = ${other}`.execute(tx),
  )
  const id = found.rows[0]?.id ?? 0
  const promotion = { endsAt: later(10), now: morning, actor: 'ecole' }
  await assert.rejects(
    asWorker(db, (tx) => promote(tx, id, { ...promotion, isBeyond: false })),
    refuses('GROUP_FULL'),
  )
  await asWorker(db, (tx) => promote(tx, id, { ...promotion, isBeyond: true }))
  const [offer] = await listOf(db, 'claire.martin', morning)
  assert.equal(offer?.state, 'OFFERED')
  assert.deepEqual(await brokenRules(later(11)), ['waiting.offers'], 'it ended at the tenth hour')
  await answerAs(db, takeOffer, { login: 'claire.martin', ref: offer?.ref ?? '', now: later(1) })
  assert.equal(await bookedBy(db, { ...evening(children.zoe), day: other }), households.martin)
})

test('the check of all places holds after this, and finds a counter that is wrong', async () => {
  assert.deepEqual(await brokenRules(later(1)), [])
  await db.pool.query(`
    begin; set local role "${db.roles.owner}"; alter table capacity_day no force row level security;
    update capacity_day set taken = taken + 1 where unit_id = ${units.evening} and day = '2026-12-14';
    alter table capacity_day force row level security; commit`)
  assert.deepEqual(await brokenRules(later(1)), ['capacity.taken'])
})
