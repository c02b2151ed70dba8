import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { moveHousehold } from '../../src/households/move-household.ts'
import { lunchDays, schoolDays } from './town.ts'
import { plantZoe } from './zoe.ts'

const { db, householdId, eats, bill, charges } = await plantZoe()

test('a move out of the commune that is told late corrects the invoiced days from its day on, on the next invoice', async () => {
  await eats(lunchDays)
  await eats(schoolDays('2026-12-01', '2026-12-18'))
  await bill('2026-11', '2026-12-04T08:00:00Z')
  assert.deepEqual(await charges('2026-11'), [['UNIT', 'Repas', 17, 17 * 235]])
  const address = {
    number: '4',
    repetition: null,
    street: 'rue du Moulin',
    complement: null,
    postcode: '59000',
    commune: 'LILLE',
    insee: '59350',
    country: '99100',
  }
  const by = { now: new Date('2026-12-10T09:00:00Z'), actor: 'sophie' }
  await asWorker(db, (tx) => moveHousehold(tx, { householdId, address, from: '2026-11-26' }, by))
  const [report] = await bill('2026-12', '2027-01-05T08:00:00Z')
  assert.deepEqual(await charges('2026-12'), [
    ['UNIT', 'Repas', 11, 11 * 650],
    ['REVERSAL', 'Repas, correction des 26 novembre, 27 novembre et 30 novembre', -3, -3 * 235],
    ['UNIT', 'Repas, des 26 novembre, 27 novembre et 30 novembre', 3, 3 * 650],
  ])
  assert.equal(report?.totalCents, 14 * 650 - 3 * 235)
})
