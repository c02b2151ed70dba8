import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccounts, loginOf, typedLogin } from '../../src/accounts/logins.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'

const db = await testDatabase()
const by = { now: new Date('2026-09-01T08:00:00Z'), actor: 'import' }

function create(names: readonly (readonly [first: string, last: string])[]) {
  const holders = names.map(([firstName, usualName], at) => ({
    personId: at + 1,
    firstName,
    usualName,
  }))
  return asWorker(db, (tx) => createAccounts(tx, holders, by))
}

test('a login is first name and usual name, without accents', () => {
  assert.equal(loginOf({ firstName: 'Zoé-Marie', usualName: 'Le Guen' }), 'zoe-marie.le-guen')
  assert.equal(loginOf({ firstName: 'N’Golo', usualName: "O'Neill" }), 'ngolo.oneill')
  assert.equal(loginOf({ firstName: 'Cœur', usualName: 'Bœuf' }), 'coeur.boeuf')
  assert.equal(loginOf({ firstName: 'Олена', usualName: 'Шевченко' }), 'parent')
  assert.equal(typedLogin(' Zoé-Marie.Le-Guen '), 'zoe-marie.le-guen')
})

test('adults of one name are numbered, in one import and over several', async () => {
  const first = await create([
    ['Claire', 'Martin'],
    ['Jean', 'Ly'],
    ['Claire', 'Martin'],
    ['Clairé', 'MARTIN'],
  ])
  const logins = [...first.values()].map((account) => account.login)
  assert.deepEqual(logins, ['claire.martin', 'jean.ly', 'claire.martin2', 'claire.martin3'])
  const second = await create([
    ['Claire', 'Martin'],
    ['Олена', 'Ш'],
    ['Ива', 'Ш'],
  ])
  assert.deepEqual(
    [...second.values()].map((account) => account.login),
    ['claire.martin4', 'parent', 'parent2'],
  )
})

test('two imports at once never give one login twice', async () => {
  const made = await Promise.all(
    Array.from({ length: 6 }, () =>
      create([
        ['Awa', 'Diallo'],
        ['Awa', 'Diallo'],
      ]),
    ),
  )
  const logins = made.flatMap((accounts) => [...accounts.values()].map((account) => account.login))
  assert.equal(new Set(logins).size, 12)
})

test('five hundred adults are one import of a few statements', async () => {
  const accounts = await create(
    Array.from({ length: 500 }, (_, at) => [`Prénom${at % 50}`, 'Durand'] as const),
  )
  assert.equal(accounts.size, 500)
  assert.equal(new Set([...accounts.values()].map((account) => account.accountId)).size, 500)
})
