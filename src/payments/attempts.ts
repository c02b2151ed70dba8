import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { AttemptContext } from './decide.ts'
import type { AttemptState, BankMessage, ProviderName } from './provider.ts'

/** An attempt, held until the transaction ends, with what decides about a message. */
export interface LockedAttempt extends AttemptContext {
  readonly id: number
  readonly householdId: number
  readonly regieId: number
  readonly paymentId: number | null
}

/** Finds the attempt that a message names and holds it, then looks at its payment and at the transaction's owner. */
export async function readAttempt(
  tx: Tx,
  provider: ProviderName,
  message: BankMessage,
): Promise<LockedAttempt | null> {
  const held = await sql<{ id: number }>`
    select id from payment_attempt
    where provider = ${provider} and reference = ${message.reference}
    for update`.execute(tx)
  const id = held.rows[0]?.id
  if (id === undefined) return null
  const found = await sql<LockedAttempt>`
    select a.id, a.household_id as "householdId", a.regie_id as "regieId", a.reference, a.shop_id as "shopId",
           a.amount_cents as "amountCents", a.currency::text as currency, a.state, p.id as "paymentId",
           (select transaction_id from provider_transaction t
            where t.attempt_id = a.id and t.operation = 'DEBIT') as "paidBy",
           exists (select from provider_transaction t
                   where t.provider = a.provider and t.transaction_id = ${message.transactionId}
                     and t.attempt_id <> a.id) as "transactionIsAnothers"
    from payment_attempt a left join payment p on p.attempt_id = a.id
    where a.id = ${id}`.execute(tx)
  return found.rows[0] ?? null
}

/** The attempt of a reference that nobody vouches for. */
export async function attemptNamed(
  tx: Tx,
  provider: ProviderName,
  reference: string,
): Promise<number | null> {
  const found = await sql<{ id: number }>`
    select id from payment_attempt where provider = ${provider} and reference = ${reference}`.execute(
    tx,
  )
  return found.rows[0]?.id ?? null
}

/**
 * The attempt as a decision sees it. « It went back » may arrive before « it was paid »: then no payment was booked
 * yet, and the payment that comes after still has to be.
 */
export function asDecided(attempt: LockedAttempt, message: BankMessage): LockedAttempt {
  const overtaken = attempt.paymentId === null && isBack(attempt.state)
  return overtaken && message.meaning === 'paid' ? { ...attempt, state: 'PENDING' } : attempt
}

/** Has the money gone back: refunded by the commune, or taken back through the payer's bank? */
export function isBack(state: AttemptState): state is 'REFUNDED' | 'CHARGEBACK' {
  return state === 'REFUNDED' || state === 'CHARGEBACK'
}

/** An attempt as the thank-you page shows it, to whoever has its address: its state and nothing else. */
export async function attemptState(tx: Tx, attemptRef: string): Promise<AttemptState | null> {
  const found = await sql<{ state: AttemptState | null }>`
    select app.attempt_state(${attemptRef}) as state`.execute(tx)
  return found.rows[0]?.state ?? null
}

/** The public name of an attempt by the reference that the bank gave back. Null when it is none of ours. */
export async function attemptRefOf(
  tx: Tx,
  provider: ProviderName,
  reference: string,
): Promise<string | null> {
  if (!/^[A-Z0-9]{20}$/.test(reference)) return null
  const found = await sql<{ ref: string | null }>`
    select app.attempt_ref(${provider}, ${reference}) as ref`.execute(tx)
  return found.rows[0]?.ref ?? null
}

/** Attempts that nobody paid within two days: the bank no longer takes them. A late success still counts. */
export async function expireAttempts(tx: Tx, now: Date): Promise<number> {
  const since = new Date(now.getTime() - 48 * 3_600_000)
  const expired = await sql`
    update payment_attempt set state = 'EXPIRED', state_at = ${now}
    where state = 'CREATED' and created_at < ${since}`.execute(tx)
  return Number(expired.numAffectedRows ?? 0)
}
