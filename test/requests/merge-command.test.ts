import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { commandTown } from '../cli/command-town.ts'
import { runHere } from '../cli/run-here.ts'
import { createRegie } from '../payments/payment-world.ts'
import { textFile } from '../imports/family-files.ts'

const { db, keys, env } = await commandTown()

const twoFiles = [
  'cle_famille;role;civilite;nom_usage;prenom;date_naissance;adresse;code_postal;commune;caf_regime;num_allocataire;qf;qf_debut',
  'A;RESPONSABLE1;MME;MARTIN;Claire;1987-03-14;12 rue des Lilas;59223;RONCQ;GENERAL;1234567;735;2026-01-01',
  'B;RESPONSABLE1;M;MARTIN;Jean-Loup;1985-11-02;12 rue des Lilas;59223;RONCQ;;;;',
]

test('the command says what went along with a merge, and what both files have', async () => {
  const by = { now: new Date('2026-11-24T09:00:00Z'), actor: 'mairie' }
  const file = textFile('familles.csv', `${twoFiles.join('\n')}\n`)
  const taken = await asWorker(db, (tx) =>
    importFamilies(tx, keys, { format: 'generic', file }, by),
  )
  assert.equal(taken.state, 'applied', JSON.stringify(taken))
  const words = ['families', 'merge', 'claire.martin', 'jean-loup.martin', '--yes']
  const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
  const attempt = (state: 'CREATED' | 'EXPIRED') =>
    asWorker(db, (tx) =>
      sql`
        insert into payment_attempt (reference, household_id, regie_id, amount_cents, mode, provider, shop_id, state)
        select 'ABCDEFGHIJKLMNOPQRST', id, ${regieId}, 500, 'TEST', 'SPPLUS', '1', ${state} from household order by id limit 1
        on conflict (reference) do update set state = excluded.state`.execute(tx),
    )
  await attempt('CREATED')
  const early = await runHere(words, env)
  assert.equal(early.exit, 3)
  assert.match(early.err, /at_the_bank/)
  await attempt('EXPIRED')
  const { exit, out, err } = await runHere(words, env)
  assert.equal(exit, 0, err)
  assert.match(
    out,
    /goes on as \d+: 0 enrolments and 0 booked days moved, with quotients, C\.A\.F\. file; \d+ keeps its own: address/,
  )
})
