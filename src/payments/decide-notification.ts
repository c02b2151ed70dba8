import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf } from '../kernel/day.ts'
import { notify } from '../messages/notify.ts'
import { readSettings } from '../settings/settings.ts'
import { asDecided, attemptNamed, isBack, readAttempt, type LockedAttempt } from './attempts.ts'
import { decide, type Decision, type QuarantineReason } from './decide.ts'
import { takeNotification, type StoredNotification } from './notifications.ts'
import type { Action, AttemptState, BankMessage, Reading } from './provider.ts'
import { findProvider, shopOf } from './providers/registry.ts'
import { bookPayments } from './record.ts'
import { reversePayment } from './reverse.ts'

type Verdict = 'APPLIED' | 'NO_CHANGE' | 'QUARANTINE' | 'NOT_AUTHENTIC'

/**
 * Decides one stored notification, once: a second run, a repeat or a rival finds it processed. One that was not
 * authentic is read again when that is asked: the key may have been wrong. The notification is
 * held first, then its attempt; payment, ledger, state and verdict are one transaction (payments.md §0). Money moved on
 * the day on which the bank said so, however late that is read.
 * A worker's transaction. Returns the decision, `no_change` when there was nothing left to decide.
 */
export async function decideNotification(
  tx: Tx,
  keys: Keys,
  notificationId: number,
  { now }: { readonly now: Date },
): Promise<Decision> {
  const notification = await takeNotification(tx, keys, notificationId)
  if (!notification || notification.isDecided) {
    return { action: 'no_change', why: 'already processed' }
  }
  const reading = await read(tx, keys, notification)
  if (!reading.authentic) {
    const attemptId = await namedAttempt(tx, notification)
    await close(tx, notification, { verdict: 'NOT_AUTHENTIC', attemptId, now })
    return { action: 'reject', why: reading.why }
  }
  const { message } = reading
  const attempt = await readAttempt(tx, notification.provider, message)
  const decision = decide(reading, attempt && asDecided(attempt, message))
  const verdict = await apply(tx, { notification, message, attempt, decision, now })
  await close(tx, notification, { verdict, attemptId: attempt?.id ?? null, now })
  return decision
}

async function read(tx: Tx, keys: Keys, notification: StoredNotification): Promise<Reading> {
  const provider = findProvider(notification.provider)
  const settings = await readSettings(tx, keys)
  if (!provider || settings.payment.clent === '') {
    return { authentic: false, why: 'no such provider', sealIsRight: false }
  }
  return provider.readNotification(notification.raw, shopOf(settings))
}

/** Strangers know no reference: an officer looks at what names one, and finds a wrong key. */
async function namedAttempt(tx: Tx, { provider, raw }: StoredNotification): Promise<number | null> {
  const reference = findProvider(provider)?.namedReference(raw) ?? null
  return reference === null ? null : attemptNamed(tx, provider, reference)
}

interface Case {
  readonly notification: StoredNotification
  readonly message: BankMessage
  readonly attempt: LockedAttempt | null
  readonly decision: Decision
  readonly now: Date
}

const stateAfter: Partial<Record<Action, AttemptState>> = {
  pending: 'PENDING',
  failed: 'FAILED',
  failed_alert: 'FAILED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
}

async function apply(tx: Tx, given: Case): Promise<Verdict> {
  const { decision, attempt } = given
  if (decision.action === 'quarantine') return putAside(tx, given, decision.reason)
  if (decision.action === 'no_change_alert') return putAside(tx, given, 'STATUS')
  if (!attempt) return 'NO_CHANGE'
  if (decision.action === 'paid') return bookPaid(tx, given, attempt)
  if (decision.action === 'refunded') return bookBack(tx, given, attempt, 'REFUND')
  if (decision.action === 'chargeback') return bookBack(tx, given, attempt, 'CHARGEBACK')
  const state = stateAfter[decision.action]
  if (!state) return 'NO_CHANGE'
  await moveTo(tx, given, attempt, state)
  if (state === 'FAILED') await tellRefused(tx, given, attempt)
  return 'APPLIED'
}

async function tellRefused(
  tx: Tx,
  { now }: Case,
  { id, householdId }: LockedAttempt,
): Promise<void> {
  const link = { page: 'payment' } as const
  const notice = { kind: 'PAYMENT_FAILED', dedupeKey: `attempt:${id}`, link } as const
  await notify(tx, { ...notice, householdId, aboutId: id }, { now })
}

async function bookPaid(tx: Tx, given: Case, attempt: LockedAttempt): Promise<Verdict> {
  await keepTransaction(tx, given, attempt, 'DEBIT')
  const [payment] = await bookPayments(
    tx,
    [
      {
        householdId: attempt.householdId,
        regieId: attempt.regieId,
        method: 'CARD_ONLINE',
        amountCents: attempt.amountCents,
        receivedOn: dayOf(given.notification.receivedAt),
        attemptId: attempt.id,
        details: { transaction: given.message.transactionId },
      },
    ],
    by(given),
  )
  if (!payment) throw new Error('The payment was not booked')
  if (isBack(attempt.state)) {
    await reverse(tx, given, payment.id, attempt.state === 'REFUNDED' ? 'REFUND' : 'CHARGEBACK')
  } else {
    await moveTo(tx, given, attempt, 'PAID')
  }
  return 'APPLIED'
}

async function bookBack(
  tx: Tx,
  given: Case,
  attempt: LockedAttempt,
  kind: 'REFUND' | 'CHARGEBACK',
): Promise<Verdict> {
  await keepTransaction(tx, given, attempt, 'CREDIT')
  if (attempt.paymentId !== null) await reverse(tx, given, attempt.paymentId, kind)
  await moveTo(tx, given, attempt, kind === 'REFUND' ? 'REFUNDED' : 'CHARGEBACK')
  return 'APPLIED'
}

async function reverse(tx: Tx, given: Case, paymentId: number, kind: 'REFUND' | 'CHARGEBACK') {
  const { provider } = given.notification
  const { transactionId } = given.message
  await reversePayment(
    tx,
    {
      paymentId,
      kind,
      on: dayOf(given.notification.receivedAt),
      because: kind === 'REFUND' ? 'Remboursement par la banque' : 'Impayé signalé par la banque',
      providerKey: `${provider}:${transactionId}:${kind}`,
    },
    by(given),
  )
}

function by({ notification, now }: Case) {
  return { now, actor: notification.provider, actorKind: 'PROVIDER' } as const
}

/** The provider's transaction, once for ever: its key refuses a second use, whatever else failed. */
async function keepTransaction(
  tx: Tx,
  { notification, message, now }: Case,
  attempt: LockedAttempt,
  operation: 'DEBIT' | 'CREDIT',
): Promise<void> {
  await sql`
    insert into provider_transaction (provider, transaction_id, operation, attempt_id, notification_id, amount_cents,
      status, at)
    values (${notification.provider}, ${message.transactionId}, ${operation}, ${attempt.id}, ${notification.id},
      ${attempt.amountCents}, ${message.status}, ${now})`.execute(tx)
}

async function moveTo(
  tx: Tx,
  { notification, now }: Case,
  attempt: LockedAttempt,
  state: AttemptState,
): Promise<void> {
  if (state === attempt.state) return
  await sql`
    update payment_attempt set state = ${state}, state_at = ${now} where id = ${attempt.id}`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'PROVIDER',
    actor: notification.provider,
    action: `payment.attempt.${state.toLowerCase()}`,
    subject: 'payment_attempt',
    subjectId: attempt.id,
    householdId: attempt.householdId,
  })
}

/** Authentic but different: kept for the officer, nothing is booked. */
async function putAside(
  tx: Tx,
  { notification, attempt }: Case,
  reason: QuarantineReason | 'STATUS',
): Promise<Verdict> {
  await sql`
    insert into quarantine (notification_id, attempt_id, reason)
    values (${notification.id}, ${attempt?.id ?? null}, ${reason})`.execute(tx)
  return 'QUARANTINE'
}

async function close(
  tx: Tx,
  notification: StoredNotification,
  end: { readonly verdict: Verdict; readonly attemptId: number | null; readonly now: Date },
): Promise<void> {
  await sql`
    update provider_notification
    set verdict = ${end.verdict}, attempt_id = ${end.attemptId}, processed_at = ${end.now}
    where id = ${notification.id}`.execute(tx)
}
