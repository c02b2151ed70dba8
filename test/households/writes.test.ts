import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import { familyFile } from '../../src/households/family-file.ts'
import { setCareProtocol } from '../../src/households/health.ts'
import { moveHousehold } from '../../src/households/move-household.ts'
import { setQuotient } from '../../src/households/set-quotient.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { generic } from '../imports/family-files.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { by, idOfChild, idOfPerson, now } from './town.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => asWorker(db, (tx) => importFamilies(tx, keys, generic, by)))

function rows<T>(query: ReturnType<typeof sql<T>>): Promise<T[]> {
  return asWorker(db, async (tx) => (await query.execute(tx)).rows)
}

test('a new quotient ends the former, one between two ends before the next, a mistake is annulled', async () => {
  const { householdId } = await idOfPerson(db, 'Claire')
  const set = (value: number, validFrom: string) =>
    asWorker(db, (tx) =>
      setQuotient(
        tx,
        { householdId, type: 'CAF', value, validFrom },
        { ...by, actorKind: 'OFFICER', source: 'DECLARED' },
      ),
    )
  assert.equal(await set(735, '2026-01-01'), false)
  assert.equal(await set(800, '2026-10-01'), true)
  assert.equal(await set(760, '2026-06-01'), true)
  assert.equal(await set(810, '2026-10-01'), true)
  assert.deepEqual(
    await rows(
      sql`select value, valid_from, valid_to, annulled_at is not null as annulled from quotient where household_id = ${householdId} order by valid_from, id`,
    ),
    [
      { value: 735, valid_from: '2026-01-01', valid_to: '2026-05-31', annulled: false },
      { value: 760, valid_from: '2026-06-01', valid_to: '2026-09-30', annulled: false },
      { value: 800, valid_from: '2026-10-01', valid_to: null, annulled: true },
      { value: 810, valid_from: '2026-10-01', valid_to: null, annulled: false },
    ],
  )
})

test('a household that moves has one address a day', async () => {
  const { householdId } = await idOfPerson(db, 'Claire')
  const address = {
    number: '3',
    repetition: null,
    street: 'rue Haute',
    complement: null,
    postcode: '59250',
    commune: 'HALLUIN',
    insee: '59279',
    country: '99100',
  }
  await asWorker(db, (tx) => moveHousehold(tx, { householdId, address, from: '2026-12-01' }, by))
  await asWorker(db, (tx) =>
    moveHousehold(
      tx,
      { householdId, address: { ...address, number: '5' }, from: '2026-11-15' },
      by,
    ),
  )
  assert.deepEqual(
    await rows(
      sql`select number, insee, valid_to from household_address where household_id = ${householdId} order by valid_from`,
    ),
    [
      { number: '12', insee: '59508', valid_to: '2026-11-14' },
      { number: '5', insee: '59279', valid_to: null },
    ],
  )
})

test('a second bank account takes the place of the first, and neither is readable in the table', async () => {
  const { householdId } = await idOfPerson(db, 'Claire')
  const account = { householdId, holder: 'Claire MARTIN', bic: null }
  await asWorker(db, (tx) =>
    setBankAccount(
      tx,
      keys,
      { ...account, iban: 'FR14 2004 1010 0505 0001 3M02 606', validFrom: '2026-01-01' },
      by,
    ),
  )
  await asWorker(db, (tx) =>
    setBankAccount(
      tx,
      keys,
      { ...account, iban: 'FR76 3000 1007 9412 3456 7000 113', validFrom: '2026-11-01' },
      by,
    ),
  )
  const file = await asWorker(db, (tx) =>
    familyFile(tx, keys, householdId, {
      now,
      actorKind: 'OFFICER',
      actor: 'mairie',
      purpose: 'test',
    }),
  )
  assert.equal(file?.bank?.maskedIban, 'FR76 **** … 113')
  const stored = await rows(
    sql<{
      row: string
    }>`select encode(iban_enc, 'escape') || encode(holder_enc, 'escape') as row from bank_account`,
  )
  assert.equal(stored.length, 2)
  assert.ok(stored.every(({ row }) => !/MARTIN|3M02606|30001007/.test(row)))
})

test('a renewed PAI ends the one before it', async () => {
  const { id: childId } = await idOfChild(db, 'Noël')
  const body = { type: 'FOOD', emergencyKit: 'trousse', conduct: null, doctor: null } as const
  const set = (validFrom: string, validTo: string) =>
    asWorker(db, (tx) =>
      setCareProtocol(tx, keys, { childId, validFrom, validTo, mealMode: 'BASKET', body }, by),
    )
  await set('2026-09-01', '2027-07-07')
  await set('2026-11-10', '2027-07-07')
  assert.deepEqual(
    await rows(sql`select valid_from, valid_to from care_protocol order by valid_from`),
    [
      { valid_from: '2026-09-01', valid_to: '2026-11-09' },
      { valid_from: '2026-11-10', valid_to: '2027-07-07' },
    ],
  )
})

test('the trail holds what was there before each write and what was there after, as hashes', async () => {
  const trail = await rows(
    sql<{ action: string; before: string | null; after: string | null }>`
      select action, encode(before_hash, 'hex') as before, encode(after_hash, 'hex') as after from audit_event
      where action in ('bank.set', 'household.move', 'quotient.set') order by id`,
  )
  for (const action of ['bank.set', 'household.move']) {
    const [first, second] = trail.filter((one) => one.action === action)
    assert.ok(first?.after && first.before !== first.after, action)
    assert.deepEqual([second?.before, second?.after === first.after], [first.after, false], action)
  }
  const quotients = trail.filter(({ action }) => action === 'quotient.set')
  assert.equal(quotients.length, 3)
  assert.ok(quotients.every((one) => one.after !== null))
  assert.ok(quotients.every((one) => one.before !== null))
})
