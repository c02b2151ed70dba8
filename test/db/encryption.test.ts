import assert from 'node:assert/strict'
import {
  chownSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { dataKeyFor, dataKeysFor } from '../../src/db/data-keys.ts'
import { openField, openText, sealField } from '../../src/db/field-encryption.ts'
import { addMasterKey, createKeysFile, KeysError, loadKeys, lookupHash } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const db = await testDatabase()
const keys = testKeys()
const folder = mkdtempSync(join(tmpdir(), 'preau-keys-'))
after(() => rmSync(folder, { recursive: true }))

const zoe = { id: 1, owner: 'CHILD:1', bytes: Buffer.alloc(32, 7) }
const place = { table: 'health_record', column: 'body_enc', row: 1 }

test('a sealed value opens at its place only', () => {
  const sealed = sealField(zoe, place, 'allergie à l’arachide')
  assert.equal(openText(zoe, place, sealed), 'allergie à l’arachide')
  assert.equal(sealed[0], 1)
  assert.equal(sealed.length, 1 + 12 + Buffer.byteLength('allergie à l’arachide') + 16)
  assert.throws(() => openField(zoe, { ...place, row: 2 }, sealed))
  assert.throws(() => openField(zoe, { ...place, column: 'note_enc' }, sealed))
  assert.throws(() => openField(zoe, { ...place, table: 'allergy' }, sealed))
  assert.throws(() => openField({ ...zoe, owner: 'CHILD:2' }, place, sealed))
  assert.throws(() => openField({ ...zoe, bytes: Buffer.alloc(32, 8) }, place, sealed))
})

test('parts of a place cannot be shifted from one to the next', () => {
  const sealed = sealField(zoe, { table: 'a', column: 'bc', row: 1 }, 'x')
  assert.throws(() => openField(zoe, { table: 'ab', column: 'c', row: 1 }, sealed))
})

test('a value in which one bit was changed does not open', () => {
  const sealed = sealField(zoe, place, 'PAI')
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => openField(zoe, place, changed), `byte ${at}`)
  }
  assert.throws(() => openField(zoe, place, sealed.subarray(0, 20)))
})

test('the same value sealed twice looks different', () => {
  assert.notDeepEqual(sealField(zoe, place, 'PAI'), sealField(zoe, place, 'PAI'))
})

test('each owner has one data key, made once and found again, and the database keeps it wrapped', async () => {
  const first = await asWorker(db, (tx) =>
    dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: 12 }),
  )
  const many = await asWorker(db, (tx) => dataKeysFor(tx, keys, 'FAMILY', [11, 12, 13, 12]))
  assert.deepEqual(
    [...many.keys()].sort((a, b) => a - b),
    [11, 12, 13],
  )
  assert.deepEqual(many.get(12), first)
  assert.notDeepEqual(many.get(11)?.bytes, first.bytes)
  const stored = await asWorker(db, (tx) =>
    tx.selectFrom('data_key').select(['subject', 'wrapped']).execute(),
  )
  assert.equal(stored.length, 3)
  assert.ok(stored.every((row) => row.wrapped && !row.wrapped.includes(first.bytes)))
  await assert.rejects(asWorker(db, (tx) => dataKeysFor(tx, testKeys(), 'FAMILY', [12])))
})

test('two imports at once agree on one key', async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, () =>
      asWorker(db, (tx) => dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: 77 })),
    ),
  )
  assert.equal(new Set(made.map((key) => key.bytes.toString('hex'))).size, 1)
})

test('a destroyed key stays destroyed', async () => {
  const subject = { subject: 'CHILD', subjectId: 5 } as const
  await asWorker(db, (tx) => dataKeyFor(tx, keys, subject))
  await asWorker(db, (tx) =>
    tx
      .updateTable('data_key')
      .set({ wrapped: null, destroyed_at: new Date() })
      .where('subject_id', '=', 5)
      .execute(),
  )
  await assert.rejects(
    asWorker(db, (tx) => dataKeyFor(tx, keys, subject)),
    /destroyed/,
  )
})

test('a key file is made once, for its owner alone', () => {
  const file = join(folder, 'new', 'keys.json')
  createKeysFile(file)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const before = readFileSync(file, 'utf8')
  assert.throws(() => createKeysFile(file), KeysError)
  assert.equal(readFileSync(file, 'utf8'), before)
  const loaded = loadKeys(file)
  assert.equal(loaded.masters.get(loaded.currentMasterId)?.length, 32)
  assert.equal(loaded.pepper.length, 32)
})

test('a new master key leaves the file where it is, and its owner’s', () => {
  const [file, link] = [join(folder, 'owned.json'), join(folder, 'link.json')]
  createKeysFile(file)
  symlinkSync(file, link)
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(file, 1, 1)
  const owner = statSync(file).uid
  assert.equal(addMasterKey(link).masters.size, 2)
  assert.ok(lstatSync(link).isSymbolicLink())
  assert.equal(loadKeys(file).masters.size, 2)
  assert.deepEqual([statSync(file).uid, statSync(file).mode & 0o777], [owner, 0o600])
})

test('a missing key file says which command makes one; a broken one says what is wrong', () => {
  assert.throws(() => loadKeys(join(folder, 'none.json')), {
    name: 'KeysError',
    hint: 'preau keys create',
  })
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{"current":"m","masters":{"m":"AAAA"},"pepper":""}')
  assert.throws(() => loadKeys(broken), /masters\.m|32 bytes/)
})

test('equal values have equal look-up hashes, of one kind and one commune only', () => {
  const hash = lookupHash(keys, 'iban', 'FR1420041010050500013M02606')
  assert.deepEqual(hash, lookupHash(keys, 'iban', 'FR1420041010050500013M02606'))
  assert.notDeepEqual(hash, lookupHash(keys, 'caf', 'FR1420041010050500013M02606'))
  assert.notDeepEqual(hash, lookupHash(testKeys(), 'iban', 'FR1420041010050500013M02606'))
})
