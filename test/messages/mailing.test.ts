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
import { testDatabase } from '../support/database.ts'
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
after(() => server.close())

const now = new Date()
await asWorker(db, async (tx) => {
  const model = demoFamilies(count, dayOf(now))
  const applied = await applyFamilies(tx, testKeys(), model, { now, actor: 'test' })
  if (!applied.ok) throw new Error(JSON.stringify(applied.anomalies))
  await sql`update person set email = 'p' || id || '@example.org'`.execute(tx)
})

test(`a mailing to ${count} families, its worker killed in the middle, reaches each once`, async () => {
  const { id, adults } = await asWorker(db, async (tx) => {
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
        runKey: 'proof',
        families: families.map((family) => ({ ...family, values: { enfants: 'tous' } })),
      },
      { now, actor: 'test' },
    )
    return { id: mailing.id, adults: families.flatMap(({ personIds }) => personIds).length }
  })
  assert.ok(adults >= count)
  for (const share of kills) {
    const worker = await startWorker()
    await until(() => server.mails.length > share * adults, 120_000)
    const gone = once(worker, 'exit')
    worker.kill('SIGKILL')
    await gone
  }
  assert.ok(server.mails.length < adults, 'the kills came in the middle')
  const last = await startWorker()
  await until(async () => (await outstanding()) === 0, 300_000)
  const gone = once(last, 'exit')
  last.kill('SIGKILL')
  await gone

  const { rows } = await asWorker(db, (tx) =>
    sql<{ households: number; threads: number; messages: number; notices: number }>`
      select (select count(distinct household_id)::int from mailing_recipient where mailing_id = ${id}) as households,
             (select count(*)::int from thread) as threads, (select count(*)::int from message) as messages,
             (select count(*)::int from notice) as notices`.execute(tx),
  )
  const [kept] = rows
  assert.deepEqual(kept, {
    households: kept?.households,
    threads: kept?.households,
    messages: kept?.households,
    notices: adults,
  })
  const ids = Map.groupBy(server.mails, (mail) => mail.to)
  assert.equal(ids.size, adults, 'everybody has a mail')
  const twice = [...ids.values()].filter(
    (mails) => new Set(mails.map((one) => one.messageId)).size > 1,
  )
  assert.deepEqual(twice, [], 'nobody has two')
  const repeated = server.mails.length - adults
  assert.ok(
    repeated <= kills.length * 4,
    'at most what a killed worker held was sent again, under the same Message-ID',
  )
  console.log(
    `${count} families, ${adults} mails, ${kills.length} kills, ${repeated} sent again under their Message-ID`,
  )
})

async function startWorker(): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('mail-worker.ts', import.meta.url))
  const worker = fork(file, [db.url, dataDir, server.url], { execArgv: ['--import', 'tsx'] })
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
