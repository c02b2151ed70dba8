import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** A household's period, priced. Nothing is priced 0 for want of a price: what has none is refused. */
export interface PricedMonth {
  readonly lines: readonly PricedLine[]
  readonly refused: readonly PriceRefusal[]
  readonly alerts: readonly PriceAlert[]
}

/** Equal days of one child, in one line. `amountCents = unitPriceCents × quantity`, shared when custody is. */
export interface PricedLine {
  readonly childId: number
  readonly activityId: number
  readonly unitIds: readonly number[]
  readonly unitCodes: readonly string[]
  readonly kind: 'UNIT' | 'PAI_MEAL' | 'SURCHARGE' | 'PENALTY' | 'LATE_PICKUP' | 'PACKAGE'
  /** French, as printed: « Repas ». */
  readonly label: string
  readonly days: readonly Day[]
  /** Number of days; for prices by duration the number of started steps; 1 for a package. */
  readonly quantity: number
  readonly unitPriceCents: Cents
  readonly amountCents: Cents
  readonly sharePercent: number
  /** The part of the amount that counts for the tax credit (CGI 200 quater B): never the meal. */
  readonly taxCreditCents: Cents
  readonly tariffId: number
  readonly tariffLineNo: number
  readonly localProductCode: string | null
  readonly accountingCode: string | null
  /** For a package: the days it pays for. */
  readonly packageWindow: { readonly from: Day; readonly to: Day } | null
  readonly reason: PriceReason
}

/** Why a unit price is what it is; holds no name and no day, so that equal reasons are stored once. */
export interface PriceReason {
  readonly steps: readonly PriceStep[]
  /** « Quotient 735, tranche 640 à 860 : 2,35 € le repas. » */
  readonly sentence: string
}

export interface PriceStep {
  readonly step:
    | 'TARIFF'
    | 'QUOTIENT'
    | 'BASE'
    | 'SIBLINGS'
    | 'RESIDENCE'
    | 'FLOOR'
    | 'CEILING'
    | 'ADJUSTMENT'
    | 'ROUNDING'
    | 'ATTENDANCE'
    | 'SURCHARGE'
  /** French. */
  readonly text: string
  /** After this step, in cents with decimals where they are not rounded yet: `300.6`. Null: no amount yet. */
  readonly cents: string | null
}

export type PriceRefusalCode =
  /** No price list, or a hole in one, for the day, unit, residence, quotient… */
  | 'PRICING_NOT_FOUND'
  /** Two prices apply. */
  | 'AMBIGUOUS'
  /** The list asks for a quotient and forbids to do without. */
  | 'QUOTIENT_MISSING'
  /** Booked, and nobody has said whether the child came. */
  | 'UNCHECKED_DAY'

export interface PriceRefusal {
  readonly code: PriceRefusalCode
  readonly childId: number
  readonly activityId: number
  readonly unitId: number
  readonly unitCode: string
  readonly days: readonly Day[]
  /** English, for the officer: what was looked for and what is missing. */
  readonly explained: string
}

/** Something the officer should know though a price was found. */
export interface PriceAlert {
  readonly code: 'PAI_EXPIRED' | 'QUOTIENT_UNKNOWN'
  readonly childId: number
  readonly activityId: number
  readonly days: readonly Day[]
  readonly explained: string
}
