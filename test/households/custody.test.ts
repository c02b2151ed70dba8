import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { custodyCalendar } from '../../src/households/custody-calendar.ts'
import { sharedInes } from '../../src/demo/papers.ts'
import { custodyDays, type CustodyRule } from '../../src/households/custody-rule.ts'
import { checkCustody } from '../../src/households/check-custody.ts'
import { addCustodyExceptions, custodyOf, setCustody } from '../../src/households/custody.ts'
import { endCustody } from '../../src/households/end-custody.ts'
import { addDays, dayOf, isoWeekOf, weekdayOf } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { as, fillTown, idOfChild, idOfPerson, now } from './town.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const marc = 1
const anne = 2
const friday: CustodyRule = {
  firstHouseholdId: marc,
  secondHouseholdId: anne,
  evenWeekHouseholdId: marc,
  handoverWeekday: 5,
  handoverTime: '16:30',
  evenYearFirstHalfId: null,
  exceptions: [],
}
const whoOn = (
  rule: CustodyRule,
  day: string,
  holidays: { firstDay: string; lastDay: string }[] = [],
) => custodyDays(rule, { firstDay: day, lastDay: day }, holidays)[0]?.householdId

test('handed over on a Friday evening, lunch is at the new table from Saturday to the next Friday', () => {
  assert.equal(isoWeekOf('2026-12-04'), 49)
  const week = custodyDays(friday, { firstDay: '2026-12-04', lastDay: '2026-12-12' }, [])
  assert.deepEqual(
    week.map((one) => one.householdId),
    [marc, anne, anne, anne, anne, anne, anne, anne, marc],
  )
})

test('a Monday morning and a Sunday evening hand over the same week', () => {
  const monday = { ...friday, handoverWeekday: 1, handoverTime: '08:30' }
  const sunday = { ...friday, handoverWeekday: 7, handoverTime: '18:00' }
  const span = { firstDay: '2026-09-01', lastDay: '2027-07-31' }
  assert.deepEqual(custodyDays(monday, span, []), custodyDays(sunday, span, []))
  assert.equal(whoOn(monday, '2026-12-07'), marc)
  assert.equal(whoOn(monday, '2026-12-13'), marc)
})

test('after a year of 53 weeks two odd weeks follow each other, as judgments have it', () => {
  const monday = { ...friday, handoverWeekday: 1, handoverTime: '08:30' }
  assert.equal(isoWeekOf('2026-12-28'), 53)
  assert.deepEqual(
    ['2026-12-21', '2026-12-28', '2027-01-04', '2027-01-11'].map((day) => whoOn(monday, day)),
    [marc, anne, anne, marc],
  )
})

test('holidays are cut in halves that change with the year; an exception comes before everything', () => {
  const rule = { ...friday, evenYearFirstHalfId: anne }
  const christmas = { firstDay: '2026-12-19', lastDay: '2027-01-03' }
  const spring = { firstDay: '2027-04-10', lastDay: '2027-04-26' }
  assert.equal(whoOn(rule, '2026-12-26', [christmas]), anne)
  assert.equal(whoOn(rule, '2026-12-27', [christmas]), marc)
  assert.equal(whoOn(rule, '2027-04-18', [spring]), marc)
  assert.equal(whoOn(rule, '2027-04-19', [spring]), anne)
  const exceptions = [{ householdId: marc, firstDay: '2026-12-24', lastDay: '2026-12-25' }]
  assert.equal(whoOn({ ...rule, exceptions }, '2026-12-25', [christmas]), marc)
  assert.equal(whoOn({ ...rule, exceptions }, '2026-12-26', [christmas]), anne)
})

test('the parents of the demonstration book days that are theirs', () => {
  const span = { firstDay: '2026-11-30', lastDay: '2026-12-18' }
  const schoolDays = custodyDays(sharedInes(marc, anne), span, []).filter(
    ({ day }) => weekdayOf(day) <= 5,
  )
  for (const { day, householdId } of schoolDays)
    assert.equal(householdId, isoWeekOf(day) % 2 === 0 ? marc : anne, day)
})

test('whatever the rule: every day has one of the two, and outside holidays each turn lasts seven days', () => {
  let seed = 7
  const below = (limit: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % limit
  for (let round = 0; round < 150; round += 1) {
    const hour = String(below(24)).padStart(2, '0')
    const rule: CustodyRule = {
      ...friday,
      evenWeekHouseholdId: below(2) === 0 ? marc : anne,
      handoverWeekday: 1 + below(7),
      handoverTime: `${hour}:00`,
    }
    const firstDay = addDays('2026-01-01', below(2_000))
    const days = custodyDays(rule, { firstDay, lastDay: addDays(firstDay, 120) }, [])
    assert.equal(days.length, 121)
    const mirrored = custodyDays(
      { ...rule, evenWeekHouseholdId: rule.evenWeekHouseholdId === marc ? anne : marc },
      { firstDay, lastDay: addDays(firstDay, 120) },
      [],
    )
    days.forEach((one, at) => assert.equal(one.householdId + (mirrored[at]?.householdId ?? 0), 3))
    const changes = days.filter(
      (one, at) => at > 0 && one.householdId !== days[at - 1]?.householdId,
    )
    const turn = rule.handoverTime < '12:00' ? rule.handoverWeekday : (rule.handoverWeekday % 7) + 1
    for (const change of changes) assert.equal(weekdayOf(change.day), turn)
    const alone = custodyDays(
      rule,
      { firstDay: days[60]?.day ?? '', lastDay: days[60]?.day ?? '' },
      [],
    )
    assert.deepEqual(alone[0], days[60], 'a day does not depend on the span that is asked for')
  }
})

async function ines() {
  const [father, mother, child] = await Promise.all([
    idOfPerson(db, 'Marc'),
    idOfPerson(db, 'Anne'),
    idOfChild(db, 'Inès'),
  ])
  const rule = {
    ...friday,
    firstHouseholdId: father.householdId,
    secondHouseholdId: mother.householdId,
    evenWeekHouseholdId: father.householdId,
  }
  return { father: father.householdId, mother: mother.householdId, childId: child.id, rule }
}

const by = { now, actor: 'sophie' }

test('what is decided starts tomorrow at the earliest, both parents read it, nobody else does', async () => {
  const { father, mother, childId, rule } = await ines()
  await asWorker(db, (tx) =>
    setCustody(
      tx,
      { childId, rule, billing: 'BY_CALENDAR', judgmentId: null, validFrom: '2026-10-01' },
      [],
      by,
    ),
  )
  const days = await asWorker(db, (tx) =>
    sql<{ first: string; last: string; count: number }>`
      select min(day) as first, max(day) as last, count(*)::int as count from custody_day`.execute(
      tx,
    ),
  )
  assert.deepEqual([days.rows[0]?.first, days.rows[0]?.last], ['2026-11-03', '2028-07-31'])
  const seen = (who: 'Marc' | 'Anne', householdId: number) =>
    as(db, who, (tx) => custodyCalendar(tx, { householdId, childId }, '2026-11-02'))
  const [his, hers] = [await seen('Marc', father), await seen('Anne', mother)]
  assert.equal(his?.isEvenWeekOwn, true)
  assert.equal(hers?.isEvenWeekOwn, false)
  assert.ok(his && his.days.length > 60)
  his.days.forEach((one, at) => assert.notEqual(one.isOwn, hers?.days[at]?.isOwn))
  for (const table of ['custody', 'custody_day'] as const) {
    const foreign = await as(db, 'Awa', (tx) => tx.selectFrom(table).select('child_id').execute())
    assert.deepEqual(foreign, [])
  }
  await assert.rejects(
    as(db, 'Marc', (tx) => tx.selectFrom('custody_exception').selectAll().execute()),
  )
  await assert.rejects(
    as(db, 'Marc', (tx) =>
      sql`update custody_day set household_id = ${father} where true`.execute(tx),
    ),
  )
})

test('an exception rebuilds the days to come; a new decision ends the one before and keeps its past days', async () => {
  const { father, mother, childId, rule } = await ines()
  const who = async (day: string) =>
    (
      await asWorker(db, (tx) =>
        sql<{
          id: number
        }>`select household_id as id from custody_day where child_id = ${childId} and day = ${day}`.execute(
          tx,
        ),
      )
    ).rows[0]?.id
  const planned = await who('2026-12-24')
  const other = planned === father ? mother : father
  await asWorker(db, async (tx) => {
    const custody = await custodyOf(tx, childId, '2026-11-02')
    assert.ok(custody)
    const days = [{ householdId: other, firstDay: '2026-12-24', lastDay: '2026-12-25' }]
    await addCustodyExceptions(tx, custody, days, { ...by, holidays: [] })
  })
  assert.equal(await who('2026-12-24'), other)
  const past = await who('2026-11-10')
  await asWorker(db, (tx) =>
    setCustody(
      tx,
      {
        childId,
        rule: { ...rule, evenWeekHouseholdId: mother },
        billing: 'BY_BOOKER',
        judgmentId: null,
        validFrom: '2026-12-01',
      },
      [],
      { now: new Date('2026-11-20T09:00:00Z'), actor: 'sophie' },
    ),
  )
  assert.equal(await who('2026-11-10'), past)
  assert.equal(await who('2026-12-24'), planned === father ? mother : father)
  const current = await asWorker(db, (tx) => custodyOf(tx, childId, '2026-12-02'))
  assert.deepEqual([current?.validFrom, current?.evenWeekHouseholdId], ['2026-12-01', mother])
})

test('a household that is not the child’s is refused', async () => {
  const { childId, rule } = await ines()
  const { householdId } = await idOfPerson(db, 'Awa')
  const wrong = { ...rule, secondHouseholdId: householdId, evenWeekHouseholdId: householdId }
  const set = asWorker(db, (tx) =>
    setCustody(
      tx,
      { childId, rule: wrong, billing: 'BY_CALENDAR', judgmentId: null, validFrom: '2026-12-01' },
      [],
      by,
    ),
  )
  await assert.rejects(set, /NOT_OF_BOTH_HOUSEHOLDS/)
})

test('an alternation ends on a day to come: what was lived stays, nothing is decided for the days after', async () => {
  const { childId } = await ines()
  const today = dayOf(now)
  const from = '2027-01-04'
  const end = (day: string) => asWorker(db, (tx) => endCustody(tx, { childId, from: day }, by))
  await assert.rejects(end(today), /DAY_BEGUN/)
  await end(from)
  const left = await asWorker(db, async (tx) => ({
    last: await sql<{ day: string }>`
      select max(day) as day from custody_day where child_id = ${childId}`.execute(tx),
    during: await custodyOf(tx, childId, addDays(from, -1)),
    after: await custodyOf(tx, childId, from),
    broken: (await checkCustody(tx, today)).filter((rule) => rule.broken > 0),
  }))
  assert.equal(left.last.rows[0]?.day, addDays(from, -1))
  assert.equal(left.during?.validTo, addDays(from, -1))
  assert.equal(left.after, undefined)
  assert.deepEqual(left.broken, [])
  await assert.rejects(end(from), /NOT_ALTERNATING/)
})
