import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { setQuotient } from '../../src/households/set-quotient.ts'
import { importQuotients } from '../../src/operations/imports/import-quotients.ts'
import { lunchDays, schoolDays } from './town.ts'
import { plantZoe } from './zoe.ts'

const { db, keys, householdId, childId, eats, bill, charges } = await plantZoe()

function set(value: number, validFrom: string, at: string) {
  const by = {
    now: new Date(at),
    actor: 'sophie',
    actorKind: 'OFFICER',
    source: 'DECLARED',
  } as const
  const wanted = { householdId, type: 'CAF', value, validFrom } as const
  return asWorker(db, (tx) => setQuotient(tx, wanted, by))
}

await eats(lunchDays)
await eats(schoolDays('2026-12-01', '2026-12-18'))
await bill('2026-11', '2026-12-04T08:00:00Z')

test('a quotient that reaches back re-prices what is not invoiced, and nothing that is', async () => {
  assert.deepEqual(await charges('2026-11'), [['UNIT', 'Repas', 17, 17 * 235]]) // quotient 735: 640–860
  // after the run, by a command whose clock was set back: what a bill knew is counted, not told by a clock
  assert.equal(await set(420, '2026-11-01', '2026-11-15T15:00:00Z'), true)
  await bill('2026-12', '2027-01-05T08:00:00Z')
  assert.deepEqual(await charges('2026-12'), [['UNIT', 'Repas', 11, 11 * 175]]) // 420: 400–640
})

test('a day of the invoiced month that is excused later comes back at the price that was billed', async () => {
  await asWorker(db, (tx) =>
    sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, state, decided_at, decided_by)
      values (${householdId}, ${childId}, '2026-11-30', '2026-11-30', 'ILLNESS', 'test', 'EXCUSED', now(), 'test')`.execute(
      tx,
    ),
  )
  await asWorker(db, (tx) =>
    sql`update attendance set state = 'ABSENT' where child_id = ${childId} and day = '2026-11-30'`.execute(
      tx,
    ),
  )
  await eats(schoolDays('2027-01-04', '2027-01-08'))
  await bill('2027-01', '2027-02-04T08:00:00Z')
  const [reversal] = (await charges('2027-01')).filter(([kind]) => kind === 'REVERSAL')
  assert.deepEqual(reversal, ['REVERSAL', 'Repas, correction du 30 novembre', -1, -235])
})

test('a value that days were billed with is not replaced: the new one begins after them', async () => {
  await assert.rejects(set(500, '2026-11-01', '2027-02-05T08:00:00Z'), /QUOTIENT_INVOICED/)
  const text = 'num_allocataire;caisse;qf;date_debut\n1234567;CAF;500;01/11/2026\n'
  const refused = await asWorker(db, async (tx) => {
    await sql`
      insert into import_batch (format, file_sha256, actor, counts) values ('generic', '', 'test', '{}')`.execute(
      tx,
    )
    await sql`
      insert into import_key (source, kind, key, entity_id, batch_id)
      select 'generic', 'household', 'FAM-1', ${householdId}, max(id) from import_batch`.execute(tx)
    const bytes = Buffer.from(
      text.replace('num_allocataire', 'cle_famille').replace('1234567', 'FAM-1'),
    )
    const by = { now: new Date('2027-02-05T08:00:00Z'), actor: 'sophie' }
    return importQuotients(tx, keys, { name: 'q.csv', bytes }, by)
  })
  assert.ok(refused.state === 'refused')
  assert.deepEqual(
    refused.anomalies.map(({ line, column, hint }) => [line, column, hint]),
    [[2, 'qf', 'a new quotient begins on 2027-01-09 at the earliest']],
  )
  assert.equal(await set(500, '2027-01-09', '2027-02-05T08:00:00Z'), true)
})
