import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { diallo, martin } from './story.ts'
import { lunchDays, plantDays, plantFamilies, plantTown } from './town.ts'

const db = await testDatabase()
const emptyDb = await testDatabase()
const keys = testKeys()
const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'regisseur' }

await plantTown(db)
const families = await plantFamilies(db, [
  martin,
  diallo,
  {
    fileNumber: 103,
    name: 'Loin',
    firstName: 'Jean',
    insee: '59350',
    quotient: 830,
    children: [{ firstName: 'Luc', birthDate: '2018-01-10' }],
  },
])

function daysOf(fileNumber: number, presence: 'PRESENT' | null) {
  const family = families.get(fileNumber) ?? { id: 0, children: [] }
  return lunchDays.slice(0, 4).map((day) => ({
    householdId: family.id,
    childId: family.children[0] ?? 0,
    unit: 'repas',
    day,
    presence,
  }))
}

test('without an activity nothing is billed', async () => {
  await assertStopped('2026-11', /no activity/, emptyDb)
})

test('a month without opening days, or without a price list, stops before anything is issued', async () => {
  await assertStopped('2027-08', /no opening days|no price list/)
  await plantDays(db, [...daysOf(101, 'PRESENT'), ...daysOf(102, null), ...daysOf(103, 'PRESENT')])
  await asWorker(db, (tx) => sql`update tariff set valid_to = '2026-10-31'`.execute(tx))
  await assertStopped('2026-11', /no price list/)
  await asWorker(db, (tx) => sql`update tariff set valid_to = null`.execute(tx))
  const runs = await asWorker(db, (tx) => sql`select 1 from billing_run`.execute(tx))
  assert.equal(runs.rows.length, 0)
})

test('families with an unchecked day or no price are parked and listed, the others go on', async () => {
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.equal(report?.invoices, 1)
  assert.deepEqual(
    report?.parked.map((one) => [one.fileNumber, one.because.split(' ')[0]]),
    [
      [102, 'UNCHECKED_DAY'],
      [103, 'PRICING_NOT_FOUND'], // the published list has a hole between 800 and 860
    ],
  )
})

test('once the day is noted, the next run bills the parked family, with the next number', async () => {
  await asWorker(db, (tx) =>
    sql`
      insert into attendance (child_id, day, unit_id, group_id, state, recorded_by)
      select child_id, day, unit_id, group_id, 'PRESENT', 'test' from booking
      on conflict do nothing`.execute(tx),
  )
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.deepEqual([report?.invoices, report?.totalCents], [1, 4 * 175])
  const numbers = await asWorker(db, (tx) =>
    sql<{ n: number }>`select sequence_number as n from invoice order by 1`.execute(tx),
  )
  assert.deepEqual(numbers.rows, [{ n: 1 }, { n: 2 }])
})

test('a family without a payer is parked', async () => {
  await asWorker(db, (tx) =>
    sql`update household_adult set role = 'PARTNER' where household_id = ${families.get(103)?.id}`.execute(
      tx,
    ),
  )
  await asWorker(db, (tx) =>
    sql`update quotient set annulled_at = now() where household_id = ${families.get(103)?.id}`.execute(
      tx,
    ),
  )
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.deepEqual(
    report?.parked.map((one) => one.because.split(':')[0]),
    ['NO_PAYER'],
  )
})

async function assertStopped(period: string, because: RegExp, on = db): Promise<void> {
  await assert.rejects(runBilling(on, keys, { period }, by), (error) => {
    assert.ok(error instanceof Refusal && error.code === 'RUN_STOPPED')
    assert.match(String(error.details['because']), because)
    return true
  })
}
