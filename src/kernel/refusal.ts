/**
 * What the domain refuses, by a code that the edges turn into words (web: French, command line: English).
 * Thrown, so that the transaction rolls back by itself.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: RefusalCode, details: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}

/** Every refusal of the domain. A new one needs its words in src/web/refusals.ts and cli/refusals.ts. */
export type RefusalCode =
  | 'NOT_FOUND'
  | 'NOT_ALLOWED'
  | 'WRONG_PASSWORD'
  | 'WRONG_CODE'
  | 'TOO_MANY_TRIES'
  | 'BUSY'
  | 'NOT_ELIGIBLE'
  | 'ALREADY_ENROLLED'
  | 'DAY_CLOSED'
  | 'DEADLINE_PASSED'
  | 'DAY_FULL'
  /** More is overdue than the activity allows to those who book. */
  | 'UNPAID'
  | 'GROUP_FULL'
  | 'PLACE_LEFT'
  | 'OFFER_OVER'
  | 'NOTHING_DUE'
  | 'AMOUNT_TOO_SMALL'
  | 'PROVIDER_NOT_CONFIGURED'
  | 'RUN_LOCKED'
  | 'RUN_STOPPED'
  | 'UNCHANGEABLE'
  | 'BANK_PAYMENT'
  | 'CHANGE_PENDING'
  | 'REASON_MISSING'
  | 'TARIFF_USED'
  | 'TARIFFS_OVERLAP'
  | 'ABSENCE_DECIDED'
  | 'NO_PAPER'
  | 'PAPER_DECIDED'
  | 'NO_BANK_ACCOUNT'
  | 'MANDATE_STATE'
  | 'MANDATE_ACCOUNT'
  | 'MANDATE_DATE'
  | 'NOT_OF_BOTH_HOUSEHOLDS'
  | 'TWO_HOUSEHOLDS'
  /** No alternating custody holds on those days, or they lie in two. */
  | 'NOT_ALTERNATING'
  | 'DAY_BEGUN'
  | 'WOULD_MIX_FAMILIES'
  | 'CANNOT_MERGE'
  /** Nobody would be left in the file to pay. */
  | 'LAST_ADULT'
  /** What hangs on the child in this file comes first. */
  | 'CHILD_BUSY'
  | 'CHILD_IN_CUSTODY'
  /** Another file goes on in its place. */
  | 'FILE_MERGED'
  | 'PICKUP_FORBIDDEN'
  | 'CONSENT_DATED'
  | 'CONSENT_MISSING'
  | 'VACCINES_MISSING'
  /** Days were billed with the quotient that would be replaced. */
  | 'QUOTIENT_INVOICED'
