import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { runBilling } from '../../src/billing/run.ts'
import { postTransfers } from '../../src/ledger/transfers.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { invoiceIdOf, renderAndKeep, textOf } from './render.ts'
import { plantExample1 } from './story.ts'
import { plantTown } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
const town = await plantTown(db)
const family = await plantExample1(db)
const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'regisseur' }

// 37.60 left from an earlier month
await asWorker(db, (tx) =>
  postTransfers(
    tx,
    [
      {
        kind: 'CANCEL_CHEQUE',
        householdId: family.id,
        regieId: town.regieId,
        sourceKey: 'before',
        occurredOn: '2026-11-05',
        visibleFrom: '2026-11-05',
        items: [3760],
      },
    ],
    by,
  ),
)

test('a dry run tells 106,25 € and writes nothing', async () => {
  const [report] = await runBilling(db, keys, { period: '2026-11', dryRun: true }, by)
  assert.deepEqual(report?.parked, [])
  assert.equal(report?.invoices, 1)
  assert.equal(report?.totalCents, 10_625)
  const written = await asWorker(db, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from billing_run`.execute(tx),
  )
  assert.equal(written.rows[0]?.n, 0)
})

test('worked example 1: 42,45 + 12,80 + 51,00 = 106,25 €, with 37,60 € before: 143,85 € to pay', async () => {
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.deepEqual(report?.parked, [])
  const invoices = await asWorker(db, (tx) =>
    sql<Record<string, unknown>>`
    select number, debt_number, total_cents, previous_balance_cents, amount_due_cents, published_at, due_on
    from invoice`.execute(tx),
  )
  assert.deepEqual(invoices.rows, [
    {
      number: `F${String(town.regieId).padStart(2, '0')}-26-12-0000001`,
      debt_number: `${String(town.regieId).padStart(2, '0')}260000001`,
      total_cents: 10_625,
      previous_balance_cents: 3_760,
      amount_due_cents: 14_385,
      published_at: by.now,
      due_on: '2027-01-03',
    },
  ])
  const charges = await asWorker(db, (tx) =>
    sql<Record<string, unknown>>`
    select c.first_name, x.label, x.quantity, x.unit_price_cents, x.amount_cents
    from charge x join child c on c.id = x.child_id order by x.line_no`.execute(tx),
  )
  assert.deepEqual(
    charges.rows.map((row) => Object.values(row)),
    [
      ['Zoé', 'Repas', 17, 235, 3995],
      ['Zoé', 'Repas, majoration sans réservation', 1, 250, 250],
      ['Zoé', 'Accueil, demi-heures', 30, 85, 2550],
      ['Noël', 'Repas, panier PAI', 16, 80, 1280],
      ['Noël', 'Accueil, demi-heures', 30, 85, 2550],
    ],
  )
})

test('the same run again does nothing', async () => {
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.equal(report?.invoices, 0)
})

test('the PDF tells the same sums and the reason of each price', async () => {
  const text = await textOf(await renderAndKeep(db, keys, pdf, await invoiceIdOf(db, family.id)))
  for (const words of [
    '106,25 €',
    '37,60 €',
    '143,85 €',
    'Quotient 735, tranche 640 à 860 : 2,35 € le repas.',
    'avant le dimanche 3 janvier 2027',
    'Mme Claire MARTIN',
    '59223 RONCQ',
    'TVA non applicable, article 256 B du CGI',
    'Solde antérieur',
  ]) {
    assert.ok(text.includes(words), `${words} is missing in: ${text}`)
  }
})
