import type { Cents } from '../kernel/money.ts'
import { sameText } from '../kernel/ids.ts'
import type { Action, AttemptState, BankMessage, Reading } from './provider.ts'

/** What the portal remembers of the attempt that a notification names. */
export interface AttemptContext {
  readonly reference: string
  readonly shopId: string
  readonly amountCents: Cents
  readonly currency: string
  readonly state: AttemptState
  /** The provider's transaction that paid it, when one did. */
  readonly paidBy: string | null
  /** The provider's transaction is known, for another attempt. */
  readonly transactionIsAnothers?: boolean
}

/** Why something authentic was put aside (table quarantine). */
export type QuarantineReason =
  | 'AMOUNT'
  | 'CURRENCY'
  | 'SHOP'
  | 'UNKNOWN_ATTEMPT'
  | 'TRANSACTION_REUSED'
  | 'SECOND_PAYMENT'
  | 'AFTER_PAID'

export type Decision =
  | { readonly action: 'quarantine'; readonly why: string; readonly reason: QuarantineReason }
  | { readonly action: Exclude<Action, 'quarantine'>; readonly why?: string }

/**
 * What the portal does about a notification, whichever the provider (payments.md §0). Pure: the same message and
 * attempt always give the same decision. Only an authentic message that equals the attempt in shop, amount and
 * currency moves anything; what is authentic but different is put aside for the officer.
 */
export function decide(reading: Reading, attempt: AttemptContext | null): Decision {
  if (!reading.authentic) return { action: 'reject', why: reading.why }
  const { message } = reading
  if (!attempt || !sameText(attempt.reference, message.reference)) {
    return quarantine('UNKNOWN_ATTEMPT', 'unknown order')
  }
  return mismatch(message, attempt) ?? moveOf(message, attempt)
}

function mismatch(message: BankMessage, attempt: AttemptContext): Decision | null {
  if (message.shopId !== null && message.shopId !== attempt.shopId) {
    return quarantine('SHOP', 'shop differs')
  }
  if (message.amountCents !== attempt.amountCents) return quarantine('AMOUNT', 'amount differs')
  if (message.currency !== attempt.currency) return quarantine('CURRENCY', 'currency differs')
  if (attempt.transactionIsAnothers) {
    return quarantine('TRANSACTION_REUSED', 'transaction of another order')
  }
  return null
}

function moveOf(message: BankMessage, attempt: AttemptContext): Decision {
  if (attempt.state === 'PAID') return afterPaid(message, attempt)
  if (moneyWentBack.has(attempt.state)) return afterMoneyWentBack(message, attempt)
  if (attempt.state === 'FAILED' || attempt.state === 'CANCELLED') return afterFailure(message)
  const late = attempt.state === 'EXPIRED' && message.meaning === 'pending'
  return late ? unchanged('expired') : { action: message.meaning }
}

const moneyWentBack: ReadonlySet<AttemptState> = new Set([
  'REFUNDED',
  'CHARGEBACK',
  'CANCELLED_AFTER_PAID',
])

/** A late success overrides a failure; a second failure or a belated promise says nothing new. */
function afterFailure({ meaning }: BankMessage): Decision {
  const over: readonly Action[] = ['failed', 'cancelled', 'expired', 'pending']
  return over.includes(meaning) ? unchanged('already over') : { action: meaning }
}

const leavesPaidAlone: ReadonlySet<Action> = new Set([
  'pending',
  'failed',
  'cancelled',
  'expired',
  'no_change',
])

/** Nothing but a refund or a chargeback leaves « paid ». */
function afterPaid(message: BankMessage, attempt: AttemptContext): Decision {
  if (message.meaning === 'paid') return samePayment(message, attempt)
  if (leavesPaidAlone.has(message.meaning)) return unchanged('already paid')
  return { action: message.meaning }
}

function afterMoneyWentBack(message: BankMessage, attempt: AttemptContext): Decision {
  if (message.meaning === 'paid') return samePayment(message, attempt)
  if (message.meaning.toUpperCase() === attempt.state) return unchanged('already known')
  if (message.meaning === 'refunded' || message.meaning === 'chargeback')
    return quarantine('AFTER_PAID', 'money went back twice')
  return message.meaning === 'no_change_alert'
    ? { action: 'no_change_alert' }
    : unchanged('money already went back')
}

function samePayment(message: BankMessage, attempt: AttemptContext): Decision {
  const known = attempt.paidBy === null || attempt.paidBy === message.transactionId
  return known
    ? unchanged('already paid')
    : quarantine('SECOND_PAYMENT', 'paid twice: refund needed')
}

function unchanged(why: string): Decision {
  return { action: 'no_change', why }
}

function quarantine(reason: QuarantineReason, why: string): Decision {
  return { action: 'quarantine', why, reason }
}
