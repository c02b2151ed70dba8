import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import { calendarMonth, monthSpan } from '../../src/enrolments/calendar-month.ts'
import { recentReceipts } from '../../src/enrolments/receipts.ts'
import { saveBookings, type SavedBookings } from '../../src/enrolments/save-bookings.ts'
import { weekOf } from '../../src/enrolments/week.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, bookedBy, place, plantStory } from './story.ts'

const db = await testDatabase({ connections: 10 })
const story = await plantStory(db)
const { children, units, households } = story

interface Form {
  readonly add?: readonly BookingKey[]
  readonly cancel?: readonly BookingKey[]
  readonly formKey?: string
  readonly month?: string
}

/** What the form of the calendar sends: the boxes seen ticked, and those ticked now. */
function save(login: string, now: Date, form: Form): Promise<SavedBookings> {
  const { add = [], cancel = [], formKey = newToken(), month = '2026-12' } = form
  return asFamily(db, login, now, (tx, parent) =>
    saveBookings(
      tx,
      parent.householdId,
      { range: monthSpan(month).range, wanted: add, seen: cancel },
      {
        now,
        place,
        formKey,
        answerTo: '/calendrier/2026-12?ok=repete',
        person: { id: parent.personId, accountId: parent.accountId, login: parent.login },
      },
    ),
  )
}

const meal = (childId: number, day: string): BookingKey => ({ childId, unitId: units.meal, day })
const evening = (childId: number, day: string): BookingKey => ({
  childId,
  unitId: units.evening,
  day,
})
const reasons = (saved: SavedBookings) => saved.refused.map((one) => one.because)

test('Claire books Zoé until 10:00:00 the day before, and not one second later', async () => {
  const deadline = instantAt('2026-12-09', '10:00')
  const late = await save('claire.martin', new Date(deadline.getTime() + 1_000), {
    add: [meal(children.zoe, '2026-12-10')],
  })
  assert.deepEqual(reasons(late), ['DEADLINE_PASSED'])
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-10')), null)
  const inTime = await save('claire.martin', deadline, { add: [meal(children.zoe, '2026-12-10')] })
  assert.equal(inTime.booked.length, 1)
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-10')), households.martin)
})

test('cancelling has its own, earlier deadline', async () => {
  const before = instantAt('2026-12-01', '09:00')
  await save('claire.martin', before, { add: [meal(children.zoe, '2026-12-15')] })
  const afterCancel = instantAt('2026-12-11', '10:01')
  const kept = await save('claire.martin', afterCancel, {
    cancel: [meal(children.zoe, '2026-12-15')],
  })
  assert.deepEqual(reasons(kept), ['DEADLINE_PASSED'])
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-15')), households.martin)
  const added = await save('claire.martin', afterCancel, {
    add: [meal(children.noel, '2026-12-15')],
  })
  assert.equal(added.booked.length, 1, 'adding is still possible at the same instant')
  const given = await save('claire.martin', instantAt('2026-12-11', '10:00'), {
    cancel: [meal(children.zoe, '2026-12-15')],
  })
  assert.equal(given.cancelled.length, 1)
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-15')), null)
})

test('the days that cannot be changed are told, the others of the same form are saved', async () => {
  const saved = await save('claire.martin', instantAt('2026-12-02', '12:00'), {
    add: [
      meal(children.noel, '2026-12-03'),
      meal(children.noel, '2026-12-04'),
      meal(children.noel, '2026-12-07'),
      meal(children.noel, '2026-12-09'),
    ],
  })
  assert.deepEqual(
    saved.booked.map((key) => key.day),
    ['2026-12-07'],
  )
  assert.deepEqual(
    saved.refused.map((one) => [one.key.day, one.because]),
    [
      ['2026-12-03', 'DEADLINE_PASSED'],
      ['2026-12-04', 'DAY_CLOSED'],
      ['2026-12-09', 'NOT_ENROLLED'],
    ],
  )
})

test('a form sent twice counts once and leaves one receipt', async () => {
  const now = instantAt('2026-11-20', '20:00')
  const form = { add: [meal(children.zoe, '2026-12-17')], formKey: newToken() }
  const [first, second] = await Promise.all([
    save('claire.martin', now, form),
    save('claire.martin', now, form),
  ])
  const repeats = [first, second].filter((one) => one.repeatOf === '/calendrier/2026-12?ok=repete')
  assert.equal(repeats.length, 1)
  const receipts = await asWorker(db, (tx) =>
    sql`select from booking_receipt where at = ${now}`.execute(tx),
  )
  assert.equal(receipts.rows.length, 1)
})

test('a page left open undoes nothing that was booked meanwhile', async () => {
  const now = instantAt('2026-11-21', '20:00')
  await save('claire.martin', now, { add: [meal(children.zoe, '2026-12-18')] })
  await save('claire.martin', now, { add: [meal(children.noel, '2026-12-18')] })
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-18')), households.martin)
})

test('another family’s child, and units or days that do not exist, are refused and never written', async () => {
  const now = instantAt('2026-11-22', '20:00')
  const saved = await save('awa.diallo', now, {
    add: [
      meal(children.zoe, '2026-12-14'),
      meal(children.moussa, '2026-12-14'),
      { childId: children.moussa, unitId: 99_999, day: '2026-12-14' },
    ],
  })
  assert.deepEqual(reasons(saved), ['NOT_ENROLLED', 'NOT_ENROLLED', 'NOT_ENROLLED'])
  const otherMonth = await save('claire.martin', now, { add: [meal(children.zoe, '2026-11-30')] })
  assert.deepEqual(reasons(otherMonth), ['NOT_ENROLLED'], 'a form saves the days of its own month')
  assert.equal(await bookedBy(db, meal(children.zoe, '2026-12-14')), null)
})

test('Anne sees Marc’s day for Inès and cannot change it, not even past the domain', async () => {
  const now = instantAt('2026-11-23', '20:00')
  const day = meal(children.ines, '2026-12-14')
  await save('marc.leroy', now, { add: [day] })
  const cancelled = await save('anne.bernard', now, { cancel: [day] })
  assert.deepEqual(reasons(cancelled), ['OTHER_HOUSEHOLD'])
  assert.deepEqual(reasons(await save('anne.bernard', now, { add: [day] })), ['OTHER_HOUSEHOLD'])
  const month = await asFamily(db, 'anne.bernard', now, (tx, { householdId }) =>
    calendarMonth(tx, householdId, monthSpan('2026-12'), { now, place }),
  )
  const slots = month.weeks.flatMap((week) =>
    week.days.flatMap((one) => one.lines.flatMap((line) => line.slots)),
  )
  assert.equal(
    slots.find((slot) => slot.day === day.day && slot.unitId === units.meal)?.booked,
    'OTHER',
  )
  const forced = asFamily(db, 'anne.bernard', now, (tx) =>
    sql`update booking set household_id = ${households.bernard}, state = 'CANCELLED'
        where child_id = ${children.ines} and day = ${day.day}`.execute(tx),
  )
  assert.equal(
    (await forced).numAffectedRows,
    0n,
    'row-level security hides the row from an update',
  )
  assert.equal(await bookedBy(db, day), households.leroy)
})

test('a day that Marc gave up can be taken by Anne', async () => {
  const now = instantAt('2026-11-24', '20:00')
  const day = meal(children.ines, '2026-12-17')
  await save('marc.leroy', now, { add: [day] })
  await save('marc.leroy', now, { cancel: [day] })
  const saved = await save('anne.bernard', now, { add: [day] })
  assert.equal(saved.booked.length, 1)
  assert.equal(await bookedBy(db, day), households.bernard)
  const read = await asFamily(db, 'marc.leroy', now, (tx, { householdId }) =>
    recentReceipts(tx, householdId, { limit: 1 }),
  )
  assert.deepEqual(
    read[0]?.lines.map((line) => [line.state, line.days.length]),
    [['CANCELLED', 1]],
    'Marc reads his own save, not Anne’s',
  )
})

test('200 families at once for one place: exactly one is booked', async () => {
  const day = '2026-12-10'
  await asWorker(db, (tx) => sql`update capacity_day set places = 1 where day = ${day}`.execute(tx))
  const ids = await plantCrowd(200)
  const now = instantAt('2026-11-25', '20:00')
  const answers = await Promise.all(
    ids.map((childId, index) => save(`crowd.${index}`, now, { add: [evening(childId, day)] })),
  )
  assert.equal(answers.filter((one) => one.booked.length === 1).length, 1)
  assert.equal(answers.filter((one) => one.refused[0]?.because === 'DAY_FULL').length, 199)
  const counted = await asWorker(db, (tx) =>
    sql<{ taken: number; booked: number }>`
      select c.taken, (select count(*)::int from booking b
                       where b.unit_id = c.unit_id and b.day = c.day and b.state = 'BOOKED') as booked
      from capacity_day c where c.unit_id = ${units.evening} and c.day = ${day}`.execute(tx),
  )
  assert.deepEqual(counted.rows, [{ taken: 1, booked: 1 }])
})

test('what a form gives back is free for the same form', async () => {
  const day = '2026-12-11'
  const now = instantAt('2026-11-26', '20:00')
  for (const index of [0, 1, 2, 3]) {
    const childId = await childOf(`crowd.${index}`)
    await save(`crowd.${index}`, now, { add: [evening(childId, day)] })
  }
  await save('claire.martin', now, { add: [evening(children.zoe, day)] })
  const saved = await save('claire.martin', now, {
    add: [evening(children.noel, day)],
    cancel: [evening(children.zoe, day)],
  })
  assert.deepEqual([saved.booked.length, saved.cancelled.length, saved.refused.length], [1, 1, 0])
})

test('the week of home shows each child’s days, the eldest first', async () => {
  const now = instantAt('2026-12-14', '08:00')
  const week = await asFamily(db, 'claire.martin', now, (tx, { householdId }) =>
    weekOf(tx, householdId, '2026-12-14'),
  )
  assert.deepEqual(
    week.map((one) => [one.firstName, one.place, one.days.map((day) => day.day)]),
    [
      ['Zoé', 1, ['2026-12-17', '2026-12-18']],
      ['Noël', 2, ['2026-12-15', '2026-12-18']],
    ],
  )
  assert.equal(week[0]?.days[0]?.services[0]?.label, 'Cantine')
})

async function childOf(login: string): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ id: number }>`
      select hc.child_id as id from account a join person p on p.account_id = a.id
      join household_adult ha on ha.person_id = p.id join household_child hc on hc.household_id = ha.household_id
      where a.login = ${login}`.execute(tx),
  )
  return found.rows[0]?.id ?? 0
}

/** Families crowd.0, crowd.1 … each with one child enrolled in the care. */
async function plantCrowd(count: number): Promise<number[]> {
  await asWorker(db, (tx) =>
    sql`
      with h as (
        insert into household (file_number, name, sort_name)
        select 1000 + n, 'CROWD ' || n, 'CROWD' from generate_series(0, ${count - 1}) n returning id, file_number
      ), a as (
        insert into account (login, password_hash, must_change_password, state)
        select 'crowd.' || n, 'x', false, 'ACTIVE' from generate_series(0, ${count - 1}) n returning id, login
      ), p as (
        insert into person (account_id, usual_name, first_name, match_key)
        select id, 'CROWD', login, 'CROWD' from a returning id, first_name
      ), c as (
        insert into child (last_name, first_name, match_key, sex, birth_date)
        select 'CROWD', 'crowd.' || n, 'CROWD', 'M', '2019-01-01' from generate_series(0, ${count - 1}) n
        returning id, first_name
      ), family as (
        select h.id household, p.id person, c.id child
        from h join p on p.first_name = 'crowd.' || (h.file_number - 1000) join c on c.first_name = p.first_name
      ), ha as (
        insert into household_adult (household_id, person_id, role, valid_from)
        select household, person, 'PRIMARY', '2020-01-01' from family
      ), hc as (
        insert into household_child (household_id, child_id, valid_from) select household, child, '2020-01-01' from family
      ), g as (
        insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
        select child, person, 'MOTHER', true, 'FULL', '2020-01-01' from family
      )
      insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
      select household, child, ${story.activities.care}, ${story.groups.care}, '2026-09-01', 'ACCEPTED', now(), 'test'
      from family`.execute(tx),
  )
  return Promise.all(Array.from({ length: count }, (_, index) => childOf(`crowd.${index}`)))
}
