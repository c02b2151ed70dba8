import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { moveHousehold } from '../../src/households/move-household.ts'
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

function bill(period: string, at: string) {
  return runBilling(db, keys, { period }, { now: new Date(at), actor: 'regisseur' })
}

async function charges(period: string): Promise<unknown[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ row: unknown[] }>`
      select jsonb_build_array(c.kind, c.label, c.quantity, c.amount_cents) as row
      from charge c join invoice i on i.id = c.invoice_id join billing_run r on r.id = i.run_id
      where r.period_from = ${period}::date order by c.line_no`.execute(tx),
  )
  return found.rows.map(({ row }) => row)
}

test('a move out of the commune that is told late corrects the invoiced days from its day on, on the next invoice', async () => {
  await eats(lunchDays)
  await eats(schoolDays('2026-12-01', '2026-12-18'))
  await bill('2026-11', '2026-12-04T08:00:00Z')
  assert.deepEqual(await charges('2026-11-01'), [['UNIT', 'Repas', 17, 17 * 235]])
  const address = {
    number: '4',
    repetition: null,
    street: 'rue du Moulin',
    complement: null,
    postcode: '59000',
    commune: 'LILLE',
    insee: '59350',
    country: '99100',
  }
  const by = { now: new Date('2026-12-10T09:00:00Z'), actor: 'sophie' }
  await asWorker(db, (tx) =>
    moveHousehold(tx, { householdId: family.id, address, from: '2026-11-26' }, by),
  )
  const [report] = await bill('2026-12', '2027-01-05T08:00:00Z')
  assert.deepEqual(await charges('2026-12-01'), [
    ['UNIT', 'Repas', 11, 11 * 650],
    ['REVERSAL', 'Repas, correction des 26 novembre, 27 novembre et 30 novembre', -3, -3 * 235],
    ['UNIT', 'Repas, des 26 novembre, 27 novembre et 30 novembre', 3, 3 * 650],
  ])
  assert.equal(report?.totalCents, 14 * 650 - 3 * 235)
})
