import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { withLock } from '../../src/db/locks.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'

const db = await testDatabase()

test('who tries while another is at work does nothing', async () => {
  const answers = await withLock(db, 'bills', async () => [
    await withLock(db, 'bills', async () => 'at the same bills'),
    await withLock(db, 'keys', async () => 'at something else'),
  ])
  assert.deepEqual(answers, [undefined, 'at something else'])
})

test('the lock is free as soon as the work is done or has failed', async () => {
  for (let times = 0; times < 30; times += 1) {
    await Promise.all([idle(), idle(), idle()]) // connections at hand: who tries again does so at once
    const failing = withLock(db, 'bills', () => Promise.reject(new Error('no price list')))
    await assert.rejects(failing, /no price list/)
    assert.equal(await withLock(db, 'bills', async () => 'done'), 'done')
  }
})

function idle() {
  return asWorker(db, (tx) => sql`select pg_sleep(0.005)`.execute(tx))
}
