import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { openItems, settle } from '../../src/ledger/settle.ts'
import { postTransfers } from '../../src/ledger/transfers.ts'
import { testDatabase } from '../support/database.ts'
import { by, regieWithFamilies } from './families.ts'

const db = await testDatabase()
const { regieId, householdIds } = await regieWithFamilies(db, ['Martin', 'Diallo'])
const [martin = 0, diallo = 0] = householdIds
const novemberInvoice = {
  kind: 'INVOICE',
  householdId: martin,
  regieId,
  sourceKey: 'invoice:1',
  occurredOn: '2026-12-04',
  visibleFrom: '2026-12-04',
  items: [3995, 250, 1280],
} as const

test('an invoice of 55,25 € is owed line by line, and both sides of the entry are there', async () => {
  const [posted] = await asWorker(db, (tx) => postTransfers(tx, [novemberInvoice], by))
  assert.equal(posted?.itemIds.length, 3)
  assert.equal(await asWorker(db, (tx) => balanceOf(tx, martin, regieId)), 5525)
  assert.equal(await asWorker(db, (tx) => balanceOf(tx, diallo, regieId)), 0)
})

test('the same source cannot be posted twice', async () => {
  await assert.rejects(
    asWorker(db, (tx) => postTransfers(tx, [novemberInvoice], by)),
    /ledger_transfer_kind_source_key/,
  )
})

test('60 € in cash settle the invoice, smallest line first, and 4,75 € stay as a credit', async () => {
  await asWorker(db, async (tx) => {
    const payment = {
      ...novemberInvoice,
      kind: 'PAY_CASH',
      sourceKey: 'payment:1',
      items: [6000],
    } as const
    await postTransfers(tx, [payment], by)
    const settled = await settle(tx, { regieId, householdIds, on: '2026-12-05' })
    assert.equal(settled, 5525)
    const left = await openItems(tx, regieId, householdIds)
    assert.deepEqual(
      left.map(({ side, remainingCents }) => [side, remainingCents]),
      [['CREDIT', 475]],
    )
    assert.equal(await balanceOf(tx, martin, regieId), -475)
  })
})

test('the next invoice uses the credit by itself', async () => {
  await asWorker(db, async (tx) => {
    await postTransfers(tx, [{ ...novemberInvoice, sourceKey: 'invoice:2', items: [1000] }], by)
    assert.equal(await settle(tx, { regieId, householdIds, on: '2027-01-04' }), 475)
    const left = await openItems(tx, regieId, householdIds)
    assert.deepEqual(
      left.map(({ side, remainingCents }) => [side, remainingCents]),
      [['DEBIT', 525]],
    )
  })
})

test('the books balance, and only the documents are missing here', async () => {
  const broken = (await asWorker(db, checkLedger)).filter((invariant) => invariant.broken > 0)
  assert.deepEqual(broken, [{ name: 'ledger.has_document', broken: 3 }])
})

test('a transfer and an allocation are never changed, an item never settled beyond its amount', async () => {
  for (const statement of [
    'update ledger_transfer set amount_cents = 1',
    'delete from allocation',
  ]) {
    await assert.rejects(asOwner(statement), /append_only/)
  }
  await assert.rejects(
    asWorker(db, (tx) => sql`update open_item set settled_cents = 0`.execute(tx)),
    /permission denied/,
  )
  const tooMuch = asWorker(db, async (tx) => {
    const [debit] = await openItems(tx, regieId, [martin])
    const credit = await sql<{
      id: number
    }>`select id from open_item where side = 'CREDIT'`.execute(tx)
    await sql`
      insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on)
      values (${martin}, ${regieId}, ${debit?.id}, ${credit.rows[0]?.id}, 1, '2027-01-05')`.execute(
      tx,
    )
  })
  await assert.rejects(tooMuch, /settled_within/)
})

test('what a transfer can settle belongs to the family and to the régie of the transfer', async () => {
  const itemOf = (household: number, regie: number) =>
    asWorker(db, (tx) =>
      sql`
        insert into open_item (transfer_id, line_no, household_id, regie_id, side, amount_cents, due_order)
        select id, 9, ${household}::bigint, ${regie}::int, 'DEBIT', 100, occurred_on
        from ledger_transfer where household_id = ${martin} limit 1`.execute(tx),
    )
  const refused = { code: '23503', message: /names transfer \d+ of household \d+ and régie \d+,/ }
  await assert.rejects(itemOf(diallo, regieId), refused)
  await assert.rejects(itemOf(martin, regieId + 1), refused)
})

test('a debt of one family is never settled by the credit of another', async () => {
  const crossed = asWorker(db, async (tx) => {
    const [paid] = await postTransfers(
      tx,
      [
        {
          ...novemberInvoice,
          householdId: diallo,
          kind: 'PAY_CASH',
          sourceKey: 'payment:2',
          items: [500],
        },
      ],
      by,
    )
    const [debit] = await openItems(tx, regieId, [martin])
    await sql`
      insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on)
      values (${martin}, ${regieId}, ${debit?.id}, ${paid?.itemIds[0]}, 500, '2027-01-05')`.execute(
      tx,
    )
  })
  await assert.rejects(crossed, /allocation_credit_item_id/)
})

/** The owner's grants allow everything: only the walls are left. */
async function asOwner(statement: string): Promise<void> {
  const client = await db.pool.connect()
  try {
    await client.query(`set role "${db.roles.owner}"`)
    await client.query(statement)
  } finally {
    await client.query('reset role')
    client.release()
  }
}
