import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { PricedLine, PriceReason } from '../pricing/priced.ts'

/** What a charge bills; REVERSAL takes back days of an earlier charge. */
export type ChargeKind = PricedLine['kind'] | 'REVERSAL'

/** A line of a bill to be: what an invoice or a credit note will hold as a charge. */
export interface BillLine {
  readonly childId: number
  readonly activityId: number
  readonly tariffId: number
  readonly tariffLineNo: number
  readonly kind: ChargeKind
  /** The kind under which its days are kept: that of the charge it takes back, for a reversal. */
  readonly dayKind: PricedLine['kind']
  readonly label: string
  readonly days: readonly Day[]
  readonly unitIds: readonly number[]
  /** One a unit and day, units outside; null: every day is billed for the first time. */
  readonly revisions: readonly number[] | null
  readonly quantity: number
  readonly unitPriceCents: Cents
  /** Below zero for a reversal. */
  readonly amountCents: Cents
  readonly sharePercent: number
  readonly taxCreditCents: Cents
  readonly localProductCode: string | null
  readonly correctsChargeId: number | null
  readonly reason: PriceReason
}

/** Why a family is left out of a run until somebody acts. English, for the officer. */
export type ParkedBecause = string

/** What one family would be billed by one régie in one run. */
export interface Bill {
  readonly householdId: number
  readonly lines: readonly BillLine[]
  readonly totalCents: Cents
  readonly factsSha256: Buffer
  readonly parkedBecause: ParkedBecause | null
  /** What the officer should know though a price was found. */
  readonly alerts: readonly string[]
}
