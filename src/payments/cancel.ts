import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { dayOf } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'
import { lockReceivables } from '../ledger/accounts.ts'
import { reversePayment } from './reverse.ts'

export interface CancelledPayment {
  readonly number: string
  readonly amountCents: Cents
  readonly household: string
  readonly fileNumber: number
  /** It was cancelled before: nothing was written. */
  readonly repeated: boolean
}

/**
 * Cancels a payment of the counter that was recorded by mistake, or a cheque that came back (domain.md §4.10): its
 * number stays, what it had settled is owed again. The family reads the reason on its statement. Refuses NOT_FOUND
 * and, for money that only the bank gives back, BANK_PAYMENT.
 */
export async function cancelPayment(
  tx: Tx,
  { number, because }: { readonly number: string; readonly because: string },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<CancelledPayment> {
  const found = await sql<Found>`
    select p.id, p.regie_id as "regieId", p.household_id as "householdId", p.number, p.amount_cents as "amountCents",
           h.name as household, h.file_number as "fileNumber",
           p.method in ('CARD_ONLINE', 'DIRECT_DEBIT') as "isOfBank"
    from payment p join household h on h.id = p.household_id
    where p.number = ${number}`.execute(tx)
  const payment = found.rows[0]
  if (!payment) throw new Refusal('NOT_FOUND', { payment: number })
  const { id, regieId, householdId, isOfBank, ...told } = payment
  if (isOfBank) throw new Refusal('BANK_PAYMENT', { number })
  await lockReceivables(tx, regieId, [householdId])
  const reversed = await sql<{ kind: string }>`
    select kind from payment_reversal where payment_id = ${id} and kind = 'CANCELLED'`.execute(tx)
  if (reversed.rows.length > 0) return { ...told, repeated: true }
  await reversePayment(
    tx,
    { paymentId: id, kind: 'CANCELLED', on: dayOf(now), because, providerKey: null },
    { now, actor, actorKind: 'OFFICER' },
  )
  return { ...told, repeated: false }
}

interface Found extends Omit<CancelledPayment, 'repeated'> {
  readonly id: number
  readonly regieId: number
  readonly householdId: number
  readonly isOfBank: boolean
}
