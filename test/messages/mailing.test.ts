import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { applyFamilies } from '../../src/households/apply-families.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { prepareMailing } from '../../src/messages/mailings.ts'
import { selectedFamilies } from '../../src/messages/selection.ts'
import { migrateQueue } from '../../src/queue.ts'
import { redisProgram, startRedis } from '../jobs/queue-backends.ts'
import { testDatabase } from '../support/database.ts'
import { loaderOptions } from '../support/loader.ts'
import { testKeys } from '../support/keys.ts'
import { startMailServer } from './mail-server.ts'

/** FAMILIES=2000 for the long form: `npm run proof -- mailing`. */
const count = Number(process.env['FAMILIES'] ?? 60)

/** Killed when so much of it is out. */
const kills = count > 100 ? [0, 0.3, 0.6] : [0.3]

const db = await testDatabase()
await migrateQueue(db.url, db.roles)
const dataDir = mkdtempSync(join(tmpdir(), 'preau-mailing-'))
const server = await startMailServer()
const redis = redisProgram ? await startRedis(redisProgram) : null
after(async () => {
  await redis?.stop()
  await server.close()
})

const now = new Date()
await asWorker(db, async (tx) => {
  const model = demoFamilies(count, dayOf(now))
  const applied = await applyFamilies(tx, testKeys(), model, { now, actor: 'test' })
  if (!applied.ok) throw new Error(JSON.stringify(applied.anomalies))
  await sql`update person set email = 'p' || id || '@example.org'`.execute(tx)
})

mailingOn('PostgreSQL', '')
if (redis) mailingOn('Redis', redis.url)
else test('a mailing on Redis', { skip: 'no redis-server on this machine' }, () => {})

function mailingOn(backend: string, redisUrl: string): void {
  test(`${backend}: a mailing to ${count} families, its worker killed in the middle, reaches each once`, async () => {
    const before = server.mails.length
    const { id, adults } = await askFor(backend)
    assert.ok(adults >= count)
    for (const share of kills) {
      await killWhen(redisUrl, () => server.mails.length - before > share * adults)
    }
    assert.ok(server.mails.length - before < adults, 'the kills came in the middle')
    await killWhen(redisUrl, async () => (await outstanding()) === 0)

    const families = await householdsOf(id)
    const each = { threads: families, messages: families, notices: adults }
    assert.deepEqual(await kept(id), each)
    const mails = Map.groupBy(server.mails.slice(before), (mail) => mail.to)
    assert.equal(mails.size, adults, 'everybody has a mail')
    const twice = [...mails.values()].filter(
      (own) => new Set(own.map((one) => one.messageId)).size > 1,
    )
    assert.deepEqual(twice, [], 'nobody has two')
    const repeated = server.mails.length - before - adults
    assert.ok(
      repeated <= kills.length * 4,
      'at most what a killed worker held was sent again, under the same Message-ID',
    )
    console.log(
      `${backend}: ${count} families, ${adults} mails, ${kills.length} kills, ${repeated} sent again under their Message-ID`,
    )
  })
}

/** Fixes who gets it; the worker does the rest. */
async function askFor(runKey: string): Promise<{ id: number; adults: number }> {
  return asWorker(db, async (tx) => {
    const everybody = { classes: [], activities: [], sites: [], presentOn: [], families: [] }
    const selection = { ...everybody, unpaidAboveCents: null, missingPapers: false }
    const families = await selectedFamilies(tx, selection, dayOf(now))
    const mailing = await prepareMailing(
      tx,
      {
        selection,
        service: 'Service scolaire',
        subject: 'L’école est fermée vendredi',
        body: 'Bonjour, l’école est fermée vendredi pour {{enfants}}.',
        signature: 'Sophie, service scolaire',
        runKey,
        families: families.map((family) => ({ ...family, values: { enfants: 'tous' } })),
      },
      { now, actor: 'test' },
    )
    return { id: mailing.id, adults: families.flatMap(({ personIds }) => personIds).length }
  })
}

async function householdsOf(mailingId: number): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ count: number }>`
      select count(distinct household_id)::int as count from mailing_recipient
      where mailing_id = ${mailingId}`.execute(tx),
  )
  return found.rows[0]?.count ?? 0
}

async function kept(mailingId: number) {
  const found = await asWorker(db, (tx) =>
    sql<{ threads: number; messages: number; notices: number }>`
      with own as (select distinct thread_id as id from mailing_recipient where mailing_id = ${mailingId})
      select (select count(*)::int from own) as threads,
             (select count(*)::int from message where thread_id in (select id from own)) as messages,
             (select count(*)::int from notice where kind = 'MESSAGE' and about_id in (select id from own)) as notices`.execute(
      tx,
    ),
  )
  return found.rows[0]
}

/** A worker, killed without a warning as soon as that is so. */
async function killWhen(redisUrl: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const worker = await startWorker(redisUrl)
  await until(isSo, 300_000)
  const gone = once(worker, 'exit')
  worker.kill('SIGKILL')
  await gone
}

async function startWorker(redisUrl: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('mail-worker.ts', import.meta.url))
  const worker = fork(file, [db.url, dataDir, server.url, redisUrl], {
    execArgv: loaderOptions,
  })
  await once(worker, 'message')
  return worker
}

async function outstanding(): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ count: number }>`
      select count(*)::int as count from outbox
      where done_at is null and topic in ('mail.send', 'mailing.send')`.execute(tx),
  )
  return found.rows[0]?.count ?? 0
}

async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms`)
    await sleep(10)
  }
}
