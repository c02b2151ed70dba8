import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import {
  addOfficer,
  endOfficer,
  findOfficer,
  hasOfficers,
  listOfficers,
} from '../../src/officers/officers.ts'
import { mayReadPaper } from '../../cli/paper-readers.ts'
import { mayRead, mayUse, officerRoles } from '../../src/officers/roles.ts'
import { mayDecide } from '../../src/requests/review.ts'
import { testDatabase } from '../support/database.ts'

const db = await testDatabase()
const by = { now: new Date('2026-09-01T07:00:00Z'), actor: 'root' }

test('an officer is known by the user of the machine, once, until he or she leaves', async () => {
  const sophie = { osUser: 'sophie', name: 'Sophie Garnier', role: 'SCHOOL' } as const
  assert.equal(await asWorker(db, (tx) => hasOfficers(tx)), false)
  assert.equal(await asWorker(db, (tx) => addOfficer(tx, sophie, by)), true)
  assert.equal(await asWorker(db, (tx) => addOfficer(tx, sophie, by)), false)
  assert.deepEqual(await asWorker(db, (tx) => findOfficer(tx, 'sophie')), sophie)
  assert.equal(await asWorker(db, (tx) => findOfficer(tx, 'Sophie')), undefined)
  assert.equal(await asWorker(db, (tx) => addOfficer(tx, { ...sophie, role: 'REGIE' }, by)), true)
  assert.equal((await asWorker(db, (tx) => findOfficer(tx, 'sophie')))?.role, 'REGIE')
  assert.equal(await asWorker(db, (tx) => endOfficer(tx, 'sophie', by)), true)
  assert.equal(await asWorker(db, (tx) => findOfficer(tx, 'sophie')), undefined)
  assert.equal((await asWorker(db, (tx) => listOfficers(tx))).length, 1)
  const trail = await asWorker(db, (tx) =>
    tx.selectFrom('audit_event').select('action').orderBy('id').execute(),
  )
  assert.deepEqual(
    trail.map((row) => row.action),
    ['officer.add', 'officer.add', 'officer.end'],
  )
})

function readers(kind: string) {
  return officerRoles.filter((role) =>
    mayReadPaper({ officer: { osUser: 'x', name: 'X', role } }, kind),
  )
}

test('who reads no incomes reads no paper of them either', () => {
  for (const kind of ['TAX_NOTICE', 'QUOTIENT_PROOF'])
    assert.deepEqual(readers(kind), ['SCHOOL', 'REGIE', 'ADMIN'])
  assert.deepEqual(readers('VACCINATIONS'), ['HEALTH', 'ADMIN'])
  assert.deepEqual(readers('BANK_DETAILS'), ['REGIE', 'ADMIN'])
  assert.deepEqual(readers('INSURANCE'), officerRoles)
  const ids = { id: 1, requestId: 1, householdId: 1, targetId: 1 }
  const asked = { field: 'quotient', state: 'PENDING', oldHash: Buffer.alloc(0) } as const
  const quotient = {
    items: [{ ...ids, ...asked, target: 'QUOTIENT', before: null, value: null }],
  } as const
  assert.ok(!mayDecide('HEALTH', quotient))
  assert.ok(mayDecide('REGIE', quotient))
})

test('a role decides which nouns and which data', () => {
  assert.ok(mayUse('SCHOOL', 'families'))
  assert.ok(!mayUse('SCHOOL', 'billing'))
  assert.ok(mayUse('REGIE', 'billing'))
  assert.ok(!mayUse('REGIE', 'settings'))
  assert.ok(mayUse('ADMIN', 'settings'))
  assert.ok(!mayUse('SCHOOL', 'a-noun-nobody-thought-of'))
  assert.ok(mayUse('HEALTH', 'families', true), 'a nurse looks a child up')
  assert.ok(!mayUse('HEALTH', 'families'), 'and imports no family')
  assert.ok(mayRead('HEALTH', 'health'))
  for (const role of ['SCHOOL', 'REGIE'] as const) assert.ok(!mayRead(role, 'health'), role)
  assert.ok(mayRead('ADMIN', 'health'))
  assert.ok(!mayRead('SCHOOL', 'bank'))
})
