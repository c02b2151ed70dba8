import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { decideCustody } from '../../src/enrolments/decide-custody.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { sql } from 'kysely'
import { testDatabase } from '../support/database.ts'
import { openPortal, sentForm } from './portal.ts'
import { asFamily, bookedBy, plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households, groups } = await plantStory(db)
const now = instantAt('2026-12-02', '07:30')
const portal = openPortal(db, now)
const marc = await portal.signIn('marc.leroy')
const anne = await portal.signIn('anne.bernard')
const path = '/calendrier/2026-12'

/** Even weeks with Marc, handed over on Fridays at half past four. */
await asWorker(db, async (tx) => {
  await sql`update unit set from_time = '12:00', to_time = '13:30' where id = ${units.meal}`.execute(
    tx,
  )
  await sql`update unit set from_time = '16:30', to_time = '18:30' where id = ${units.evening}`.execute(
    tx,
  )
  const rule = {
    firstHouseholdId: households.leroy,
    secondHouseholdId: households.bernard,
    evenWeekHouseholdId: households.leroy,
    handoverWeekday: 5,
    handoverTime: '16:30',
    evenYearFirstHalfId: null,
    exceptions: [],
  }
  await decideCustody(
    tx,
    {
      childId: children.ines,
      rule,
      billing: 'BY_CALENDAR',
      judgmentId: null,
      validFrom: '2026-12-02',
    },
    { now: instantAt('2026-12-01', '09:00'), actor: 'sophie', zone: 'B' },
  )
})

const boxes = async (parent: typeof marc, unitId: number) => {
  const html = await (await parent.get(path)).text()
  const label = unitId === units.meal ? 'Cantine' : 'Garderie du soir'
  const found = html.matchAll(
    new RegExp(`name="(\\d+)[a-z]"[^>]*><label for="[^"]+">${label}<i>`, 'g'),
  )
  return [...found].map(([, day = '']) => day.padStart(2, '0'))
}

test('each parent has the boxes of the days that are theirs; on Fridays noon is one’s, the evening the other’s', async () => {
  const meals = [await boxes(marc, units.meal), await boxes(anne, units.meal)]
  assert.ok(meals.every((days) => days.length > 0))
  const [marcs = [], annes = []] = meals
  assert.deepEqual(
    marcs.filter((day) => annes.includes(day)),
    [],
    'no day is both’s',
  )
  const friday = '11'
  const evenings = {
    marc: await boxes(marc, units.evening),
    anne: await boxes(anne, units.evening),
  }
  assert.notEqual(marcs.includes(friday), evenings.marc.includes(friday))
  assert.notEqual(annes.includes(friday), evenings.anne.includes(friday))
})

test('a day of the other’s week is refused in a sentence, the other days of the form are saved', async () => {
  const annes = await boxes(anne, units.meal)
  const marcs = await boxes(marc, units.meal)
  const [own = '', others = ''] = [marcs.at(-1), annes.at(-1)]
  const form = sentForm(await (await marc.get(path)).text(), path)
  form.append('jour[]', `${children.ines}.${units.meal}.${own}`)
  form.append('jour[]', `${children.ines}.${units.meal}.${others}`)
  const answer = await marc.post(path, form)
  const page = await (await marc.get(answer.headers.get('Location') ?? '')).text()
  assert.match(page, /Un jour n’a pas pu être changé/)
  assert.match(
    page,
    /ce jour est dans la semaine de l’autre foyer, qui le réserve\. Ce jour n’est pas réservé/,
  )
  const key = { childId: children.ines, unitId: units.meal }
  assert.equal(await bookedBy(db, { ...key, day: `2026-12-${own}` }), households.leroy)
  assert.equal(await bookedBy(db, { ...key, day: `2026-12-${others}` }), null)
})

const write = (day: string, unitId: number, state: 'BOOKED' | 'CANCELLED') =>
  asFamily(db, 'marc.leroy', now, async (tx, { personId }) => {
    const receipt = await sql<{ id: number }>`
      insert into booking_receipt (household_id, actor_kind, actor, person_id, channel)
      values (${households.leroy}, 'PARENT', 'marc.leroy', ${personId}, 'PORTAL') returning id`.execute(
      tx,
    )
    await sql`
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
      values (${children.ines}, ${unitId}, ${`2026-12-${day}`}, ${households.leroy}, ${groups.canteen}, ${state},
        ${receipt.rows[0]?.id})`.execute(tx)
  })

test('the database itself refuses a booking of the other’s day, whatever the portal asks', async () => {
  const annes = await boxes(anne, units.meal)
  const marcs = await boxes(marc, units.meal)
  const free = marcs.find((day) => day > '09') ?? ''
  await assert.rejects(write(annes.at(-2) ?? '', units.meal, 'BOOKED'), /row-level security/)
  await write(annes.at(-2) ?? '', units.meal, 'CANCELLED')
  await write(free, units.meal, 'BOOKED')
  const friday = '11'
  const isEveningMarcs = (await boxes(marc, units.evening)).includes(friday)
  const evening = write(friday, units.evening, 'BOOKED')
  await (isEveningMarcs ? evening : assert.rejects(evening, /row-level security/))
})

test('both parents are told that the custody changed, by a notice of its own that leads to the days', async () => {
  const told = await asWorker(db, (tx) =>
    sql<{ name: string; link: string }>`
      select p.first_name as name, n.link from notice n join person p on p.id = n.person_id
      where n.kind = 'CUSTODY' order by 1`.execute(tx),
  )
  assert.deepEqual(
    told.rows.map(({ name }) => name),
    ['Anne', 'Marc'],
  )
  assert.match(told.rows[0]?.link ?? '', /^custody\//)
})
