import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { renderCertificate } from '../../jobs/render-certificate.ts'
import { carePaid } from '../../src/billing/certificates/care-paid.ts'
import { issueTaxCertificates } from '../../src/billing/certificates/issue-tax.ts'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { documentFile, documentsOf } from '../../src/files/documents.ts'
import type { Day } from '../../src/kernel/day.ts'
import { bookPayments } from '../../src/payments/record.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { readSettings } from '../../src/settings/settings.ts'
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
await runBilling(
  db,
  keys,
  { period: '2026-11' },
  { now: new Date('2026-12-04T08:00:00Z'), actor: 'regie' },
)
const inFebruary = { now: new Date('2027-02-01T08:00:00Z'), actor: 'regie' }

// Zoé, born in 2019, is too old. Noël: 12.80 of baskets never count, 25.50 of care do.
test('care counts in the year in which it is paid, meals never, nor children who are too old', async () => {
  await pay(5_000, '2026-12-10')
  const first = await paidIn(2026)
  await pay(5_625, '2027-01-05')
  const second = await paidIn(2027)
  assert.deepEqual([...new Set([...first, ...second].map(([name]) => name))], ['Noël'])
  // smallest lines first: 2.50 + 12.80, then one child's 25.50, then 9.20 of the other's
  assert.ok(first[0]?.[1] === 2_550 || first[0]?.[1] === 920, JSON.stringify(first))
  assert.equal((first[0]?.[1] ?? 0) + (second[0]?.[1] ?? 0), 2_550)
})

test('certificates are issued once the year is over, numbered, and once', async () => {
  await assert.rejects(issue(2027), { code: 'NOT_ALLOWED' })
  const cents = (await paidIn(2026))[0]?.[1] ?? 0
  const report = await issue(2026)
  assert.deepEqual(report, { issued: 1, totalCents: cents, changed: [], withoutPayer: [] })
  assert.deepEqual(await issue(2026), { issued: 0, totalCents: 0, changed: [], withoutPayer: [] })
  const kept = await asWorker(db, (tx) =>
    sql<{ number: string; cents: number }>`
      select number, total_cents as cents from certificate`.execute(tx),
  )
  assert.deepEqual(kept.rows, [{ number: 'AF-2026-1', cents }])
})

test('the job renders it for the family, which finds it under its documents', async () => {
  const certificate = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from certificate`.execute(tx),
  )
  const payload = { certificateId: certificate.rows[0]?.id ?? 0 }
  const deps = { db, keys, pdf, clock: () => inFebruary.now }
  await Promise.all([renderCertificate(deps, payload), renderCertificate(deps, payload)])
  const documents = await asWorker(db, (tx) => documentsOf(tx, family.id))
  const paper = documents.find((one) => one.kind === 'TAX_CERTIFICATE')
  assert.ok(paper?.bytes)
  assert.equal(paper.title, 'Attestation fiscale 2026')
  const file = await asWorker(db, (tx) => documentFile(tx, keys, family.id, paper))
  const text = (await textOf(file?.bytes ?? Buffer.alloc(0))).replace(/\s+/g, ' ')
  assert.match(text, /sommes versées en 2026 pour la garde s’élèvent à (25,50|9,20) €/)
  assert.match(text, /Noël Martin 20 décembre 2022 (25,50|9,20) €/)
  assert.match(text, /AF-2026-1/)
  assert.doesNotMatch(text, /Zoé/)
})

test('a sum that changes afterwards is told, and what was issued stays', async () => {
  await asWorker(db, (tx) =>
    sql`
      insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on, undoes_id)
      select household_id, regie_id, debit_item_id, credit_item_id, -amount_cents, allocated_on, id
      from allocation where allocated_on = '2026-12-10'`.execute(tx),
  )
  assert.deepEqual(await paidIn(2026), [])
  assert.deepEqual((await issue(2026)).changed, [family.id])
})

test('care that pays other care counts once', async () => {
  // a credit line of care, 4.00, settles 4.00 of the same child's care: nothing was paid
  const before = await paidIn(2028)
  await asWorker(db, async (tx) => {
    const found = await sql<{ debit: number; regieId: number }>`
      select c.open_item_id as debit, i.regie_id as "regieId" from charge c join invoice i on i.id = c.invoice_id
      where c.tax_credit_cents > 0 and c.child_id = ${family.children[1] ?? 0}`.execute(tx)
    const { debit = 0, regieId = 0 } = found.rows[0] ?? {}
    await sql`
      with item as (
        insert into open_item (transfer_id, line_no, household_id, regie_id, side, amount_cents, due_order)
        select transfer_id, 99, household_id, regie_id, 'CREDIT', 400, due_order from open_item where id = ${debit}
        returning id
      ), line as (
        insert into charge (household_id, invoice_id, line_no, open_item_id, child_id, kind, label, quantity,
                            unit_price_cents, amount_cents, tax_credit_cents, reason_id)
        select c.household_id, c.invoice_id, 99, item.id, c.child_id, 'REVERSAL', c.label, -1, 400, -400, -400, c.reason_id
        from charge c, item where c.open_item_id = ${debit} returning 1
      )
      insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on)
      select ${family.id}, ${regieId}, ${debit}, item.id, 400, '2028-01-10' from item, line`.execute(
      tx,
    )
  })
  assert.deepEqual(await paidIn(2028), before)
})

async function pay(amountCents: number, receivedOn: Day): Promise<void> {
  const regie = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from regie limit 1`.execute(tx),
  )
  const payment = {
    householdId: family.id,
    regieId: regie.rows[0]?.id ?? 0,
    method: 'CHEQUE' as const,
  }
  const by = { now: new Date(`${receivedOn}T09:00:00Z`), actor: 'regie' }
  await asWorker(db, (tx) => bookPayments(tx, [{ ...payment, amountCents, receivedOn }], by))
}

async function paidIn(year: number): Promise<(readonly [string, number])[]> {
  const rows = await asWorker(db, (tx) => carePaid(tx, year))
  return rows.map(({ firstName, cents }) => [firstName, cents] as const)
}

function issue(year: number) {
  return asWorker(db, async (tx) =>
    issueTaxCertificates(tx, await readSettings(tx, keys), year, inFebruary),
  )
}
