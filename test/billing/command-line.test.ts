import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { connectDatabase } from '../../src/db/connect.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { addDays } from '../../src/kernel/day.ts'
import { z } from '../../src/kernel/forms.ts'
import { runHere } from '../cli/run-here.ts'
import { testDatabaseUrl } from '../support/database.ts'
import { textOf } from './render.ts'
import { plantExample1 } from './story.ts'
import { plantTown } from './town.ts'

const folder = mkdtempSync(join(tmpdir(), 'preau-billing-'))
const { url, drop } = await testDatabaseUrl()
createKeysFile(join(folder, 'keys.json'))
const db = await connectDatabase(url)
after(async () => {
  await db.close()
  await drop()
})
const env = { DATABASE_URL: url, PREAU_DATA_DIR: folder }
await plantTown(db)
await plantExample1(db)

const envelope = z.object({
  ok: z.boolean(),
  summary: z.string().optional(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string() }).optional(),
})

const preau = (...words: readonly string[]) => preauOn('2026-12-04', words)

async function preauOn(day: string, words: readonly string[], more: Record<string, string> = {}) {
  const line = ['--json', '--yes', '--as-of', day, ...words]
  const { exit, out, err } = await runHere(line, { ...env, ...more })
  return { exit, remarks: err, ...envelope.parse(JSON.parse(out)) }
}

const number = 'F01-26-12-0000001'

test('a dry run says what would be issued; the run issues it, in public only under the commune’s own name; a second run has nothing to do', async () => {
  const dry = await preau('billing', 'run', '--period', '2026-11', '--dry-run')
  assert.match(
    dry.summary ?? '',
    /^1 invoices and 0 credit notes would be issued for 2026-11, 106.25 euros/,
  )
  const inPublic = { PUBLIC_URL: 'https://famille.example' }
  const refused = await preauOn('2026-12-04', ['billing', 'run', '--period', 'previous'], inPublic)
  assert.deepEqual([refused.exit, refused.error?.code], [3, 'COMMUNE_UNKNOWN'])
  const real = await preau('billing', 'run', '--period', 'previous')
  assert.match(real.remarks, /commune\.siret.*preau settings set/, 'tried out, it is said and done')
  assert.match(
    real.summary ?? '',
    /^1 invoices and 0 credit notes issued for 2026-11, 106.25 euros/,
  )
  const again = await preau('billing', 'run', '--period', '2026-11')
  assert.match(again.summary ?? '', /^0 invoices/)
  const told = await asWorker(db, (tx) =>
    sql<{ detail: string }>`select detail from notice where kind = 'INVOICE'`.execute(tx),
  )
  assert.deepEqual(told.rows, [{ detail: 'de novembre 2026' }], 'the family is told once')
})

test('an invoice is shown, explained step by step, listed and printed', async () => {
  assert.match(
    (await preau('invoices', 'show', number)).summary ?? '',
    /Claire Martin.*due 106.25, left 106.25/,
  )
  assert.match(
    (await preau('invoices', 'list', '--unpaid')).summary ?? '',
    /1 invoices, 106.25 euros left/,
  )
  const explained = await preau('billing', 'explain', number)
  assert.match(JSON.stringify(explained.data), /Quotient 735, tranche 640 à 860/)
  const file = join(folder, 'invoice.pdf')
  assert.equal((await preau('invoices', 'pdf', number, '--out', file)).exit, 0)
  assert.match(await textOf(readFileSync(file)), /106,25 €/)
})

test('a late invoice is reminded by mail a week after its due day and after three weeks, each once', async () => {
  const { householdId, dueOn } = await publishedInvoice()
  await asWorker(db, (tx) =>
    sql`update person set email = 'claire.martin@example.org' where usual_name ilike 'martin'`.execute(
      tx,
    ),
  )
  const remind = async (daysLate: number, ...words: readonly string[]) =>
    (await preauOn(addDays(dueOn, daysLate), ['invoices', 'remind', ...words])).summary ?? ''
  assert.match(await remind(6), /^0 families/, 'a week of patience')
  assert.match(await remind(7, '--dry-run'), /^1 families owe 106.25 euros.*nothing was sent$/)
  const adults = (await reminders()).adults
  assert.match(await remind(7), new RegExp(`; ${adults} adults are reminded now$`))
  assert.match(await remind(8), /; 0 adults are reminded now$/)
  assert.match(await remind(21), new RegExp(`; ${adults} adults`))
  assert.match(await remind(60), /; 0 adults/)
  const { kinds, mails } = await reminders()
  assert.deepEqual([kinds, mails], [2 * adults, 2 * adults])
  assert.equal((await preauOn(dueOn, ['invoices', 'remind', '--due-before', '2099-01-01'])).exit, 2)

  async function reminders() {
    const found = await asWorker(db, (tx) =>
      sql<{ adults: number; kinds: number; mails: number }>`
        select (select count(*)::int from household_adult where household_id = ${householdId}) as adults,
               (select count(*)::int from notice where kind = 'REMINDER' and household_id = ${householdId}) as kinds,
               (select count(*)::int from outbox o join notice n on n.id = (o.payload->>'noticeId')::bigint
                where o.topic = 'mail.send' and n.kind = 'REMINDER') as mails`.execute(tx),
    )
    const [row] = found.rows
    assert.ok(row && row.adults > 0)
    return row
  }
})

async function publishedInvoice() {
  const found = await asWorker(db, (tx) =>
    sql<{ householdId: number; dueOn: string }>`
      select household_id as "householdId", due_on as "dueOn" from invoice`.execute(tx),
  )
  const [invoice] = found.rows
  assert.ok(invoice)
  return invoice
}

test('the books that a run leaves hold every rule', async () => {
  assert.match((await preau('db', 'check')).summary ?? '', /^\d+ rules hold$/)
})

test('exit codes tell cron what happened', async () => {
  assert.equal((await preau('billing', 'run', '--period', 'november')).exit, 2)
  assert.equal((await preau('billing', 'run', '--period', '2026-11', '--regie', 'piscine')).exit, 5)
  assert.equal((await preau('billing', 'run', '--period', '2028-11')).exit, 3)
  assert.equal((await preau('invoices', 'show', 'F01-26-12-0000099')).exit, 5)
  assert.equal((await preau('billing', 'status')).exit, 0)
  assert.equal((await preau('billing', 'drafts')).exit, 0)
})
