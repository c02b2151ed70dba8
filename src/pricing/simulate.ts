import type { Cents } from '../kernel/money.ts'
import type { Tariff } from './tariff.ts'
import { unitPrice } from './unit-price.ts'

/** What a family tells of itself to see its prices. */
export interface SimulatedFamily {
  /** Whole euros; null: it has none, or does not say. */
  readonly quotient: number | null
  readonly isResident: boolean
  /** Children in the activity, 1 or more. */
  readonly children: number
}

/** What a published price comes to for a family. */
export type Simulation =
  | { readonly kind: 'NOT_FOR_YOU' }
  /** The published list says nothing for this quotient: nothing is guessed. */
  | { readonly kind: 'UNPUBLISHED' }
  | {
      readonly kind: 'PRICE'
      /** Eldest first; one amount when the children pay the same. */
      readonly cents: readonly Cents[]
      /** « Quotient 735, tranche 640 à 860 : 2,35 € le repas. », of the eldest. */
      readonly sentence: string
    }

/** One unit of a tariff for each child of a family, by the function that prices the bills (`unitPrice`). */
export function simulate(tariff: Tariff, family: SimulatedFamily): Simulation {
  const { residence } = tariff.filters
  if (residence !== 'ANY' && (residence === 'RESIDENT') !== family.isResident) {
    return { kind: 'NOT_FOR_YOU' }
  }
  const prices = Array.from({ length: family.children }, (_, at) =>
    unitPrice({
      tariff,
      quotient: { value: family.quotient, isLastKnown: false },
      isNonResident: tariff.rule.nonResident !== null && !family.isResident,
      siblings: siblingsOf(tariff, at + 1, family.children),
    }),
  )
  const found = prices.flatMap((price) => (price.isFound ? [price] : []))
  const [first] = found
  if (!first || found.length < prices.length) return { kind: 'UNPUBLISHED' }
  const cents = found.map((price) => price.cents)
  const areEqual = cents.every((one) => one === cents[0])
  return {
    kind: 'PRICE',
    cents: areEqual ? cents.slice(0, 1) : cents,
    sentence: first.reason.sentence,
  }
}

function siblingsOf({ rule }: Tariff, rank: number, children: number): number {
  if (!rule.siblings) return 1
  return rule.siblings.by === 'NUMBER' ? children : rank
}
