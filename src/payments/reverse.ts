import { sql } from 'kysely'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { monthOf, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { lockReceivables } from '../ledger/accounts.ts'
import type { TransferKind } from '../ledger/kinds.ts'
import { nextNumbers, numberText } from '../ledger/numbers.ts'
import { settle } from '../ledger/settle.ts'
import { postTransfers } from '../ledger/transfers.ts'
import { undoAllocations } from '../ledger/undo.ts'
import { notify } from '../messages/notify.ts'
import type { CounterMethod, PaymentMethod } from './record.ts'

/** Money that went back, the whole of it, or that never came: CANCELLED at the counter, the others by the bank. */
export interface Reversal {
  readonly paymentId: number
  readonly kind: 'CANCELLED' | 'CHARGEBACK' | 'REFUND'
  readonly on: Day
  readonly because: string
  /** The provider's own id of the operation, when it has one. */
  readonly providerKey: string | null
}

interface By {
  readonly now: Date
  readonly actor: string
  readonly actorKind: ActorKind
}

const cancelOf: Readonly<Record<CounterMethod, TransferKind>> = {
  CASH: 'CANCEL_CASH',
  CHEQUE: 'CANCEL_CHEQUE',
  CARD_COUNTER: 'CANCEL_CARD',
  TRANSFER: 'CANCEL_TRANSFER',
  CESU: 'CANCEL_CESU',
  ANCV: 'CANCEL_ANCV',
}

interface PaymentToReverse {
  readonly method: PaymentMethod
  readonly householdId: number
  readonly regieId: number
  readonly amountCents: Cents
  readonly transferId: number
}

/**
 * Writes that a payment went back: what it had settled is owed again, and its credit settles the reversal instead
 * (data-model.md §5.11). The payment itself stays as it is.
 */
export async function reversePayment(tx: Tx, reversal: Reversal, by: By): Promise<void> {
  const payment = await paymentToReverse(tx, reversal.paymentId)
  await lockReceivables(tx, payment.regieId, [payment.householdId])
  await undoAllocations(tx, payment.transferId, reversal.on)
  const [posted] = await postTransfers(
    tx,
    [
      {
        kind: transferOf(reversal.kind, payment.method),
        householdId: payment.householdId,
        regieId: payment.regieId,
        sourceKey: `payment:${reversal.paymentId}:${reversal.kind}`,
        occurredOn: reversal.on,
        visibleFrom: reversal.on,
        items: [payment.amountCents],
      },
    ],
    by,
  )
  if (!posted) throw new Error('The reversal was not posted')
  await settle(tx, {
    regieId: payment.regieId,
    householdIds: [payment.householdId],
    on: reversal.on,
    chosenTransferIds: [posted.id],
  })
  const number = reversal.kind === 'REFUND' ? await refundNumber(tx, payment, reversal.on) : null
  await sql`
    insert into payment_reversal (payment_id, household_id, kind, amount_cents, on_day, because, provider_key, number,
      transfer_id, recorded_by)
    values (${reversal.paymentId}, ${payment.householdId}, ${reversal.kind}, ${payment.amountCents}, ${reversal.on},
      ${reversal.because}, ${reversal.providerKey}, ${number}, ${posted.id}, ${by.actor})`.execute(
    tx,
  )
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: `payment.${reversal.kind.toLowerCase()}`,
    subject: 'payment',
    subjectId: reversal.paymentId,
    householdId: payment.householdId,
  })
  if (reversal.kind === 'CHARGEBACK') await tellUnpaid(tx, reversal, payment, by.now)
}

function transferOf(kind: Reversal['kind'], method: PaymentMethod): TransferKind {
  if (kind === 'REFUND') return 'REFUND'
  if (method === 'CARD_ONLINE' || method === 'DIRECT_DEBIT') return 'CANCEL_CARD'
  return cancelOf[method]
}

async function tellUnpaid(
  tx: Tx,
  { paymentId }: Reversal,
  { householdId }: PaymentToReverse,
  now: Date,
): Promise<void> {
  const dedupeKey = `payment:${paymentId}`
  const link = { page: 'payment' } as const
  await notify(
    tx,
    { kind: 'PAYMENT_FAILED', householdId, aboutId: paymentId, dedupeKey, link },
    { now },
  )
}

async function paymentToReverse(tx: Tx, paymentId: number): Promise<PaymentToReverse> {
  const found = await sql<PaymentToReverse>`
    select household_id as "householdId", regie_id as "regieId", amount_cents as "amountCents", method,
           transfer_id as "transferId"
    from payment where id = ${paymentId}`.execute(tx)
  const payment = found.rows[0]
  if (!payment) throw new Error(`There is no payment ${paymentId}`)
  return payment
}

async function refundNumber(tx: Tx, payment: PaymentToReverse, on: Day): Promise<string> {
  const counter = {
    regieId: payment.regieId,
    series: 'REFUND',
    fiscalYear: Number(on.slice(0, 4)),
  } as const
  const sequence = await nextNumbers(tx, counter, 1)
  return numberText('REFUND', payment.regieId, monthOf(on), sequence)
}
