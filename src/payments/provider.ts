import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

export type ProviderName = 'SPPLUS' | 'SYSTEMPAY' | 'PAYFIP'

/** States of an attempt (payments.md §0). A paid one only goes on to the three after it. */
export type AttemptState =
  | 'CREATED'
  | 'PENDING'
  | 'FAILED'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'PAID'
  | 'REFUNDED'
  | 'CHARGEBACK'
  | 'CANCELLED_AFTER_PAID'

/** What a decision can say (payments.md §0, « Actions »). */
export type Action =
  | 'paid'
  | 'pending'
  | 'failed'
  | 'failed_alert'
  | 'cancelled'
  | 'expired'
  | 'refund_pending'
  | 'refunded'
  | 'chargeback'
  | 'test_only'
  | 'quarantine'
  | 'reject'
  | 'no_change'
  | 'no_change_alert'
  | 'no_change_retry_later'

/** What a provider's own status stands for, before the attempt is looked at. */
export type Meaning = Exclude<Action, 'quarantine' | 'reject' | 'no_change_retry_later'>

/** The commune's contract with a provider, from the settings. */
export interface Shop {
  readonly shopId: string
  /** The secret, as the bank printed it. */
  readonly key: string
  readonly mode: 'TEST' | 'PRODUCTION'
  /** Address of the bank's payment page. */
  readonly pageUrl: string
}

/** What the family is sent to the bank with. */
export interface Order {
  readonly reference: string
  readonly amountCents: Cents
  /** Last day on which the bank may take the payment. */
  readonly validUntil: Day
  readonly email: string | null
  /** Absolute, without a query string. */
  readonly returnUrl: string
}

/** An authentic notification, in the portal's words. Null: the bank did not say. */
export interface BankMessage {
  readonly shopId: string | null
  readonly reference: string
  /** The provider's own id of the transaction, unique for ever. */
  readonly transactionId: string
  readonly amountCents: Cents | null
  /** ISO 4217 numeric, as text. */
  readonly currency: string | null
  /** The bank's status, as it was sent. */
  readonly status: string
  readonly meaning: Meaning
}

export type Reading =
  | { readonly authentic: true; readonly message: BankMessage }
  | {
      readonly authentic: false
      readonly why: string
      /** The seal itself is right, and yet the whole is refused: names are not sealed. */
      readonly sealIsRight: boolean
    }

/** A payment provider: what SP Plus does, and what Systempay and PayFiP will have to do. */
export interface PaymentProvider {
  readonly name: ProviderName
  /** The word in the portal's addresses for returns and notifications. */
  readonly slug: string
  /** The body that the bank wants to hear once the notification is stored. */
  readonly acknowledgement: string
  /** The address that the family's browser is sent to. PayFiP asks a web service for it. */
  startUrl(order: Order, shop: Shop): Promise<string>
  /** Reads the bytes as they were received. Never throws: what cannot be read is not authentic. */
  readNotification(raw: string, shop: Shop): Reading
  /** The attempt that a notification speaks of, whatever its seal. Null when it names none. */
  namedReference(raw: string): string | null
}
