import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type RawBuilder } from 'kysely'
import { everyRule } from '../../cli/db.ts'
import type { Tx } from '../../src/db/connect.ts'
import { transactionsAs } from '../../src/db/role-transactions.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { loadDemo } from '../../src/demo/load.ts'
import { storeFile } from '../../src/files/blobs.ts'
import { commandTown } from './command-town.ts'
import { faultsAt } from './faults.ts'
import { runHere } from './run-here.ts'
import {
  additions,
  asPortal,
  familyOf,
  hasForeignRows,
  notTheirs,
  ownedTables,
  reached,
  tryToAdd,
  type Family,
} from '../households/walls.ts'

const { db, keys, env } = await commandTown()
const now = new Date('2026-12-08T07:45:00Z')
await loadDemo({ db, keys, now, families: 8 })
await asWorker(db, keepOneInvoice)
const faults = faultsAt(now)
const asOwner = transactionsAs(db.pool, db.roles.owner)

/** As the worker would, with another file than a PDF. */
async function keepOneInvoice(tx: Tx): Promise<void> {
  const found = await sql<{ id: number; householdId: number }>`
    select id, household_id as "householdId" from document where kind = 'INVOICE' limit 1`.execute(
    tx,
  )
  const { id = 0, householdId = 0 } = found.rows[0] ?? {}
  const owner = { subject: 'FAMILY', subjectId: householdId } as const
  const bytes = Buffer.from('%PDF-1.7')
  const blobId = await storeFile(tx, keys, { bytes, mediaType: 'application/pdf', owner, now })
  await sql`update document set blob_id = ${blobId}, rendered_at = ${now} where id = ${id}`.execute(
    tx,
  )
}

test('in the demonstration every rule holds, and is named', async () => {
  const { exit, out } = await runHere(['db', 'check', '--json'], env)
  assert.equal(exit, 0, out)
  const named = [...out.matchAll(/"name": ?"([a-z_.]+)"/g)].map(([, name]) => name)
  // two lines are one row of the ledger: nobody can write one without the other
  const known = ['ledger.balanced', ...faults.map(({ rule }) => rule)]
  assert.deepEqual(new Set(named), new Set(known), 'each rule has a fault that it finds')
})

for (const { rule, plant, also = [] } of faults) {
  test(`${rule} finds what it is there for`, async () => {
    assert.deepEqual((await brokenBy(plant)).sort(), [rule, ...also].sort())
  })
}

class Undone extends Error {}

/** The rules that a fault breaks; it is undone. */
async function brokenBy(plant: readonly RawBuilder<unknown>[]): Promise<string[]> {
  const broken: string[] = []
  const work = asOwner(async (tx) => {
    for (const statement of plant) await statement.execute(tx)
    const rules = await everyRule(tx, keys, now)
    broken.push(...rules.filter((rule) => rule.broken > 0).map(({ name }) => name))
    throw new Undone()
  })
  await assert.rejects(work, Undone)
  return broken
}

let planted: Promise<readonly [Family, Family]> | null = null

/** Awa's family and Claire's, with a row of each kind: after the faults, which look at the whole demonstration. */
function twoFamilies(): Promise<readonly [Family, Family]> {
  planted ??= asWorker(db, async (tx) => [
    await familyOf(tx, 'awa.diallo'),
    await familyOf(tx, 'claire.martin'),
  ])
  return planted
}

test('a parent adds what is the family’s own, and nothing to another family, child or adult', async () => {
  const [own, other] = await twoFamilies()
  for (const [table, { given = {}, keys: owners }] of Object.entries(additions)) {
    const row = { ...given, ...Object.fromEntries(owners.map((key) => [key, own[key]])) }
    assert.notEqual(await tryToAdd(db, own, table, row), '42501', `${table}: the own row`)
    for (const key of owners) {
      const forged = { ...row, [key]: other[key] }
      assert.equal(await tryToAdd(db, own, table, forged), '42501', `${table}: another's ${key}`)
    }
    for (const value of notTheirs[table] ?? []) {
      const refused = await tryToAdd(db, own, table, { ...row, ...value })
      assert.equal(refused, '42501', `${table}: ${JSON.stringify(value)}`)
    }
  }
})

test('a parent sees, changes and deletes no row of another family in any table', async () => {
  const [own] = await twoFamilies()
  const filled: string[] = []
  for (const table of await ownedTables(db)) {
    if (await hasForeignRows(db, own, table)) filled.push(table.name)
    assert.deepEqual(await reached(db, own, table), [], table.name)
  }
  assert.ok(filled.length >= 40, `rows of others in ${filled.join(', ')} alone`)
})

test('another family’s file becomes no certificate and no photo of one’s own', async () => {
  const [own, other] = await twoFamilies()
  const certificate = asPortal(db, own, async (tx) => {
    await sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_at, declared_by, state)
      values (${own['household_id']}, ${own['child_id']}, '2027-05-03', '2027-05-03', 'ILLNESS', ${now}, 'x', 'DECLARED')`.execute(
      tx,
    )
    await sql`
      update absence set certificate_blob_id = ${other['blob_id']}, certificate_at = ${now}
      where household_id = ${own['household_id']} and first_day = '2027-05-03'`.execute(tx)
  })
  await assert.rejects(certificate, { code: '42501' })
  for (const door of [
    sql`select app.set_child_photo(${own['child_id']}, ${other['blob_id']}, ${now})`,
    sql`select app.keep_photo_source(${own['child_id']}, ${other['blob_id']}, '{}')`,
  ]) {
    await assert.rejects(
      asPortal(db, own, (tx) => door.execute(tx)),
      { code: '42501', message: 'not a file of the child' },
    )
  }
})

test('a parent closes no thread of the other adult, and learns no rank of another family', async () => {
  const [own, other] = await twoFamilies()
  const entry = await asWorker(db, async (tx) => {
    await sql`
      insert into thread (audience, household_id, person_id, service, subject)
      values ('PERSON', ${own['household_id']}, ${other['person_id']}, 'MAIRIE', 'seul')`.execute(
      tx,
    )
    const waiting = await sql<{ id: number }>`
      insert into waiting_entry (household_id, child_id, group_id, unit_id, day, entered_at)
      select ${other['household_id']}, ${other['child_id']}, group_id, unit_id, '2030-01-01', ${now} from booking limit 1
      returning id`.execute(tx)
    return waiting.rows[0]?.id ?? 0
  })
  const rank = await asPortal(db, own, async (tx) => {
    await sql`update thread set state = 'CLOSED'`.execute(tx)
    return (await sql<{ rank: number }>`select app.waiting_rank(${entry}) as rank`.execute(tx)).rows
  })
  assert.deepEqual(rank, [{ rank: 0 }])
  const left = await asWorker(db, (tx) =>
    sql`select state from thread where subject = 'seul'`.execute(tx),
  )
  assert.deepEqual(left.rows, [{ state: 'OPEN' }])
})
