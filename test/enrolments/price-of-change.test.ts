import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { monthSpan } from '../../src/enrolments/calendar-month.ts'
import { priceOfChange } from '../../src/enrolments/price-of-change.ts'

import { instantAt } from '../../src/kernel/day.ts'
import { openFilters, plainRule } from '../../src/pricing/tariff.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, place, plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households, activities } = await plantStory(db)
const now = instantAt('2026-12-01', '08:00')

/** The canteen by quotient, as at Roncq: 640 to 1150 pays 2,35 €, more 3,05 €. The care has no price. */
await asWorker(db, async (tx) => {
  await sql`
    with t as (
      insert into tariff (activity_id, code, version, label, unit_combo, method, filters, rule, tax_credit_eligible,
                          valid_from, source_sha256)
      values (${activities.canteen}, 'REPAS', 1, 'Repas', array[${units.meal}::int], 'QF_BRACKET',
              ${JSON.stringify({ ...openFilters, each: false })}::jsonb, ${JSON.stringify(plainRule)}::jsonb, false,
              '2026-09-01', ${Buffer.alloc(32)})
      returning id
    )
    insert into tariff_line (tariff_id, line_no, qf_range, amount_cents)
    select t.id, l.no, l.range::int4range, l.cents
    from t, (values (1, '[0,640)', 175), (2, '[640,1150)', 235), (3, '[1150,)', 305)) as l(no, range, cents)`.execute(
    tx,
  )
  await sql`
    insert into quotient (household_id, type, value, valid_from, received_on, source, entered_by)
    values (${households.martin}, 'CAF', 735, '2026-01-01', '2026-01-01', 'IMPORT', 'test')`.execute(
    tx,
  )
  await bookForPeriod(
    tx,
    [
      {
        childId: children.zoe,
        unitId: units.meal,
        day: '2026-12-14',
        householdId: households.martin,
      },
    ],
    { now, actor: 'mairie', channel: 'CLI' },
  )
})

function price(
  wanted: readonly BookingKey[],
  seen: readonly BookingKey[],
  { month, at } = { month: '2026-12', at: now },
) {
  const { range } = monthSpan(month)
  return asFamily(db, 'claire.martin', at, (tx, { householdId }) =>
    priceOfChange(tx, householdId, { range, wanted, seen }, { now: at, place }),
  )
}

const meal = (childId: number, day: string): BookingKey => ({ childId, unitId: units.meal, day })

test('Claire sees what three more meals and one less cost, before she saves', async () => {
  const found = await price(
    [
      meal(children.noel, '2026-12-10'),
      meal(children.noel, '2026-12-11'),
      meal(children.zoe, '2026-12-17'),
    ],
    [meal(children.zoe, '2026-12-14')],
  )
  assert.equal(found.totalCents, 2 * 235)
  assert.deepEqual(
    found.parts.map((part) => [
      part.firstName,
      part.label,
      part.wanted,
      part.days.length,
      part.cents,
    ]),
    [
      ['Noël', 'Cantine', true, 2, 470],
      ['Zoé', 'Cantine', true, 1, 235],
      ['Zoé', 'Cantine', false, 1, -235],
    ],
  )
})

test('what would be refused is not counted, what has no price says so', async () => {
  const found = await price(
    [
      meal(children.zoe, '2026-12-01'),
      { childId: children.zoe, unitId: units.evening, day: '2026-12-15' },
    ],
    [],
  )
  assert.deepEqual(
    found.refused.map((one) => one.because),
    ['DEADLINE_PASSED'],
  )
  assert.deepEqual(
    found.parts.map((part) => [part.label, part.cents]),
    [['Garderie du soir', null]],
  )
  assert.equal(found.totalCents, 0)
})

test('nothing changed costs nothing', async () => {
  const day = meal(children.zoe, '2026-12-14')
  assert.deepEqual(await price([day], [day]), { totalCents: 0, parts: [], refused: [] })
})

function evening(day: string): BookingKey {
  return { childId: children.zoe, unitId: units.evening, day }
}

test('a package that earlier days of its window pay for is not counted again', async () => {
  const rule = { ...plainRule, package: { window: 'TERM', charged: 'FIRST_DAY' } }
  await asWorker(db, (tx) =>
    sql`
      with t as (
        insert into tariff (activity_id, code, version, label, unit_combo, method, filters, rule, tax_credit_eligible,
                            valid_from, source_sha256)
        values (${activities.care}, 'FORFAIT', 1, 'Forfait', array[${units.evening}::int], 'PACKAGE',
                ${JSON.stringify({ ...openFilters, each: false })}::jsonb, ${JSON.stringify(rule)}::jsonb, false,
                '2026-09-01', ${Buffer.alloc(32)})
        returning id
      )
      insert into tariff_line (tariff_id, line_no, amount_cents) select id, 1, 2000 from t`.execute(
      tx,
    ),
  )
  const december = [evening('2026-12-15'), evening('2026-12-17')]
  assert.equal((await price(december, [])).totalCents, 2000)
  const booked = { ...evening('2026-11-30'), householdId: households.martin }
  await asWorker(db, (tx) => bookForPeriod(tx, [booked], { now, actor: 'mairie', channel: 'CLI' }))
  assert.equal((await price(december, [])).totalCents, 0)
})

test('a package whose first day is given back is paid with a later one: nothing comes back', async () => {
  const before = { month: '2026-11', at: instantAt('2026-11-10', '08:00') }
  const first = evening('2026-11-30') // booked above, the only one of its term
  const centsOf = async (wanted: readonly BookingKey[], seen: readonly BookingKey[]) =>
    (await price(wanted, seen, before)).parts.map((part) => part.cents)
  assert.deepEqual(await centsOf([], [first]), [-2000])
  const later = { ...evening('2026-12-15'), householdId: households.martin }
  await asWorker(db, (tx) => bookForPeriod(tx, [later], { now, actor: 'mairie', channel: 'CLI' }))
  assert.deepEqual(await centsOf([], [first]), [0])
  assert.deepEqual(await centsOf([evening('2026-11-24'), first], [first]), [0])
})
