import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { checkBilling } from '../../src/billing/check.ts'
import { runBilling } from '../../src/billing/run.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { diallo } from './story.ts'
import { lunchDays, plantDays, plantFamilies, plantTown, schoolDays } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
const town = await plantTown(db)
const families = await plantFamilies(db, [diallo])
const family = families.get(102) ?? { id: 0, children: [] }
const [moussa = 0] = family.children
const inDecember = { now: new Date('2026-12-04T08:00:00Z'), actor: 'regisseur' }
const inJanuary = { now: new Date('2027-01-05T08:00:00Z'), actor: 'regisseur' }
const inFebruary = { now: new Date('2027-02-04T08:00:00Z'), actor: 'regisseur' }

await plantDays(
  db,
  lunchDays.map((day) => ({ householdId: family.id, childId: moussa, unit: 'repas', day })),
)
await runBilling(db, keys, { period: '2026-11' }, inDecember) // 17 × 1.75 = 29.75

async function chargesOf(period: string): Promise<unknown[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ kind: string; label: string; quantity: number; cents: number }>`
      select c.kind, c.label, c.quantity, c.amount_cents as cents
      from charge c
      left join invoice i on i.id = c.invoice_id
      left join credit_note n on n.id = c.credit_note_id
      left join billing_run r on r.id = coalesce(i.run_id, n.run_id)
      where r.period_from = ${period}::date order by c.line_no`.execute(tx),
  )
  return found.rows.map(({ kind, label, quantity, cents }) => [kind, label, quantity, cents])
}

async function booksBalance(): Promise<void> {
  const broken = await asWorker(db, async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkBilling(tx)),
  ])
  assert.deepEqual(
    broken.filter((invariant) => invariant.broken > 0),
    [],
  )
}

describe('after the bill of November', () => {
  beforeEach(booksBalance)

  test('a day excused after its invoice comes back as a dated line of the next one', async () => {
    await excuse('2026-11-30')
    await plantDays(
      db,
      schoolDays('2026-12-01', '2026-12-18').map((day) => ({
        householdId: family.id,
        childId: moussa,
        unit: 'repas',
        day,
      })),
    )
    const [report] = await runBilling(db, keys, { period: '2026-12' }, inJanuary)
    assert.equal(report?.totalCents, 10 * 175 + 0 + 175 - 175) // 11 days of December, one of November taken back
    assert.deepEqual(await chargesOf('2026-12-01'), [
      ['UNIT', 'Repas', 11, 1925],
      ['REVERSAL', 'Repas, correction du 30 novembre', -1, -175],
    ])
  })

  test('the reversed day is kept, and is not reversed again', async () => {
    const days = await asWorker(db, (tx) =>
      sql<{ revision: number; quantity: number }>`
      select revision, quantity from charge_day where day = '2026-11-30' order by revision`.execute(
        tx,
      ),
    )
    assert.deepEqual(days.rows, [
      { revision: 0, quantity: 1 },
      { revision: 1, quantity: -1 },
    ])
    const [again] = await runBilling(db, keys, { period: '2026-12' }, inJanuary)
    assert.equal(again?.invoices, 0)
  })

  test('a run whose sum is below zero is a credit note, and the balance says so', async () => {
    await excuse('2026-11-27')
    const before = await asWorker(db, (tx) => balanceOf(tx, family.id, town.regieId))
    const [report] = await runBilling(db, keys, { period: '2027-01' }, inFebruary)
    assert.deepEqual([report?.invoices, report?.creditNotes, report?.totalCents], [0, 1, -175])
    const after = await asWorker(db, (tx) => balanceOf(tx, family.id, town.regieId))
    assert.equal(after, before - 175)
  })

  test('a day that counts again after all is billed a third time, never twice at once', async () => {
    await asWorker(db, (tx) =>
      sql`update absence set state = 'WITHDRAWN', decided_at = null where first_day = '2026-11-30'`.execute(
        tx,
      ),
    )
    await asWorker(db, (tx) =>
      sql`update attendance set state = 'PRESENT' where day = '2026-11-30'`.execute(tx),
    )
    const [report] = await runBilling(
      db,
      keys,
      { period: '2027-02' },
      { ...inFebruary, now: new Date('2027-03-04T08:00:00Z') },
    )
    assert.equal(report?.totalCents, 175)
    assert.deepEqual(await chargesOf('2027-02-01'), [['UNIT', 'Repas, du 30 novembre', 1, 175]])
  })

  test('a day cannot be billed twice, whoever writes it', async () => {
    const twice = asWorker(db, (tx) =>
      sql`
      insert into charge_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
      select household_id, child_id, unit_id, day, kind, 0, 1, charge_id from charge_day limit 1`.execute(
        tx,
      ),
    )
    await assert.rejects(twice, /charge_day_pkey/)
  })

  test('a billed day names a charge that is there, or nothing is written', async () => {
    const nowhere = asWorker(db, (tx) =>
      sql`
      insert into charge_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
      select household_id, child_id, unit_id, day.day, kind, 0, 1, coalesce(day.charge_id, known.charge_id)
      from (select * from charge_day limit 1) known,
        (values (date '2030-01-01', null), (date '2030-01-02', 999999999)) as day(day, charge_id)`.execute(
        tx,
      ),
    )
    await assert.rejects(nowhere, { code: '23503', message: /names charge 999999999/ })
  })

  test('a charge names what is there and is its family’s, or nothing is written', async () => {
    const nowhere = 999_999_999
    const note = await creditNoteId()
    const lost: readonly [RegExp, ChargeColumns][] = [
      [/names price reason 999999999,/, { reason_id: nowhere }],
      [/names invoice \d+ of household 999999999,/, { household_id: nowhere }],
      [/names credit note 999999999 of/, { invoice_id: null, credit_note_id: nowhere }],
      [
        /of household 999999999,/,
        { invoice_id: null, credit_note_id: note, household_id: nowhere },
      ],
      [/names open item 999999999,/, { open_item_id: nowhere, amount_cents: 1 }],
      [/names charge 999999999,/, { corrects_charge_id: nowhere }],
      [/charge_child_id_fkey/, { child_id: nowhere }],
      [/charge_tariff_id_activity_id_fkey/, { activity_id: nowhere }],
      [/charge_tariff_id_activity_id_fkey/, { tariff_id: null }],
    ]
    for (const [message, columns] of lost) {
      await assert.rejects(addCharge(columns), { code: '23503', message })
    }
    await assert.rejects(addCharge({ line_no: 1 }), /unique constraint "charge_invoice"/)
  })

  test('what was issued is never changed', async () => {
    const statements = [
      sql`update invoice set total_cents = 1`,
      sql`delete from invoice`,
      sql`update charge set amount_cents = 1`,
      sql`delete from credit_note`,
      sql`update invoice set number = 'F99-26-01-0000001'`,
    ]
    for (const statement of statements) {
      await assert.rejects(
        asWorker(db, (tx) => statement.execute(tx)),
        /permission denied|append_only/,
      )
    }
  })

  test('and the books balance at the end', booksBalance)
})

async function creditNoteId(): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from credit_note order by id limit 1`.execute(tx),
  )
  return found.rows[0]?.id ?? assert.fail('there is no credit note')
}

type ChargeColumns = Readonly<Record<string, number | null>>

/** Writes the first line of an invoice again, as a free line 99 with these columns. */
async function addCharge(columns: ChargeColumns): Promise<void> {
  const changes = JSON.stringify({ line_no: 99, open_item_id: null, amount_cents: 0, ...columns })
  await asWorker(db, (tx) =>
    sql`
      insert into charge (household_id, invoice_id, credit_note_id, line_no, open_item_id, child_id, activity_id,
        tariff_id, kind, corrects_charge_id, label, quantity, unit_price_cents, amount_cents, reason_id)
      select changed.household_id, changed.invoice_id, changed.credit_note_id, changed.line_no, changed.open_item_id,
        changed.child_id, changed.activity_id, changed.tariff_id, changed.kind, changed.corrects_charge_id,
        changed.label, changed.quantity, changed.unit_price_cents, changed.amount_cents, changed.reason_id
      from (select charge from charge where line_no = 1 and quantity > 0 order by id limit 1) known(line),
        jsonb_populate_record(known.line, ${changes}::jsonb) changed`.execute(tx),
  )
}

async function excuse(day: string): Promise<void> {
  await asWorker(db, async (tx) => {
    await sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, state, decided_at, decided_by)
      values (${family.id}, ${moussa}, ${day}, ${day}, 'ILLNESS', 'test', 'EXCUSED', now(), 'test')`.execute(
      tx,
    )
    await sql`update attendance set state = 'ABSENT' where child_id = ${moussa} and day = ${day}`.execute(
      tx,
    )
  })
}
