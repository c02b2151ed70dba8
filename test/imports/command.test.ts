import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createKeysFile } from '../../src/db/keys.ts'
import { runHere, type RanHere } from '../cli/run-here.ts'
import { testDatabaseUrl } from '../support/database.ts'

const { url, drop } = await testDatabaseUrl()
const folder = await mkdtemp(join(tmpdir(), 'preau-families-'))
createKeysFile(join(folder, 'keys.json'))
after(async () => {
  await rm(folder, { recursive: true })
  await drop()
})

const env = { DATABASE_URL: url, PREAU_DATA_DIR: folder, LOG_LEVEL: 'silent' }

/** `preau families …` as an officer types it, into pipes. */
function families(...args: string[]): Promise<RanHere> {
  return runHere(['families', ...args], env)
}

function file(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.url))
}

test('an officer imports a school: refused with places, foreseen, done, repeated, listed and shown', async () => {
  const refused = await families(
    'import',
    file('onde_eleves_with_anomalies.csv'),
    '--school',
    '0590000E',
  )
  assert.equal(refused.exit, 4)
  assert.match(refused.err, /onde_eleves_with_anomalies\.csv\t7\tCp1\t/)
  assert.match(refused.err, /7 anomalies: nothing was written/)

  const onde = [
    'import',
    file('onde_eleves.csv'),
    '--guardians',
    file('onde_responsables.csv'),
    '--school',
    '0590000e',
  ]
  const foreseen = await families(...onde, '--dry-run')
  assert.match(foreseen.out, /create\tadult\tClaire MARTIN/)
  assert.match(
    foreseen.out,
    /Dry run: would have 8 households, 9 adults, 9 children, 9 accounts created; 0 changed/,
  )
  const done = await families(...onde, '--json')
  assert.deepEqual(JSON.parse(done.out).data.created, {
    households: 8,
    adults: 9,
    children: 9,
    accounts: 9,
    careProtocols: 0,
  })
  assert.match((await families(...onde)).out, /0 created, 0 changed/)

  assert.match(
    (await families('import', file('familles_generic.csv'))).out,
    /Imported: 0 created; 2 adults, 2 children, 1 quotient, 1 benefit changed/,
  )
  assert.match(
    (await families('list', '--name', 'ines')).out,
    /BERNARD Anne.*\n.*LEROY Marc.*\n2 families/,
  )
  assert.match(
    (await families('list', '--separated')).out,
    /BERNARD Anne.*\n.*LEROY Marc.*\n2 families/,
  )
  assert.match((await families('list', '--insee', '00000')).out, /0 families/)
  assert.match((await families('list', '--without-login')).out, /0 families/)
  const csv = join(folder, 'families.csv')
  await families('list', '--school', '0590000e', '--name', 'martin', '--csv', csv)
  assert.match(await readFile(csv, 'utf8'), /file;family;lives in;children;logins\r\n1;"?MARTIN/)
  const shown = await families('show', 'claire.martin')
  assert.match(shown.out, /12 rue des Lilas, 59223 RONCQ/)
  assert.ok(!shown.out.includes('1234567'))
  const withoutReason = await families('show', 'claire.martin', '--with', 'income')
  assert.equal(withoutReason.exit, 2)
  assert.match(
    (await families('show', '1', '--with', 'income', '--reason', 'call')).out,
    /CAF\t735\t2026-01-01/,
  )
})

test("Roncq's file with Noël's PAI is foreseen, taken, and shown to an officer with a reason", async () => {
  const roncq = fileURLToPath(new URL('../road/input/roncq/familles.csv', import.meta.url))
  const foreseen = await families('import', roncq, '--format', 'generic', '--dry-run')
  assert.match(foreseen.out, /create\tcare protocol\tNoël MARTIN/)
  assert.match(foreseen.out, /Dry run: would have 1 care protocol created; 0 changed/)
  const done = await families('import', roncq, '--format', 'generic')
  assert.match(done.out, /Imported: 1 care protocol created; 0 changed/)
  const shown = await families('show', '1', '--with', 'health', '--reason', 'canteen')
  assert.match(shown.out, /2026-11-01 to 2027-08-31, BASKET/)
})

test('what an officer may get wrong has its own exit code', async () => {
  assert.equal((await families('import', file('onde_responsables.csv'))).exit, 2)
  assert.equal((await families('import', join(folder, 'nothing.csv'))).exit, 4)
  assert.equal((await families('show', 'nobody')).exit, 5)
})

test('while another import is at work an import ends with 6; cron may come again', async () => {
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  await other.query(`begin; select pg_advisory_xact_lock(hashtext('preau.families'))`)
  const meanwhile = await families('import', file('familles_generic.csv'))
  assert.equal(meanwhile.exit, 6)
  assert.match(meanwhile.err, /^Error: Another run holds the lock/)
  await other.end()
  assert.equal((await families('import', file('familles_generic.csv'))).exit, 0)
})
