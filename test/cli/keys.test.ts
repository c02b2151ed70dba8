import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { connectDatabase } from '../../src/db/connect.ts'
import { knownDataKeys, rewrapSome, type KeySubject } from '../../src/db/data-keys.ts'
import { loadKeys, type Keys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { applyFamilies } from '../../src/households/apply-families.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { testDatabaseUrl } from '../support/database.ts'
import { newDataDir, runPreau } from './run-preau.ts'

const { url, drop } = await testDatabaseUrl()
const dataDir = newDataDir()
const file = join(dataDir, 'keys.json')
const env = { DATABASE_URL: url, PREAU_DATA_DIR: dataDir }
assert.equal((await runPreau(['keys', 'create'], env)).code, 0)
const db = await connectDatabase(url)
after(async () => {
  await db.close()
  await drop()
})

/** Of a portal that was started before the rotation. */
const running = loadKeys(file)
await asWorker(db, (tx) =>
  applyFamilies(tx, running, demoFamilies(4, '2026-12-08'), { now: new Date(), actor: 'test' }),
)
await runPreau(['settings', 'set', 'payment.clent', 'ab'.repeat(24)], env)

test('a rotation wraps every key anew; what is encrypted stays, and a running portal goes on reading it', async () => {
  const [before, sealedBefore] = [await keysOf(running), await encrypted()]
  const foreseen = await runPreau(['keys', 'rotate', '--dry-run'], env)
  assert.match(foreseen.out, /Dry run: would add a master key/)
  const { code, out, err } = await runPreau(['keys', 'rotate'], env)
  assert.equal(code, 0, err)
  assert.match(out, new RegExp(`^${before.size} data keys and 1 settings are under m-`))
  const now = loadKeys(file)
  assert.equal(now.masters.size, 2)
  assert.notEqual(now.currentMasterId, running.currentMasterId)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(await wraps(), [now.currentMasterId])
  assert.deepEqual(await keysOf(now), before)
  assert.deepEqual(await keysOf(running), before, 'the portal reads the file again by itself')
  assert.equal(await encrypted(), sealedBefore)
  assert.equal(await bankKey(), 'ab'.repeat(24))
})

test('without the old master key nothing of today is lost', async () => {
  const { masters, current, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as {
    masters: Record<string, string>
    current: string
  }
  const alone = join(dataDir, 'alone.json')
  const kept = { ...rest, current, masters: { [current]: masters[current] } }
  writeFileSync(alone, JSON.stringify(kept))
  assert.deepEqual(await keysOf(loadKeys(alone)), await keysOf(running))
})

test('a rotation that was broken off is finished by the next, without another key', async () => {
  const { currentMasterId } = loadKeys(file)
  await asWorker(db, (tx) => rewrapSome(tx, running, 1))
  const { out } = await runPreau(['keys', 'rotate', '--json'], env)
  assert.match(out, /"rewrapped":1/)
  assert.equal(loadKeys(file).currentMasterId, currentMasterId)
  assert.deepEqual(await wraps(), [currentMasterId])
})

test('who rotated is in the trail', async () => {
  const { out } = await runPreau(['audit', 'log', '--action', 'keys'], env)
  assert.equal(out.match(/keys\.rotate/g)?.length, 2)
})

/** Every data key, as its owner uses it. */
async function keysOf(keys: Keys): Promise<Map<string, string>> {
  return asWorker(db, async (tx) => {
    const owners = await sql<{ subject: KeySubject; id: number }>`
      select subject, subject_id as id from data_key order by id`.execute(tx)
    const all = new Map<string, string>()
    for (const { subject, id } of owners.rows) {
      const key = (await knownDataKeys(tx, keys, subject, [id])).get(id)
      all.set(`${subject} ${id}`, key?.bytes.toString('hex') ?? '')
    }
    assert.ok(all.size > 0)
    return all
  })
}

async function wraps(): Promise<string[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ id: string }>`select distinct master_key_id as id from data_key`.execute(tx),
  )
  return found.rows.map(({ id }) => id)
}

async function encrypted(): Promise<string> {
  const found = await asWorker(db, (tx) =>
    sql<{ all: string }>`
      select string_agg(encode(recipient_number_enc, 'hex'), ',' order by household_id) as all from benefit_record`.execute(
      tx,
    ),
  )
  return found.rows[0]?.all ?? ''
}

function bankKey(): Promise<string> {
  return asWorker(db, async (tx) => (await readSettings(tx, loadKeys(file))).payment.clent)
}
