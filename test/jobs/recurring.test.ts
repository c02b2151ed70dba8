import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openHouse } from '../../cli/house.ts'
import { createOutput } from '../../cli/output.ts'
import { lateJobs } from '../../jobs/late-jobs.ts'
import { recurring } from '../../jobs/recurring.ts'
import { lastFailures, lastRuns, runRecurring } from '../../jobs/run-recurring.ts'
import { startWorker } from '../../jobs/worker.ts'
import { readConfig } from '../../src/config.ts'
import { createKeysFile, loadKeys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { openMailer } from '../../src/mail.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { migrateQueue, openQueue } from '../../src/queue.ts'
import { runHere } from '../cli/run-here.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { testDatabase, testDatabaseUrl } from '../support/database.ts'

const db = await testDatabase()
await migrateQueue(db.url, db.roles)
const dataDir = mkdtempSync(join(tmpdir(), 'preau-recurring-'))
const config = readConfig({ PREAU_DATA_DIR: dataDir, DATABASE_URL: db.url })
createKeysFile(config.keysFile)
const keys = loadKeys(config.keysFile)
const log = createLog({ level: 'silent', process: 'test' })

const late = (now: string) =>
  asWorker(db, (tx) => lateJobs(tx, [{ name: 'night', cron: '15 3 * * *' }], new Date(now)))

test('a nightly job whose time passed while the machine slept is late once, and one that ran is not', async () => {
  assert.deepEqual(await late('2026-12-08T12:00:00+01:00'), [], 'it was never known before')
  assert.deepEqual(await late('2026-12-09T03:14:00+01:00'), [], 'its time is to come')
  assert.deepEqual(await late('2026-12-09T03:20:00+01:00'), [], 'the queue rings for it just now')
  assert.deepEqual(await late('2026-12-09T09:00:00+01:00'), ['night'])
  assert.deepEqual(await late('2026-12-09T09:01:00+01:00'), [], 'it was rung for')
  await asWorker(db, (tx) =>
    sql`
      insert into run_key (name, key, state, started_at, finished_at)
      values ('night', 'last', 'DONE', '2026-12-10T03:15:01+01:00', '2026-12-10T03:15:04+01:00')`.execute(
      tx,
    ),
  )
  assert.deepEqual(await late('2026-12-10T09:00:00+01:00'), [])
  assert.deepEqual(await late('2026-12-13T09:00:00+01:00'), ['night'], 'three nights are one')
})

test('every recurring job is one of every minute or of every night: others could not be caught up', () => {
  for (const { name, cron } of recurring)
    assert.match(cron, /^(\* \* \* \* \*|\d+ \d+ \* \* \*)$/, name)
})

test('a worker that starts after a night off does what the night should have done', async (t) => {
  const start = () => startWorker({ config, db, keys, log, clock: () => new Date() })
  const known = () =>
    asWorker(db, (tx) =>
      sql<{ count: number }>`
        select count(*)::int as count from run_key where key = 'rung' and name <> 'night'`.execute(
        tx,
      ),
    )
  const first = await start()
  await until(async () => (await known()).rows[0]?.count === recurring.length)
  await first.close()
  await asWorker(db, (tx) =>
    sql`
      update run_key set started_at = started_at - interval '2 days', finished_at = finished_at - interval '2 days'
      where key in ('rung', 'last')`.execute(tx),
  )
  const nightly = recurring.filter(({ cron }) => cron !== '* * * * *').map(({ name }) => name)
  const second = await start()
  t.after(second.close)
  const yesterday = new Date(Date.now() - 24 * 3_600_000)
  await until(async () => {
    const runs = await asWorker(db, lastRuns)
    return nightly.every((name) => (runs.get(name)?.getTime() ?? 0) > yesterday.getTime())
  })
})

test('a recurring job that ends with an error is named by `jobs list` and the doctor until it ends well', async (t) => {
  const change = { key: 'commune.name', value: 'Roncq', now: new Date(), actor: 'test' }
  await asWorker(db, (tx) => setSetting(tx, keys, change)) // a row of the trail to seal
  const file = join(dataDir, 'no-folder')
  writeFileSync(file, '')
  const parts = { db, keys, log, clock: () => new Date() }
  const worker = await startWorker({ ...parts, config: { ...config, dataDir: file } })
  t.after(worker.close)
  await worker.queue.runNow('seal-audit')
  await until(async () => (await asWorker(db, lastFailures)).has('seal-audit'))
  const env = { DATABASE_URL: db.url, PREAU_DATA_DIR: dataDir }
  const [list, doctor] = [await runHere(['jobs', 'list'], env), await runHere(['doctor'], env)]
  assert.match(list.out, /seal-audit\t[^\t]*\t[^\t]*\t2\d{3}-/)
  assert.match(doctor.out, /seal-audit ended with an error\tpreau jobs run seal-audit/)
  assert.equal((await runHere(['jobs', 'run', 'seal-audit'], env)).exit, 0)
  assert.equal((await asWorker(db, lastFailures)).size, 0)
})

test('a start that was killed between our tables and the queue’s is made good by the next', async (t) => {
  const { url, drop } = await testDatabaseUrl() // has ours alone
  const empty = readConfig({ PREAU_DATA_DIR: dataDir, DATABASE_URL: url })
  const house = await openHouse({ config: empty, output: createOutput(true) }, { migrates: true })
  t.after(() => house.close().then(drop))
  const queue = await openQueue(
    { databaseUrl: url, redisUrl: null, roles: house.db.roles },
    () => {},
  )
  assert.equal((await queue.counts()).active, 0)
  await queue.close()
})

test('four recurring jobs at once, as many as a worker takes, do not wait for each other’s connections', async (t) => {
  const house = await openHouse({ config, output: createOutput(true) })
  const queue = await openQueue({ databaseUrl: db.url, redisUrl: null, roles: db.roles }, () => {})
  const pdf = openPdfRenderer()
  const mailer = openMailer(config)
  const deps = { config, db: house.db, keys, log, queue, pdf, mailer, clock: () => new Date() }
  const names = ['seal-audit', 'sweep-outbox', 'waiting-lists', 'forget-form-keys']
  t.after(async () => {
    mailer.close()
    pdf.close()
    await queue.close()
    await house.close()
  })
  await Promise.all(names.map((name) => runRecurring(deps, name, new Date())))
})

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('not within a minute')
    await sleep(50)
  }
}
