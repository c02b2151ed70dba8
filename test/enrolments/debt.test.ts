import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { takeOffer } from '../../src/enrolments/answer-offer.ts'
import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import { promote } from '../../src/enrolments/promote.ts'
import { waitForDay } from '../../src/enrolments/wait-for-day.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import { owe } from '../payments/payment-world.ts'
import { testDatabase } from '../support/database.ts'
import { openPortal, sentForm } from './portal.ts'
import { asFamily, bookedBy, plantStory } from './story.ts'
import { answerAs, by, listOf, refuses } from './waiting.ts'

const db = await testDatabase()
const { children, units, households, activities, groups } = await plantStory(db)
const now = instantAt('2026-12-08', '08:45')
const claire = await openPortal(db, now).signIn('claire.martin')
const path = '/calendrier/2026-12'
const meal: BookingKey = { childId: children.zoe, unitId: units.meal, day: '2026-12-14' }
const evening: BookingKey = { childId: children.zoe, unitId: units.evening, day: '2026-12-14' }

/** No booking of an activity while more than so much is overdue. */
async function bound(activityId: number, cents: number): Promise<void> {
  const conditions = JSON.stringify({ unpaidAboveCents: cents })
  await asWorker(db, (tx) =>
    sql`update activity set conditions = ${conditions}::jsonb where id = ${activityId}`.execute(tx),
  )
}

async function giveTime(isGiven: boolean): Promise<void> {
  await asWorker(db, (tx) =>
    sql`update household set exempt_from_debt_block = ${isGiven} where id = ${households.martin}`.execute(
      tx,
    ),
  )
}

async function calendar(): Promise<string> {
  return (await claire.get(path)).text()
}

/** Ticks the meal of the 14th, whatever the page offers. */
async function bookMeal(): Promise<string> {
  const form = sentForm(await calendar(), path)
  form.append('jour[]', `${children.zoe}.${units.meal}.14`)
  form.append('enregistrer', 'Enregistrer')
  const answer = await claire.post(path, form)
  return (await claire.get(answer.headers.get('Location') ?? '')).text()
}

const mealBox = /<label for="[a-z]14">Cantine<i> le lundi 14 décembre, Zoé</

test('who owes more than the canteen allows finds the way to pay in place of the boxes, and books nothing', async () => {
  await asWorker(db, async (tx) => {
    const regie = await sql<{ id: number }>`select id from regie`.execute(tx)
    const family = { householdId: households.martin, personId: 0, regieId: regie.rows[0]?.id ?? 0 }
    await owe(tx, family, 6_000, '2026-11-30')
  })
  await bound(activities.canteen, 5_999)
  const html = await calendar()
  assert.ok(html.includes(`<a href="${paths.payment}">factures à régler d’abord</a>`))
  assert.doesNotMatch(html, mealBox)
  assert.match(
    html,
    /<label for="[a-z]14">Garderie du soir<i> le lundi 14 décembre, Zoé</,
    'the care asks nothing',
  )
  assert.match(await bookMeal(), /des factures en retard sont à régler d’abord/)
  assert.equal(await bookedBy(db, meal), null)
})

test('the bound itself is no obstacle, nor is a debt for which the town hall gave time', async () => {
  await giveTime(true)
  assert.match(await calendar(), mealBox)
  await giveTime(false)
  assert.doesNotMatch(await calendar(), mealBox)
  await bound(activities.canteen, 6_000)
  assert.match(await calendar(), mealBox)
  await bookMeal()
  assert.equal(await bookedBy(db, meal), households.martin)
})

test('a place that was offered is not taken on credit either', async () => {
  const before = instantAt('2026-11-20', '09:00')
  await asWorker(db, (tx) =>
    sql`update capacity_day set places = 0 where group_id = ${groups.care} and day = '2026-12-14'`.execute(
      tx,
    ),
  )
  await asFamily(db, 'claire.martin', before, (tx, parent) =>
    waitForDay(tx, parent.householdId, evening, by(parent, before)),
  )
  await asWorker(db, async (tx) => {
    const found = await sql<{ id: number }>`select id from waiting_entry`.execute(tx)
    const endsAt = instantAt('2026-12-10', '09:00')
    await promote(tx, found.rows[0]?.id ?? 0, {
      endsAt,
      now: before,
      actor: 'ecole',
      isBeyond: true,
    })
  })
  await bound(activities.care, 5_000)
  const [offer] = await listOf(db, 'claire.martin', now)
  const answer = { login: 'claire.martin', ref: offer?.ref ?? '', now }
  await assert.rejects(answerAs(db, takeOffer, answer), refuses('UNPAID'))
  assert.equal(await bookedBy(db, evening), null)
  await giveTime(true)
  await answerAs(db, takeOffer, answer)
  assert.equal(await bookedBy(db, evening), households.martin)
})
