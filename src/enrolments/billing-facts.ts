import type { Tx } from '../db/connect.ts'
import type { ChargedPackage, DayFact, MonthFacts } from '../pricing/facts.ts'
import { daysToBill } from './billing-days.ts'
import { childrenToBill, householdsToBill } from './billing-households.ts'
import type { BillingScope } from './billing-scope.ts'

/**
 * Everything that the price of a period depends on, one `MonthFacts` a household that has a day in it or could owe
 * a package, by household id. Three statements, whatever the number of families: take some hundreds at a time
 * (`householdIds`) to bound the memory. The payer of a day is the household that booked it; a day attended without
 * a booking goes to the child's household that is enrolled (data-model.md §5.7). Packages charged before are
 * billing's to add.
 */
export async function factsOfPeriod(
  tx: Tx,
  scope: BillingScope,
  chargedPackages: ReadonlyMap<number, readonly ChargedPackage[]> = new Map(),
): Promise<Map<number, MonthFacts>> {
  const days = await daysToBill(tx, scope)
  const children = await childrenToBill(tx, scope)
  const householdIds = [...new Set([...days.keys(), ...children.keys()])].sort((a, b) => a - b)
  const households = await householdsToBill(tx, householdIds)
  const facts = new Map<number, MonthFacts>()
  for (const householdId of householdIds) {
    const household = households.get(householdId)
    facts.set(householdId, {
      householdId,
      quotients: household?.quotients ?? [],
      residences: household?.residences ?? [],
      scheme: household?.scheme ?? null,
      children: children.get(householdId) ?? [],
      days: days.get(householdId) ?? noDays,
      chargedPackages: chargedPackages.get(householdId) ?? [],
    })
  }
  return facts
}

const noDays: readonly DayFact[] = []
