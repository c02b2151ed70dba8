import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { connectDatabase } from '../../src/db/connect.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { runHere } from '../cli/run-here.ts'
import { testDatabaseUrl } from '../support/database.ts'

const { url, drop } = await testDatabaseUrl()
const folder = await mkdtemp(join(tmpdir(), 'preau-quotients-'))
createKeysFile(join(folder, 'keys.json'))
const db = await connectDatabase(url)
after(async () => {
  await db.close()
  await rm(folder, { recursive: true })
  await drop()
})
const env = { DATABASE_URL: url, PREAU_DATA_DIR: folder, LOG_LEVEL: 'silent' }

const preau = (...args: string[]) => runHere(['--as-of', '2026-12-01', ...args], env)

async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `${lines.join('\r\n')}\r\n`)
  return path
}

interface Stored {
  readonly value: number
  readonly from: string
  readonly to: string | null
}

async function onFile(): Promise<Stored[]> {
  const found = await asWorker(db, (tx) =>
    sql<Stored>`
      select value, valid_from as from, valid_to as to from quotient where annulled_at is null order by valid_from`.execute(
      tx,
    ),
  )
  return found.rows
}

const families = fileURLToPath(new URL('../data/familles_generic.csv', import.meta.url))
assert.equal((await preau('families', 'import', families)).exit, 0) // Claire: 735 from 2026-01-01

test('every fault of a file of quotients is named by line and column, and nothing is written', async () => {
  const path = await file(
    'faulty.csv',
    'cle_famille;num_allocataire;caisse;qf;date_debut;date_fin',
    'FAM-0001;;CAF;800;01/01/2027;31/12/2026',
    'FAM-9999;;CAF;800;01/01/2027;',
    ';7654321;CAF;800;01/01/2027;',
    ';12345;CAF;800;01/01/2027;',
    ';;CAF;800;01/01/2027;',
    'FAM-0001;;Banque;huit;32/01/2027;',
    'FAM-0001;;CAF;800;;',
    'FAM-0001;2870359512123;CAF;800;01/02/2027;',
  )
  const refused = await preau('quotients', 'import', path)
  assert.equal(refused.exit, 4)
  const told = [...refused.err.matchAll(/^faulty\.csv\t(\d+)\t(\w*)\t([^\t]+)/gm)].map((found) =>
    found.slice(1).join(' '),
  )
  assert.deepEqual(told, [
    '2 date_fin the last day is before the first',
    '3 cle_famille no family has this key',
    '4 num_allocataire no family has this number',
    '5 num_allocataire this is no recipient number',
    '6 cle_famille nothing tells the family',
    '7 caisse this fund is not known',
    '7 qf this is no quotient',
    '7 date_debut this date does not exist',
    '8 date_debut the quotient has no first day',
    '9 num_allocataire this looks like a social security number',
  ])
  assert.deepEqual(await onFile(), [{ value: 735, from: '2026-01-01', to: null }])
})

test('a header that says too little or too much, and days that reach into each other, are faults too', async () => {
  const header = await preau(
    'quotients',
    'import',
    await file('header.csv', 'caisse;qf;nom', 'CAF;1;x'),
  )
  assert.match(header.err, /1\tnom\tthis column is not known/)
  assert.match(header.err, /1\tdate_debut\tthis column is missing/)
  assert.match(header.err, /1\tcle_famille\tno column tells the family/)
  const overlap = await file(
    'overlap.csv',
    'cle_famille;caisse;qf;date_debut;date_fin',
    'FAM-0001;CAF;800;2027-01-01;2027-06-30',
    'FAM-0001;CAF;810;2027-06-01;',
    'FAM-0001;CAF;820;2027-06-01;',
  )
  const refused = await preau('quotients', 'import', overlap)
  assert.match(refused.err, /2\tdate_fin\tthese days reach into those of line 3/)
  assert.match(refused.err, /3\tqf\tline 4 gives another value/)
})

test('quotients are foreseen, entered by the number of the C.A.F., and the same content changes nothing', async () => {
  const lines = [
    'num_allocataire;caisse;qf;date_debut;date_fin',
    '1234567A;CAF du Nord;812,75;01/01/2027;31/12/2027',
  ]
  const path = await file('january.csv', ...lines)
  const foreseen = await preau('quotients', 'import', path, '--dry-run')
  assert.match(foreseen.out, /1 MARTIN Claire et Jean-Loup\tCAF\t2027-01-01\t2027-12-31/)
  assert.match(foreseen.out, /Dry run: would have 1 entered, 1 ended/)
  assert.equal((await onFile()).length, 1)
  assert.match((await preau('quotients', 'import', path)).out, /Imported: 1 entered, 1 ended/)
  const expected = [
    { value: 735, from: '2026-01-01', to: '2026-12-31' },
    { value: 812, from: '2027-01-01', to: '2027-12-31' },
  ]
  assert.deepEqual(await onFile(), expected)
  assert.match((await preau('quotients', 'import', path)).out, /0 entered, 0 ended/)
  const again = await file('again.csv', ...lines, '')
  assert.match((await preau('quotients', 'import', again)).out, /Imported: 0 entered, 0 ended/)
  assert.deepEqual(await onFile(), expected)
  const trail = await asWorker(db, (tx) =>
    sql`select 1 from audit_event where action = 'quotient.set'`.execute(tx),
  )
  assert.equal(trail.rows.length, 1)
})

test('an officer sets one, and lists those that end without a successor, never their value', async () => {
  assert.match((await preau('quotients', 'list', '--expiring')).out, /0 quotients/)
  const soon = await preau('quotients', 'list', '--expiring', '--within', '400')
  assert.match(soon.out, /MARTIN.*\tCAF\t2027-01-01\t2027-12-31/)
  assert.doesNotMatch(soon.out, /812/)
  assert.match(
    (await preau('quotients', 'set', '1', '700', '--from', '2028-01-01')).out,
    /is on file/,
  )
  const repeated = await preau('quotients', 'set', 'claire.martin', '700', '--from', '2028-01-01')
  assert.match(repeated.out, /was on file already/)
  assert.match(
    (await preau('quotients', 'list', '--expiring', '--within', '400')).out,
    /0 quotients/,
  )
  assert.equal((await preau('quotients', 'set', '1', '7,5', '--from', '2028-01-01')).exit, 2)
  assert.equal((await preau('quotients', 'set', 'nobody', '7', '--from', '2028-01-01')).exit, 5)
})
