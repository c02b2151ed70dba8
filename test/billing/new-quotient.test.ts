import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { setQuotient } from '../../src/households/set-quotient.ts'
import { importQuotients } from '../../src/operations/imports/import-quotients.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { martin } from './story.ts'
import { lunchDays, plantDays, plantFamilies, plantTown, schoolDays } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
await plantTown(db)
const families = await plantFamilies(db, [martin])
const family = families.get(101) ?? { id: 0, children: [] }
const [zoe = 0] = family.children

function eats(days: readonly string[]) {
  return plantDays(
    db,
    days.map((day) => ({ householdId: family.id, childId: zoe, unit: 'repas', day })),
  )
}

function set(value: number, validFrom: string, at: string) {
  const by = {
    now: new Date(at),
    actor: 'sophie',
    actorKind: 'OFFICER',
    source: 'DECLARED',
  } as const
  const wanted = { householdId: family.id, type: 'CAF', value, validFrom } as const
  return asWorker(db, (tx) => setQuotient(tx, wanted, by))
}

async function charges(period: string): Promise<unknown[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ kind: string; quantity: number; cents: number }>`
      select c.kind, c.quantity, c.amount_cents as cents
      from charge c join invoice i on i.id = c.invoice_id join billing_run r on r.id = i.run_id
      where r.period_from = ${period}::date order by c.line_no`.execute(tx),
  )
  return found.rows.map(({ kind, quantity, cents }) => [kind, quantity, cents])
}

await eats(lunchDays)
await eats(schoolDays('2026-12-01', '2026-12-18'))
await runBilling(
  db,
  keys,
  { period: '2026-11' },
  { now: new Date('2026-12-04T08:00:00Z'), actor: 'r' },
)

test('a quotient that reaches back re-prices what is not invoiced, and nothing that is', async () => {
  assert.deepEqual(await charges('2026-11-01'), [['UNIT', 17, 17 * 235]]) // quotient 735: 640–860
  // after the run, by a command whose clock was set back: what a bill knew is counted, not told by a clock
  assert.equal(await set(420, '2026-11-01', '2026-11-15T15:00:00Z'), true)
  const january = { now: new Date('2027-01-05T08:00:00Z'), actor: 'r' }
  await runBilling(db, keys, { period: '2026-12' }, january)
  assert.deepEqual(await charges('2026-12-01'), [['UNIT', 11, 11 * 175]]) // 420: 400–640
})

test('a day of the invoiced month that is excused later comes back at the price that was billed', async () => {
  await asWorker(db, (tx) =>
    sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, state, decided_at, decided_by)
      values (${family.id}, ${zoe}, '2026-11-30', '2026-11-30', 'ILLNESS', 'test', 'EXCUSED', now(), 'test')`.execute(
      tx,
    ),
  )
  await asWorker(db, (tx) =>
    sql`update attendance set state = 'ABSENT' where child_id = ${zoe} and day = '2026-11-30'`.execute(
      tx,
    ),
  )
  await eats(schoolDays('2027-01-04', '2027-01-08'))
  await runBilling(
    db,
    keys,
    { period: '2027-01' },
    { now: new Date('2027-02-04T08:00:00Z'), actor: 'r' },
  )
  const [reversal] = (await charges('2027-01-01')).filter((one) =>
    JSON.stringify(one).includes('REVERSAL'),
  )
  assert.deepEqual(reversal, ['REVERSAL', -1, -235])
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
      select 'generic', 'household', 'FAM-1', ${family.id}, max(id) from import_batch`.execute(tx)
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
