import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { calendarMonth, monthSpan } from '../../src/enrolments/calendar-month.ts'
import { recentReceipts } from '../../src/enrolments/receipts.ts'
import { saveBookings } from '../../src/enrolments/save-bookings.ts'
import { weekOf } from '../../src/enrolments/week.ts'
import { daysBetween, instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { openPortal } from './portal.ts'
import { asFamily, place, plantStory } from './story.ts'

const db = await testDatabase()
const story = await plantStory(db)
const now = instantAt('2026-12-01', '07:00')

/** Statements that the server is sent while `work` runs. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const spy = mock.method(pg.Client.prototype, 'query')
  await work()
  const count = spy.mock.callCount()
  spy.mock.restore()
  return count
}

test('a month is read in one statement, and its days in one more by who comes first; its history in one, the week of home in one', async () => {
  await asFamily(db, 'claire.martin', now, async (tx, { householdId }) => {
    const month = () => calendarMonth(tx, householdId, monthSpan('2026-12'), { now, place })
    assert.equal(await statementsOf(month), 2)
    assert.equal(await statementsOf(month), 1)
    assert.equal(await statementsOf(() => recentReceipts(tx, householdId, { limit: 5 })), 1)
    assert.equal(await statementsOf(() => weekOf(tx, householdId, '2026-12-07')), 1)
  })
})

test('a month of three children is saved in five statements, however many days it changes', async () => {
  const [camille = 0] = await plantSiblings(1)
  const days = ['2026-12-03', '2026-12-07', '2026-12-08', '2026-12-10', '2026-12-11', '2026-12-14']
  const wanted = days.flatMap((day) =>
    [story.children.zoe, story.children.noel, camille].flatMap((childId) =>
      [story.units.meal, story.units.evening].map((unitId) => ({ childId, unitId, day })),
    ),
  )
  await asFamily(
    db,
    'claire.martin',
    now,
    async (tx, { householdId, personId, accountId, login }) => {
      const person = { id: personId, accountId, login }
      const saver = { now, place, formKey: newToken(), answerTo: '/', person }
      const count = await statementsOf(async () => {
        const saved = await saveBookings(
          tx,
          householdId,
          { range: monthSpan('2026-12').range, wanted, seen: [] },
          saver,
        )
        assert.equal(saved.booked.length, 36)
      })
      assert.ok(count <= 5, `${count} statements`)
    },
  )
})

test('the page of five children who come before school, at noon and twice after it every day is two statements and a light page', async () => {
  await plantSiblings(2)
  await asWorker(db, async (tx) => {
    const fourth = await sql<{ id: number }>`
      insert into unit (activity_id, code, label, kind, position)
      values (${story.activities.care}, 'MERCREDI', 'Mercredis loisirs', 'DAY', 4) returning id`.execute(
      tx,
    )
    await sql`
      insert into open_day_unit (activity_id, day, unit_id)
      select activity_id, day, ${fourth.rows[0]?.id} from open_day
      where activity_id = ${story.activities.care} and kind = 'SCHOOL'`.execute(tx)
    await sql`update capacity_day set places = 99`.execute(tx)
    const kids = await sql<{ id: number }>`
      select child_id as id from household_child where household_id = ${story.households.martin}`.execute(
      tx,
    )
    const days = daysBetween('2026-11-02', '2026-11-30')
    const bookings = kids.rows.flatMap(({ id }) =>
      days.flatMap((day) =>
        [story.units.meal, story.units.morning, story.units.evening, fourth.rows[0]?.id ?? 0].map(
          (unitId) => {
            return { childId: id, unitId, day, householdId: story.households.martin }
          },
        ),
      ),
    )
    await bookForPeriod(tx, bookings, { now, actor: 'mairie', channel: 'CLI' })
  })
  const claire = await openPortal(db, instantAt('2026-10-26', '07:00')).signIn('claire.martin')
  let html = ''
  const read = async () => {
    html = await (await claire.get('/calendrier/2026-11')).text()
  }
  await read()
  const count = await statementsOf(read)
  // begin, who is signed in, commit; one for the month and one for its history
  assert.equal(count, 3 + 2)
  assert.equal(html.match(/type="checkbox"[^>]*checked/g)?.length, 5 * 4 * 17, 'every box is there')
  // 340 boxes, each with its whole wording and a label of its own
  assert.ok(Buffer.byteLength(html) <= 60_000, `${Buffer.byteLength(html)} bytes`)
})

/** More children of the Martins, who come to the canteen and to after-school care. */
async function plantSiblings(count: number): Promise<number[]> {
  const planted = await asWorker(db, (tx) =>
    sql<{ id: number }>`
      with c as (
        insert into child (last_name, first_name, match_key, sex, birth_date)
        select 'MARTIN', 'Camille', 'MARTIN', 'M', '2019-01-01' from generate_series(1, ${count}::int) returning id
      ), hc as (
        insert into household_child (household_id, child_id, valid_from)
        select ${story.households.martin}, id, '2022-01-01' from c
      ), g as (
        insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
        select c.id, ha.person_id, 'MOTHER', true, 'FULL', '2022-01-01'
        from c, household_adult ha where ha.household_id = ${story.households.martin}
      ), e as (
        insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
        select ${story.households.martin}, c.id, a.activity, a.grp, '2026-09-01', 'ACCEPTED', now(), 'test'
        from c, unnest(${[story.activities.canteen, story.activities.care]}::int[],
                       ${[story.groups.canteen, story.groups.care]}::int[]) as a(activity, grp)
      )
      select id from c`.execute(tx),
  )
  return planted.rows.map((row) => row.id)
}
