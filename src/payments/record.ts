import { sql } from 'kysely'
import { recordAll, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { post } from '../db/outbox.ts'
import { announceDocuments } from '../files/documents.ts'
import { dayOf, monthOf, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'
import { ensureAccounts, lockReceivables, receivables } from '../ledger/accounts.ts'
import type { TransferKind } from '../ledger/kinds.ts'
import { nextNumbers, numberText } from '../ledger/numbers.ts'
import { settle } from '../ledger/settle.ts'
import { postTransfers } from '../ledger/transfers.ts'
import { notify, type NewNotice } from '../messages/notify.ts'
import { receiptDocument } from './receipt.ts'

export type CounterMethod = 'CASH' | 'CHEQUE' | 'CARD_COUNTER' | 'TRANSFER' | 'CESU' | 'ANCV'
export type PaymentMethod = CounterMethod | 'CARD_ONLINE' | 'DIRECT_DEBIT'

/** Money that arrived. */
export interface NewPayment {
  readonly householdId: number
  readonly regieId: number
  readonly method: PaymentMethod
  readonly amountCents: Cents
  readonly receivedOn: Day
  /** Who paid; null: the household's first adult. */
  readonly payerName?: string | null
  /** Issuer, bank and number of a cheque, reference of a transfer. */
  readonly details?: Readonly<Record<string, string>>
  readonly attemptId?: number
  readonly idempotencyKey?: string
}

export interface BookedPayment {
  readonly id: number
  readonly number: string
  readonly transferId: number
}

export interface RecordedPayment extends BookedPayment {
  /** The same idempotency key had been recorded before: nothing was written. */
  readonly repeated: boolean
}

interface By {
  readonly now: Date
  readonly actor: string
  readonly actorKind?: ActorKind
}

const transferOf: Readonly<Record<PaymentMethod, TransferKind>> = {
  CASH: 'PAY_CASH',
  CHEQUE: 'PAY_CHEQUE',
  CARD_COUNTER: 'PAY_CARD',
  CARD_ONLINE: 'PAY_CARD',
  TRANSFER: 'PAY_TRANSFER',
  DIRECT_DEBIT: 'PAY_DEBIT',
  CESU: 'PAY_CESU',
  ANCV: 'PAY_ANCV',
}

/** Money at the counter or by post. */
export interface CounterPayment extends Omit<NewPayment, 'receivedOn'> {
  readonly method: CounterMethod
  /** Null: today, or whenever the payment of the same key was recorded. */
  readonly receivedOn: Day | null
}

/**
 * Records money received at the counter or by post. With an idempotency key the same payment counts once; the key of
 * another payment is refused (UNCHANGEABLE).
 */
export async function recordPayment(
  tx: Tx,
  payment: CounterPayment,
  by: By,
): Promise<RecordedPayment> {
  await ensureAccounts(tx, receivables(payment.regieId, [payment.householdId]))
  await lockReceivables(tx, payment.regieId, [payment.householdId])
  const known = await findByKey(tx, payment)
  if (known) return { ...known, repeated: true }
  const receivedOn = payment.receivedOn ?? dayOf(by.now)
  const [booked] = await bookPayments(tx, [{ ...payment, receivedOn }], by)
  if (!booked) throw new Error('The payment was not booked')
  return { ...booked, repeated: false }
}

async function findByKey(tx: Tx, payment: CounterPayment): Promise<BookedPayment | null> {
  if (payment.idempotencyKey === undefined) return null
  const found = await sql<BookedPayment & { same: boolean }>`
    select id, number, transfer_id as "transferId",
           (household_id, regie_id, method, amount_cents, received_on)
             = (${payment.householdId}, ${payment.regieId}, ${payment.method}, ${payment.amountCents},
                coalesce(${payment.receivedOn}::date, received_on)) as same
    from payment where idempotency_key = ${payment.idempotencyKey}`.execute(tx)
  const row = found.rows[0]
  if (row && !row.same) throw new Refusal('UNCHANGEABLE', { key: payment.idempotencyKey })
  return row ? { id: row.id, number: row.number, transferId: row.transferId } : null
}

/**
 * Books payments, all or none, in their order: a transfer each, then the oldest debts are settled (domain.md §4.4),
 * then numbers without gaps, then the rows and their receipts. Twelve statements and one for each régie, year and day, however many.
 */
export async function bookPayments(
  tx: Tx,
  payments: readonly NewPayment[],
  by: By,
): Promise<BookedPayment[]> {
  if (payments.length === 0) return []
  const ids = await drawIds(tx, payments.length)
  const transfers = await postTransfers(
    tx,
    payments.map((payment, index) => ({
      kind: transferOf[payment.method],
      householdId: payment.householdId,
      regieId: payment.regieId,
      sourceKey: `payment:${ids[index]}`,
      occurredOn: payment.receivedOn,
      visibleFrom: payment.receivedOn,
      items: [payment.amountCents],
    })),
    by,
  )
  await settleAll(tx, payments)
  const sequences = await numberAll(tx, payments)
  const rows = payments.map((payment, index) => {
    const sequence = sequences[index] ?? 0
    return {
      ...payment,
      id: ids[index] ?? 0,
      fiscalYear: yearOf(payment),
      sequence,
      number: numberText('PAYMENT', payment.regieId, monthOf(payment.receivedOn), sequence),
      transferId: transfers[index]?.id ?? 0,
      details: payment.details ?? {},
    }
  })
  await insertPayments(tx, rows, by)
  await recordAll(
    tx,
    rows.map((row) => ({
      at: by.now,
      actorKind: by.actorKind ?? 'OFFICER',
      actor: by.actor,
      action: 'payment.book',
      subject: 'payment',
      subjectId: row.id,
      householdId: row.householdId,
    })),
  )
  await issueReceipts(tx, rows, by.now)
  await notify(tx, rows.map(receivedNotice), by)
  return rows.map(({ id, number, transferId }) => ({ id, number, transferId }))
}

/** A receipt stands under « Documents » at once; a job renders it. */
async function issueReceipts(tx: Tx, rows: readonly PaymentRow[], now: Date): Promise<void> {
  await announceDocuments(
    tx,
    rows.map((row) => receiptDocument(row, now)),
    now,
  )
  const entries = rows.map(({ id, householdId }) => ({
    topic: 'receipt.render' as const,
    payload: { paymentId: id },
    dedupeKey: String(id),
    householdId,
  }))
  await post(tx, now, entries)
}

function receivedNotice({ id, householdId }: PaymentRow): NewNotice {
  const link = { page: 'statement' } as const
  return { kind: 'PAYMENT', householdId, aboutId: id, dedupeKey: `payment:${id}`, link }
}

async function drawIds(tx: Tx, count: number): Promise<number[]> {
  const drawn = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('payment', 'id')) as id
    from generate_series(1, ${count}::int)`.execute(tx)
  return drawn.rows.map((row) => row.id)
}

async function settleAll(tx: Tx, payments: readonly NewPayment[]): Promise<void> {
  const groups = Map.groupBy(payments, (payment) => `${payment.receivedOn} ${payment.regieId}`)
  for (const key of [...groups.keys()].sort()) {
    const group = groups.get(key) ?? []
    const [first] = group
    if (!first) continue
    await settle(tx, {
      regieId: first.regieId,
      householdIds: [...new Set(group.map((payment) => payment.householdId))],
      on: first.receivedOn,
    })
  }
}

/** A number for each payment, drawn together for each régie and year, in a fixed order of locks. */
async function numberAll(tx: Tx, payments: readonly NewPayment[]): Promise<number[]> {
  const series = (payment: NewPayment) => `${payment.regieId} ${yearOf(payment)}`
  const next = new Map<string, number>()
  const groups = Map.groupBy(payments, series)
  for (const key of [...groups.keys()].sort()) {
    const group = groups.get(key) ?? []
    const [first] = group
    if (!first) continue
    const counter = {
      regieId: first.regieId,
      series: 'PAYMENT',
      fiscalYear: yearOf(first),
    } as const
    next.set(key, await nextNumbers(tx, counter, group.length))
  }
  return payments.map((payment) => {
    const sequence = next.get(series(payment)) ?? 0
    next.set(series(payment), sequence + 1)
    return sequence
  })
}

function yearOf(payment: NewPayment): number {
  return Number(payment.receivedOn.slice(0, 4))
}

interface PaymentRow extends NewPayment {
  readonly id: number
  readonly fiscalYear: number
  readonly sequence: number
  readonly number: string
  readonly transferId: number
}

async function insertPayments(tx: Tx, rows: readonly PaymentRow[], by: By): Promise<void> {
  await sql`
    insert into payment (id, household_id, regie_id, fiscal_year, sequence_number, number, method, amount_cents,
      received_on, recorded_at, recorded_by, payer_name, details, attempt_id, idempotency_key, transfer_id)
    select given.id, "householdId", "regieId", "fiscalYear", sequence, number, method, "amountCents", "receivedOn",
      ${by.now}::timestamptz, ${by.actor}::text, coalesce("payerName", payer.name, household.name), details,
      "attemptId", "idempotencyKey", "transferId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
      id bigint, "householdId" bigint, "regieId" int, "fiscalYear" smallint, sequence int, number text, method text,
      "amountCents" int, "receivedOn" date, "payerName" text, details jsonb, "attemptId" bigint,
      "idempotencyKey" text, "transferId" bigint)
    join household on household.id = "householdId"
    left join lateral (
      select person.first_name || ' ' || person.usual_name as name
      from household_adult member join person on person.id = member.person_id
      where member.household_id = "householdId" and member.role = 'PRIMARY'
        and "receivedOn" between member.valid_from and coalesce(member.valid_to, 'infinity')
      limit 1) payer on true`.execute(tx)
}
