import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { closeDay } from '../../src/activities/hand-days.ts'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { cancelDay } from '../../src/enrolments/cancel-day.ts'
import { monthSpan } from '../../src/enrolments/calendar-month.ts'
import { saveBookings, type SavedBookings } from '../../src/enrolments/save-bookings.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, bookedBy, place, plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households } = await plantStory(db)
const now = instantAt('2026-12-01', '09:00')

/** A transaction that has done its work stands at the gate, and commits when it opens. */
function gate() {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const pass = () => {
    reached.resolve()
    return opened.promise
  }
  return { pass, reached: reached.promise, open: opened.resolve }
}

const straightOn = () => Promise.resolve()

/** Until a transaction of this database stands in line for what another holds. */
async function somebodyWaits(): Promise<void> {
  const inLine = `
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  while ((await db.pool.query(inLine)).rowCount === 0) await sleep(10)
}

function book(day: string, commit: () => Promise<void>): Promise<SavedBookings> {
  const wanted = [units.meal, units.evening].map((unitId) => ({
    childId: children.zoe,
    unitId,
    day,
  }))
  return asFamily(db, 'claire.martin', now, async (tx, { householdId, personId, ...parent }) => {
    const person = { id: personId, accountId: parent.accountId, login: parent.login }
    const form = { range: monthSpan('2026-12').range, wanted, seen: [] }
    const saver = { now, place, formKey: newToken(), answerTo: '/', person }
    const saved = await saveBookings(tx, householdId, form, saver)
    await commit()
    return saved
  })
}

/** Canteen (without limit) and after-school care (where places are counted). */
function close(day: string, commit: () => Promise<void>): Promise<number> {
  const hand = { now, actor: 'ecole' }
  const closing = async (tx: Tx, activityCode: string) => {
    const { activityId, name } = await closeDay(tx, { activityCode, day, because: 'Grève' }, hand)
    return cancelDay(tx, { activityId, name, day }, hand)
  }
  return asWorker(db, async (tx) => {
    const count = (await closing(tx, 'CANTINE')) + (await closing(tx, 'GARDERIE'))
    await commit()
    return count
  })
}

const holders = (day: string) =>
  Promise.all(
    [units.meal, units.evening].map((unitId) =>
      bookedBy(db, { childId: children.zoe, unitId, day }),
    ),
  )

test('a day that closes while a family books it gives the booking back', async () => {
  const day = '2026-12-10'
  const family = gate()
  const saving = book(day, family.pass)
  await family.reached
  const closing = close(day, straightOn)
  await somebodyWaits()
  family.open()
  assert.equal((await saving).booked.length, 2)
  assert.equal(await closing, 2)
  assert.deepEqual(await holders(day), [null, null])
})

test('a day that is being closed is not booked, and the family reads that it is closed', async () => {
  const day = '2026-12-11'
  const officer = gate()
  const closing = close(day, officer.pass)
  await officer.reached
  const saving = book(day, straightOn)
  await somebodyWaits()
  officer.open()
  await closing
  const saved = await saving
  assert.deepEqual(await holders(day), [null, null])
  assert.deepEqual(
    saved.refused.map((one) => one.because),
    ['DAY_CLOSED', 'DAY_CLOSED'],
  )
})

test('families book other days while nothing closes, beside each other', async () => {
  const family = gate()
  const first = book('2026-12-14', family.pass)
  await family.reached
  assert.equal((await book('2026-12-15', straightOn)).booked.length, 2)
  family.open()
  await first
  assert.deepEqual(await holders('2026-12-14'), [households.martin, households.martin])
})

test('an officer who closes a day and one who changes activities wait for each other in one order', async () => {
  const day = '2026-12-17'
  const first = gate()
  const importing = asWorker(db, async (tx) => {
    await sql`update unit set label = label`.execute(tx)
    await first.pass()
    await sql`update open_day set closed_because = closed_because`.execute(tx)
  })
  await first.reached
  const closing = close(day, straightOn)
  await somebodyWaits()
  first.open()
  await importing
  assert.equal(await closing, 0)
})
