import type { Tx } from '../db/connect.ts'
import { addDays } from '../kernel/day.ts'
import type { Anomaly } from './family-model.ts'
import type { Plan } from './plan.ts'
import { invoicedOf, planQuotients } from './quotients.ts'

/** Families of an import whose quotient would replace one that days were billed with (domain.md §2.3). */
export async function billedQuotients(tx: Tx, { families }: Plan): Promise<Anomaly[]> {
  const onFile = families.flatMap(({ family, household }) =>
    family.quotient && 'id' in household
      ? [{ ...family.quotient, householdId: household.id, origin: family.origin }]
      : [],
  )
  const invoiced = await invoicedOf(tx, await planQuotients(tx, onFile))
  return invoiced.flatMap(({ householdId, until }) =>
    onFile
      .filter((one) => one.householdId === householdId)
      .map(({ origin }) => ({ ...origin, ...billedFault('qf', addDays(until, 1)) })),
  )
}

export function billedFault(column: string, from: string) {
  return {
    column,
    message: 'days were billed with the quotient that this would replace',
    hint: `a new quotient begins on ${from} at the earliest`,
  }
}
