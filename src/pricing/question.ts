import type { ChildDay } from './child-day.ts'
import type { DayFact } from './facts.ts'
import type { Pricing } from './pricing.ts'
import { quotientOnDay } from './quotient.ts'
import { isResident } from './selection.ts'
import { siblingsCounted } from './siblings.ts'
import type { Tariff } from './tariff.ts'
import { usesQuotient, type UnitPrice } from './unit-price.ts'

export type KnownPrice = Extract<UnitPrice, { isFound: true }>

const unasked = { value: null, isLastKnown: false }

/** The unit price of a chosen tariff for a child on a day; what cannot be priced is refused and null. */
export function askPrice(
  pricing: Pricing,
  day: ChildDay,
  tariff: Tariff,
  units: readonly DayFact[],
): KnownPrice | null {
  const { facts, index, policies, remarks } = pricing
  const { quotientType: type, rule } = tariff
  const asksQuotient = usesQuotient(tariff)
  const quotient = asksQuotient
    ? quotientOnDay(facts.quotients, { type, rule: rule.quotient }, day.day, policies.billingDate)
    : unasked
  const price = index.priceOf({
    tariff,
    quotient,
    isNonResident: rule.nonResident !== null && isResident(tariff, day) === false,
    siblings: siblingsCounted(rule.siblings, day),
  })
  if (!price.isFound) {
    for (const { unitId } of units) {
      const unit = index.unitOf(unitId) ?? { id: unitId, code: String(unitId) }
      remarks.refuse(price.code, day, unit, price.explained)
    }
    return null
  }
  if (asksQuotient && quotient.value === null) {
    remarks.alert('QUOTIENT_UNKNOWN', day, 'no quotient is valid: the highest price applies')
  }
  return price
}
