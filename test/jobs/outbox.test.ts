import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { countByTopic, dueRows, failingRows, retryFailed } from '../../src/db/outbox-rows.ts'
import { startWorker, type RunningWorker } from '../../jobs/worker.ts'
import type { Handlers } from '../../jobs/handlers.ts'
import { readConfig } from '../../src/config.ts'
import { createKeysFile, loadKeys } from '../../src/db/keys.ts'
import { post } from '../../src/db/outbox.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { migrateQueue, openQueue, QueueAway } from '../../src/queue.ts'
import { testDatabase } from '../support/database.ts'
import { loaderOptions } from '../support/loader.ts'
import { redisProgram, startRedis, type TestRedis } from './queue-backends.ts'

const db = await testDatabase()
await migrateQueue(db.url, db.roles)
const dataDir = mkdtempSync(join(tmpdir(), 'preau-jobs-'))
createKeysFile(join(dataDir, 'keys.json'))
const keys = loadKeys(join(dataDir, 'keys.json'))

const redis = redisProgram ? await startRedis(redisProgram) : null
after(() => redis?.stop())

test('a payment to decide and the link of a forgotten password do not wait behind a mailing', async () => {
  await asWorker(db, (tx) =>
    post(tx, new Date(), [
      { topic: 'mail.send', payload: { noticeId: 1 } },
      { topic: 'mail.send', payload: { resetCodeId: 1 } },
      { topic: 'notification.decide', payload: { notificationId: 1 } },
    ]),
  )
  const due = await asWorker(db, (tx) =>
    dueRows(tx, { now: new Date(), rung: new Map(), limit: 9 }),
  )
  assert.deepEqual(
    due.map(({ isUrgent }) => isUrgent),
    [false, true, true],
  )
  await asWorker(db, (tx) => sql`update outbox set done_at = now()`.execute(tx))
})

backend('PostgreSQL', null)
if (redis) backend('Redis', redis)
else test('the queue on Redis', { skip: 'no redis-server on this machine' }, () => {})

function backend(name: string, place: TestRedis | null): void {
  test(`${name}: a side effect is done once, soon after its transaction committed`, async () => {
    const seen: number[] = []
    const worker = await work(place, {
      'invoice.render': async (_, { invoiceId = 0 }) => void seen.push(invoiceId),
    })
    try {
      const invoices = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      await ask(invoices)
      await untilDone()
      assert.deepEqual(
        seen.toSorted((a, b) => a - b),
        invoices,
      )
      await ask([11])
      await untilDone()
      assert.equal(seen.length, 11)
    } finally {
      await worker.close()
    }
  })

  test(`${name}: what a rolled-back transaction asked for is never done`, async () => {
    const seen: number[] = []
    const worker = await work(place, {
      'invoice.render': async (_, { invoiceId = 0 }) => void seen.push(invoiceId),
    })
    try {
      await assert.rejects(
        asWorker(db, async (tx) => {
          await post(tx, new Date(), [{ topic: 'invoice.render', payload: { invoiceId: 99 } }])
          throw new Error('rolled back')
        }),
      )
      await ask([100])
      await untilDone()
      assert.deepEqual(seen, [100])
    } finally {
      await worker.close()
    }
  })

  test(`${name}: a failure is kept in its row, tried again later, and holds up nobody`, async () => {
    let onFire = true
    const worker = await work(place, {
      'invoice.render': async (_, { invoiceId }) => {
        if (invoiceId === 13 && onFire) throw new Error('the printer is on fire')
      },
    })
    try {
      await ask([13, 14])
      await until(async () => {
        const [counts] = await asWorker(db, countByTopic)
        return counts?.failing === 1 && counts.outstanding === 1
      })
      const [counts] = await asWorker(db, countByTopic)
      assert.match(counts?.lastError ?? '', /printer is on fire/)
      const [failing, ...others] = await asWorker(db, (tx) => failingRows(tx, 9))
      assert.deepEqual([failing?.payload, failing?.attempts, others], [{ invoiceId: 13 }, 1, []])
      onFire = false
      await asWorker(db, retryFailed)
      await untilDone()
    } finally {
      await worker.close()
    }
  })

  test(`${name}: a worker killed in the middle leaves its work to the next`, async () => {
    await ask([21])
    const victim = fork(
      new URL('hanging-worker.ts', import.meta.url),
      [db.url, dataDir, place?.url ?? ''],
      {
        execArgv: loaderOptions,
      },
    )
    await new Promise((resolve) => victim.once('message', resolve).once('exit', resolve))
    assert.equal(victim.exitCode, null, 'the victim took its job')
    victim.kill('SIGKILL')
    const seen: number[] = []
    const worker = await work(place, {
      'invoice.render': async (_, { invoiceId = 0 }) => void seen.push(invoiceId),
    })
    try {
      await untilDone()
      assert.deepEqual(seen, [21])
    } finally {
      await worker.close()
    }
  })

  if (!place) return
  test(`${name}: one that keeps silent counts as away, and is asked again when it speaks`, async () => {
    const at = { databaseUrl: db.url, redisUrl: place.url, roles: db.roles, answerMs: 100 }
    const queue = await openQueue(at, () => {})
    try {
      assert.equal((await queue.counts()).active, 0)
      place.freeze()
      await assert.rejects(queue.counts(), QueueAway)
      await assert.rejects(queue.ring([{ outboxId: 1, urgent: true }]), QueueAway)
      place.thaw()
      await until(() =>
        queue.counts().then(
          () => true,
          () => false,
        ),
      )
    } finally {
      place.thaw()
      await queue.close()
    }
  })

  test(`${name}: flushed and stopped, it loses nothing`, async () => {
    const seen = new Set<number>()
    const worker = await work(place, {
      'invoice.render': async (_, { invoiceId = 0 }) => void seen.add(invoiceId),
    })
    try {
      await place.stop()
      await ask([31, 32, 33])
      assert.equal(await outstanding(), 3)
      await place.start()
      await ask([34])
      await untilDone()
      await place.flush()
      await ask([35])
      await untilDone()
      assert.deepEqual(
        [...seen].toSorted((a, b) => a - b),
        [31, 32, 33, 34, 35],
      )
    } finally {
      await worker.close()
    }
  })
}

const nothing = () => Promise.resolve()

function work(place: TestRedis | null, given: Partial<Handlers>): Promise<RunningWorker> {
  const config = readConfig({ PREAU_DATA_DIR: dataDir, REDIS_URL: place?.url ?? '' })
  const handlers = {
    'certificate.render': nothing,
    'mandate.paper': nothing,
    'receipt.render': nothing,
    'invoice.render': nothing,
    'mail.send': nothing,
    'mailing.send': nothing,
    'notification.decide': nothing,
    'rules.render': nothing,
    ...given,
  }
  const log = createLog({ level: process.env['LOG_LEVEL'] ?? 'silent', process: 'test' })
  return startWorker({ config, db, keys, log, clock: () => new Date(), handlers, lockMs: 1_000 })
}

function ask(invoices: readonly number[]): Promise<void> {
  return asWorker(db, (tx) =>
    post(
      tx,
      new Date(),
      invoices.map((invoiceId) => ({ topic: 'invoice.render', payload: { invoiceId } })),
    ),
  )
}

async function outstanding(): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from outbox where done_at is null`.execute(
      tx,
    ),
  )
  return found.rows[0]?.count ?? 0
}

function untilDone(limitMs = 60_000): Promise<void> {
  return until(async () => (await outstanding()) === 0, limitMs)
}

async function until(isTrue: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms`)
    await sleep(25)
  }
}
