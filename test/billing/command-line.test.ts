import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { after, test } from 'node:test'
import { runCli } from '../../cli/main.ts'
import { createOutput } from '../../cli/output.ts'
import { connectDatabase } from '../../src/db/connect.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { z } from '../../src/kernel/forms.ts'
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
process.env['DATABASE_URL'] = url
process.env['PREAU_KEYS_FILE'] = join(folder, 'keys.json')
process.env['PREAU_DATA_DIR'] = folder
await plantTown(db)
await plantExample1(db)

const envelope = z.object({
  ok: z.boolean(),
  summary: z.string().optional(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string() }).optional(),
})

async function preau(...words: readonly string[]) {
  let text = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  const line = ['--json', '--yes', '--as-of', '2026-12-04', ...words]
  const exit = await runCli(line, createOutput(true, sink, sink))
  return { exit, ...envelope.parse(JSON.parse(text)) }
}

const number = 'F01-26-12-0000001'

test('a dry run says what would be issued; the run issues it; a second run has nothing to do', async () => {
  const dry = await preau('billing', 'run', '--period', '2026-11', '--dry-run')
  assert.match(
    dry.summary ?? '',
    /^1 invoices and 0 credit notes would be issued for 2026-11, 106.25 euros/,
  )
  const real = await preau('billing', 'run', '--period', 'previous')
  assert.match(
    real.summary ?? '',
    /^1 invoices and 0 credit notes issued for 2026-11, 106.25 euros/,
  )
  const again = await preau('billing', 'run', '--period', '2026-11')
  assert.match(again.summary ?? '', /^0 invoices/)
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
