import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connectDatabase } from '../../src/db/connect.ts'
import { createKeysFile, loadKeys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { runHere } from '../cli/run-here.ts'
import { textFile } from '../imports/family-files.ts'
import { testDatabaseUrl } from '../support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'preau-merge-'))
const keysFile = join(folder, 'keys.json')
createKeysFile(keysFile)
const { url, drop } = await testDatabaseUrl()
const db = await connectDatabase(url)
after(async () => {
  await db.close()
  await drop()
})
const env = { DATABASE_URL: url, PREAU_KEYS_FILE: keysFile, PREAU_DATA_DIR: folder }

const twoFiles = [
  'cle_famille;role;civilite;nom_usage;prenom;date_naissance;adresse;code_postal;commune;caf_regime;num_allocataire;qf;qf_debut',
  'A;RESPONSABLE1;MME;MARTIN;Claire;1987-03-14;12 rue des Lilas;59223;RONCQ;GENERAL;1234567;735;2026-01-01',
  'B;RESPONSABLE1;M;MARTIN;Jean-Loup;1985-11-02;12 rue des Lilas;59223;RONCQ;;;;',
]

test('the command says what went along with a merge, and what both files have', async () => {
  const by = { now: new Date('2026-11-24T09:00:00Z'), actor: 'mairie' }
  const file = textFile('familles.csv', `${twoFiles.join('\n')}\n`)
  const taken = await asWorker(db, (tx) =>
    importFamilies(tx, loadKeys(keysFile), { format: 'generic', file }, by),
  )
  assert.equal(taken.state, 'applied', JSON.stringify(taken))
  const words = ['families', 'merge', 'claire.martin', 'jean-loup.martin', '--yes']
  const { exit, out, err } = await runHere(words, env)
  assert.equal(exit, 0, err)
  assert.match(
    out,
    /goes on as \d+: 0 enrolments and 0 booked days moved, with quotients, C\.A\.F\. file; \d+ keeps its own: address/,
  )
})
