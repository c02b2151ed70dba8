import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { checkBilling } from '../../src/billing/check.ts'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { plantManyFamilies } from './many.ts'
import { plantTown } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
await plantTown(db)
await plantManyFamilies(db, 120)
const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'cron' }
const [expected] = await runBilling(db, keys, { period: '2026-11', dryRun: true }, by)

/** KILLS=1000 for the long form. */
const kills = Number(process.env['KILLS'] ?? 4)

test(`killed at ${kills} moments and run again, a month is billed once and completely`, async () => {
  let killed = 0
  for (let milliseconds = 30; killed < kills; milliseconds += Math.ceil(450 / kills)) {
    const child = fork(fileURLToPath(new URL('run-child.ts', import.meta.url)), [
      db.url,
      '2026-11',
      '7',
    ])
    await once(child, 'message')
    const ended = once(child, 'exit')
    await Promise.race([sleep(milliseconds), ended])
    if (!child.kill('SIGKILL')) break
    await ended
    killed += 1
    assert.deepEqual(await brokenInvariants(), [], `after ${milliseconds} ms`)
  }
  assert.ok(killed > 0)
  await untilFree()
  const { invoices, cents, documents } = await issued()
  assert.deepEqual(
    [invoices, cents, documents],
    [expected?.invoices, expected?.totalCents, expected?.invoices],
  )
  assert.deepEqual(await brokenInvariants(), [])
})

test('while one run works, another refuses', async () => {
  const both = await Promise.allSettled(
    [1, 2].map(() => runBilling(db, keys, { period: '2026-12' }, by)),
  )
  const reasons = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  assert.equal(reasons.length, 1)
  assert.ok(reasons[0] instanceof Refusal && reasons[0].code === 'RUN_LOCKED')
})

/** The server notices within moments that a killed process has gone, and frees its lock. */
async function untilFree(): Promise<void> {
  for (;;) {
    try {
      await runBilling(db, keys, { period: '2026-11' }, by)
      return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await sleep(50)
    }
  }
}

async function brokenInvariants(): Promise<unknown[]> {
  const all = await asWorker(db, async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkBilling(tx)),
  ])
  return all.filter((invariant) => invariant.broken > 0)
}

async function issued() {
  const found = await asWorker(db, (tx) =>
    sql<{ invoices: number; cents: number; documents: number }>`
      select count(*)::int as invoices, sum(total_cents)::int as cents,
             (select count(*)::int from document) as documents
      from invoice where published_at is not null`.execute(tx),
  )
  return found.rows[0] ?? { invoices: 0, cents: 0, documents: 0 }
}
