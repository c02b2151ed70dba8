import { addressKey } from './addresses.ts'
import type { Address, ImportedFamily } from './family-model.ts'
import type { PlanContext, PlannedFamily, Target } from './plan.ts'

/** `first`: since ever; `move`: from the day of the import, the former ends the day before; `correct`: in place. */
export interface AddressChange {
  readonly kind: 'first' | 'move' | 'correct'
  readonly family: ImportedFamily
  readonly household: Target
  readonly address: Address
}

export function planAddress(
  { known, day }: PlanContext,
  { family, household }: PlannedFamily,
): AddressChange | null {
  if (!family.address) return null
  const before = 'id' in household ? (known.households.get(household.id)?.address ?? null) : null
  const change = { family, household, address: family.address }
  if (!before) return { ...change, kind: 'first' }
  if (addressKey(before) === addressKey(family.address)) {
    const complement = family.address.complement ?? before.complement
    return complement === before.complement ? null : { ...change, kind: 'correct' }
  }
  // Two imports on one day: the second puts the first right.
  return { ...change, kind: before.validFrom >= day ? 'correct' : 'move' }
}
