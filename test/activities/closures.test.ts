import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openDay } from '../../src/activities/hand-days.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { commandTown } from '../cli/command-town.ts'
import { runHere } from '../cli/run-here.ts'
import { bookedBy, plantStory } from '../enrolments/story.ts'
import { bringCalendar, catalogueText } from './story.ts'

const { db, env, folder } = await commandTown()
const { children, households } = await plantStory(db)
await asWorker(db, bringCalendar)

const hand = { now: instantAt('2026-10-01', '09:00'), actor: 'ecole' }
const day = '2026-11-10'
/** The story has a canteen of its own. */
const catalogue = catalogueText('roncq').replace('code: cantine', 'code: midi')
const closed = catalogue.replace(
  '    units:\n      - {code: repas',
  `    closed:\n      - {day: ${day}, because: Pont du 11 novembre}\n    units:\n      - {code: repas`,
)

async function imported(text: string, ...options: string[]): Promise<string> {
  const file = join(folder, 'activities.yaml')
  writeFileSync(file, text)
  const words = ['activities', 'import', file, '--as-of', '2026-10-01', ...options]
  const { exit, out, err } = await runHere(words, env)
  assert.equal(exit, 0, err)
  return out
}

async function bookMeal() {
  return asWorker(db, async (tx) => {
    const booked = await sql<{ unitId: number }>`
      with receipt as (
        insert into booking_receipt (household_id, actor_kind, actor, channel, at)
        values (${households.martin}, 'PARENT', 'claire.martin', 'PORTAL', ${hand.now}) returning id)
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id, changed_at)
      select ${children.zoe}, u.id, ${day}, ${households.martin}, g.id, 'BOOKED', receipt.id, ${hand.now}
      from receipt, activity a join unit u on u.activity_id = a.id join activity_group g on g.activity_id = a.id
      where a.code = 'midi' limit 1
      returning unit_id as "unitId"`.execute(tx)
    return { childId: children.zoe, unitId: booked.rows[0]?.unitId ?? 0, day }
  })
}

test('a day that a file closes gives back what was booked, and the family is told', async () => {
  await imported(catalogue)
  const meal = await bookMeal()
  assert.match(await imported(closed, '--dry-run'), /1 bookings cancelled/)
  assert.equal(await bookedBy(db, meal), households.martin)
  assert.match(await imported(closed), /1 closed, 1 bookings cancelled/)
  assert.equal(await bookedBy(db, meal), null)
  const trail = await asWorker(db, (tx) =>
    sql<{ hash: string }>`
      select encode(after_hash, 'hex') as hash from audit_event where action = 'activities.import'`.execute(
      tx,
    ),
  )
  assert.equal(trail.rows.length, 2, 'each file that was brought, not the dry run')
  assert.notEqual(trail.rows[0]?.hash, trail.rows[1]?.hash)
  const told = await asWorker(db, (tx) =>
    sql`select household_id from notice where kind = 'DAY_CLOSED'`.execute(tx),
  )
  assert.deepEqual(told.rows, [{ household_id: households.martin }])
})

test('a day that an officer opened again stays open, whatever the file says of it', async () => {
  const opening = { activityCode: 'midi', day, unitCodes: null, kind: 'SCHOOL' } as const
  await asWorker(db, (tx) => openDay(tx, opening, hand))
  assert.match(await imported(closed), /0 closed, 0 bookings cancelled/)
  const found = await asWorker(db, (tx) =>
    sql`select o.closed_because from open_day o join activity a on a.id = o.activity_id
        where a.code = 'midi' and o.day = ${day}`.execute(tx),
  )
  assert.deepEqual(found.rows, [{ closed_because: null }])
})
