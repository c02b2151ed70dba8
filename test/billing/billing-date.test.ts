import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'
import { lunchDays, schoolDays } from './town.ts'
import { plantZoe } from './zoe.ts'

const { db, householdId, eats, bill, charges } = await plantZoe()
const text = readFileSync(new URL('../data/communes/roncq/tariffs.yaml', import.meta.url), 'utf8')

test('with the quotient of the day of the bill, a month that was billed keeps the one of its own bill', async () => {
  await asWorker(db, async (tx) => {
    const byBill = text.replaceAll(
      'not_booked: +2.50',
      'not_booked: +2.50\n    quotient: {date: billing}',
    )
    const { tariffs } = checkTariffs(byBill, 'tariffs.yaml', await knownActivities(tx))
    await importTariffs(tx, tariffs)
    await sql`update quotient set valid_to = '2026-12-31' where household_id = ${householdId}`.execute(
      tx,
    )
    await sql`
      insert into quotient (household_id, type, value, valid_from, received_on, source, entered_by)
      values (${householdId}, 'CAF', 420, '2027-01-01', '2026-10-01', 'DECLARED', 'test')`.execute(
      tx,
    )
  })
  await eats(lunchDays)
  await eats(schoolDays('2026-12-01', '2026-12-18'))
  await bill('2026-11', '2026-12-04T08:00:00Z')
  assert.deepEqual(await charges('2026-11'), [['UNIT', 'Repas', 17, 17 * 235]])
  await bill('2026-12', '2027-01-05T08:00:00Z')
  assert.deepEqual(await charges('2026-12'), [['UNIT', 'Repas', 11, 11 * 175]])
})
