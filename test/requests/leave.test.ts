import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { setCustody } from '../../src/households/custody.ts'
import { householdAdults } from '../../src/households/household-adults.ts'
import { listFamilies } from '../../src/households/list-families.ts'
import { removeAdult } from '../../src/households/remove-adult.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { checkFamilies } from '../../src/operations/check-families.ts'
import { childLeaves } from '../../src/requests/child-leaves.ts'
import { plantStory } from '../enrolments/story.ts'
import { as, fillTown, idOfPerson } from '../households/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const because = 'courrier du 2 novembre'

const db = await testDatabase()
before(() => fillTown(db, testKeys()))

test('the responsable leaves the file: the partner pays from now on, and who left is signed out', async () => {
  const claire = await idOfPerson(db, 'Claire')
  const by = { now: instantAt('2026-11-02', '10:00'), actor: 'mairie' }
  const leave = (adult: string) => {
    const { householdId } = claire
    const wanted = { householdId, adult, because }
    return asWorker(db, (tx) => removeAdult(tx, wanted, by))
  }
  assert.ok(await as(db, 'Claire', async () => true))
  await assert.rejects(leave('anne.bernard'), { code: 'NOT_FOUND' })
  const left = await leave('claire.martin')
  assert.deepEqual(left, {
    name: 'Claire MARTIN',
    newPayer: 'Jean-Loup MARTIN',
    idleLogin: 'claire.martin',
  })
  const { adults, guardians, sessions, family, rules } = await asWorker(db, async (tx) => ({
    adults: await householdAdults(tx, claire.householdId, '2026-11-02'),
    guardians: await sql`
      select from guardianship where person_id = ${claire.personId} and valid_to is null`.execute(
      tx,
    ),
    sessions: await sql`select from session where ended_at is null`.execute(tx),
    family: await listFamilies(tx, { day: '2026-11-02', name: 'martin' }),
    rules: await checkFamilies(tx, '2026-11-02'),
  }))
  assert.deepEqual(
    adults.map(({ firstName, isPrimary }) => [firstName, isPrimary]),
    [['Jean-Loup', true]],
  )
  assert.equal(guardians.rows.length, 0)
  assert.equal(sessions.rows.length, 0)
  assert.deepEqual(rules, [{ name: 'family.primary', broken: 0 }])
  assert.deepEqual(
    family.map(({ name }) => name),
    ['MARTIN Jean-Loup'],
  )
  await assert.rejects(leave('jean-loup.martin'), { code: 'LAST_ADULT' })
})

test('a child leaves a file when nothing of it would be left without an owner', async () => {
  const story = await testDatabase()
  const { activities, households, children, units } = await plantStory(story)
  const by = { now: instantAt('2026-12-01', '09:00'), actor: 'mairie' }
  const zoe = { childId: children.zoe, householdId: households.martin, because }
  const unlink = (wanted = zoe) => asWorker(story, (tx) => childLeaves(tx, wanted, by))
  const lunch = (day: string) => ({
    childId: children.zoe,
    unitId: units.meal,
    day,
    householdId: households.martin,
  })
  await asWorker(story, (tx) =>
    bookForPeriod(tx, [lunch('2026-11-30'), lunch('2026-12-14')], { ...by, channel: 'CLI' }),
  )
  await assert.rejects(unlink(), {
    code: 'CHILD_BUSY',
    details: { booked_days_to_come: 1, days_not_billed: 1 },
  })
  await asWorker(story, async (tx) => {
    await sql`update booking set state = 'CANCELLED' where day = '2026-12-14'`.execute(tx)
    // the run of November has gone through the family: the day was excused, and is on no bill
    await sql`
      insert into billing_run (regie_id, period_from, period_to, state, invoiced_on, due_on, actor)
      select regie_id, '2026-11-01', '2026-11-30', 'PUBLISHED', '2026-11-20', '2026-12-31', 'mairie'
      from activity where id = ${activities.canteen}`.execute(tx)
    await sql`
      insert into draft (run_id, household_id, lines, total_cents, facts_sha256, parked_because)
      select id, ${households.martin}, '[]', 0, '', 'UNCHECKED_DAY' from billing_run`.execute(tx)
  })
  await assert.rejects(unlink(), { details: { days_not_billed: 1 } }, 'parked: not billed yet')
  await asWorker(story, (tx) => sql`delete from draft`.execute(tx))
  await assert.rejects(unlink(), { details: { days_not_billed: 1 } }, 'run before the day')
  await asWorker(story, (tx) => sql`update billing_run set invoiced_on = '2026-12-01'`.execute(tx))
  assert.ok((await unlink()).enrolments > 0)
  await assert.rejects(unlink(), { code: 'NOT_FOUND' })
  const open = await asWorker(story, (tx) =>
    sql`
      select from enrolment where child_id = ${children.zoe} and state = 'ACCEPTED'
        and (valid_to is null or valid_to >= '2026-12-01')`.execute(tx),
  )
  assert.equal(open.rows.length, 0)

  const rules = await asWorker(story, (tx) => checkFamilies(tx, '2026-12-01'))
  assert.deepEqual(rules, [{ name: 'family.primary', broken: 0 }])

  const { leroy, bernard } = households
  const rule = {
    firstHouseholdId: leroy,
    secondHouseholdId: bernard,
    evenWeekHouseholdId: leroy,
    handoverWeekday: 1,
    handoverTime: '08:30',
    evenYearFirstHalfId: null,
    exceptions: [],
  }
  const custody = { childId: children.ines, billing: 'BY_CALENDAR', judgmentId: null } as const
  await asWorker(story, (tx) =>
    setCustody(tx, { ...custody, validFrom: '2026-12-07', rule }, [], by),
  )
  await assert.rejects(unlink({ ...zoe, childId: children.ines, householdId: bernard }), {
    code: 'CHILD_IN_CUSTODY',
  })
})
