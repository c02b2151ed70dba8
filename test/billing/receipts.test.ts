import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { renderReceipt } from '../../jobs/render-receipt.ts'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { documentFile, documentsOf } from '../../src/files/documents.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { bookPayments } from '../../src/payments/record.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { textOf } from './render.ts'
import { plantExample1 } from './story.ts'
import { plantTown } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
await plantTown(db)
const family = await plantExample1(db)
const by = { now: new Date('2026-12-15T08:00:00Z'), actor: 'regie' }
await runBilling(db, keys, { period: '2026-11' }, { ...by, now: new Date('2026-12-04T08:00:00Z') })

test('every payment has its receipt: dated when the money came, naming what it settles and what stays', async () => {
  const regie = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from regie limit 1`.execute(tx),
  )
  const payment = {
    householdId: family.id,
    regieId: regie.rows[0]?.id ?? 0,
    method: 'CHEQUE',
    amountCents: 20_000,
    receivedOn: '2026-12-10',
  } as const
  const [booked] = await asWorker(db, (tx) => bookPayments(tx, [payment], by))
  const paymentId = booked?.id ?? 0
  const deps = { db, keys, pdf, clock: () => by.now }
  assert.equal((await receipt())?.bytes, null)
  await Promise.all([renderReceipt(deps, { paymentId }), renderReceipt(deps, { paymentId })])
  const paper = await receipt()
  assert.ok(paper?.bytes)
  assert.equal(paper.title, 'Reçu du paiement du 10 décembre 2026')
  assert.equal(dayOf(paper.createdAt), '2026-12-10')
  const file = await asWorker(db, (tx) => documentFile(tx, keys, family.id, paper))
  const text = (await textOf(file?.bytes ?? Buffer.alloc(0))).replace(/\s+/g, ' ')
  assert.match(text, /Nous avons reçu 200,00 € par chèque le 10 décembre 2026, de Claire Martin/)
  assert.match(text, /Facture de novembre 2026 F\S+ 106,25 €/)
  assert.match(text, /À votre crédit, pour vos prochaines factures 93,75 €/)
  assert.match(text, /sous réserve d’encaissement/)
  assert.ok(text.includes(booked?.number ?? 'no number'))
})

async function receipt() {
  const documents = await asWorker(db, (tx) => documentsOf(tx, family.id))
  return documents.find((one) => one.kind === 'RECEIPT')
}
