import type { MonthFacts } from './facts.ts'
import type { LatePickup } from './late.ts'
import type { LineBook } from './lines.ts'
import type { PriceIndex } from './price-index.ts'
import type { Remarks } from './remarks.ts'
import type { PricingPolicies } from './tariff.ts'

/** What every step of a household's pricing needs. */
export interface Pricing {
  readonly facts: MonthFacts
  readonly index: PriceIndex
  readonly policies: PricingPolicies
  readonly book: LineBook
  readonly remarks: Remarks
  /** `child|unit|first day` of the package windows that are paid for. */
  readonly chargedWindows: Set<string>
  /** Gathered day by day, charged when the whole period is known. */
  readonly latePickups: LatePickup[]
}
