import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { bookPayments, recordPayment } from '../../src/payments/record.ts'
import { testDatabase } from '../support/database.ts'
import { createFamily, createRegie, morning, owe } from './payment-world.ts'

const db = await testDatabase({ connections: 10 })
const by = { now: morning, actor: 'paul' }
const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
const martin = await asWorker(db, (tx) => createFamily(tx, regieId, 'Martin'))

const cheque = {
  householdId: martin.householdId,
  regieId,
  method: 'CHEQUE',
  amountCents: 5_000,
  receivedOn: '2026-12-07',
  details: { bank: 'Crédit rural', number: '0012345' },
  idempotencyKey: 'cheque-0012345',
} as const

test('a cheque recorded twice with the same key counts once, also at the same moment', async () => {
  await asWorker(db, (tx) => owe(tx, martin, 14_385, '2026-12-01'))
  const record = () => asWorker(db, (tx) => recordPayment(tx, cheque, by))
  const all = await Promise.all([record(), record(), record()])
  assert.equal(all.filter((one) => one.repeated).length, 2)
  assert.equal(new Set(all.map((one) => one.number)).size, 1)
  assert.equal(await asWorker(db, (tx) => balanceOf(tx, martin.householdId, regieId)), 9_385)
})

test('the key of another payment is refused', async () => {
  const other = { ...cheque, amountCents: 6_000 }
  await assert.rejects(
    asWorker(db, (tx) => recordPayment(tx, other, by)),
    { code: 'UNCHANGEABLE' },
  )
})

test('the oldest invoice is settled first, line by line, and the rest stays as a credit', async () => {
  const diallo = await asWorker(db, (tx) => createFamily(tx, regieId, 'Diallo'))
  const [recent, oldest] = await asWorker(db, async (tx) => [
    await owe(tx, diallo, 4_000, '2026-11-05'),
    await owe(tx, diallo, 3_000, '2026-10-05'),
  ])
  const pay = (amountCents: number) =>
    asWorker(db, (tx) =>
      recordPayment(
        tx,
        {
          householdId: diallo.householdId,
          regieId,
          method: 'CASH',
          amountCents,
          receivedOn: '2026-12-07',
        },
        by,
      ),
    )
  await pay(3_500)
  assert.deepEqual(await openOf(diallo.householdId), [{ transfer: recent, open: 3_500 }])
  const paid = await pay(5_000)
  assert.deepEqual(await openOf(diallo.householdId), [{ transfer: paid.transferId, open: 1_500 }])
  assert.notEqual(oldest, recent)
})

test('many payments at once are numbered without gaps, in their order, each year apart', async () => {
  const before = await lastNumber(2026)
  const payments = ['2026-12-07', '2026-12-07', '2025-12-31', '2026-12-06'].map(
    (receivedOn) =>
      ({
        householdId: martin.householdId,
        regieId,
        method: 'TRANSFER',
        amountCents: 100,
        receivedOn,
      }) as const,
  )
  const booked = await asWorker(db, (tx) => bookPayments(tx, payments, by))
  assert.deepEqual(
    booked.map((one) => Number(one.number.slice(-7))),
    [before + 1, before + 2, 1, before + 3],
  )
})

test('a payment that is rolled back gives its number back, and every invariant holds', async () => {
  const before = await lastNumber(2026)
  await assert.rejects(
    asWorker(db, async (tx) => {
      await recordPayment(tx, { ...cheque, idempotencyKey: 'lost' }, by)
      throw new Error('the machine stops here')
    }),
  )
  assert.equal(await lastNumber(2026), before)
  const broken = (await asWorker(db, checkLedger)).filter((invariant) => invariant.broken > 0)
  assert.deepEqual(broken, [])
})

async function openOf(householdId: number) {
  const found = await asWorker(db, (tx) =>
    sql<{ transfer: number; open: number }>`
      select transfer_id as transfer, amount_cents - settled_cents as open from open_item
      where household_id = ${householdId} and settled_cents < amount_cents order by id`.execute(tx),
  )
  return found.rows
}

async function lastNumber(year: number): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ last: number }>`
      select last_number as last from number_counter
      where regie_id = ${regieId} and series = 'PAYMENT' and fiscal_year = ${year}`.execute(tx),
  )
  return found.rows[0]?.last ?? 0
}
