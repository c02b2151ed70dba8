import type { Tx } from '../db/connect.ts'
import { addDays } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import {
  carryOutQuotients,
  invoicedOf,
  planQuotients,
  type ByWhom,
  type WantedQuotient,
} from './quotients.ts'

/**
 * A new quotient of one household: the former of its type ends the day before. Returns false when it is on file.
 * Throws QUOTIENT_INVOICED when it would replace a value that days were billed with (domain.md §2.3).
 */
export async function setQuotient(tx: Tx, wanted: WantedQuotient, by: ByWhom): Promise<boolean> {
  const plan = await planQuotients(tx, [wanted])
  const [invoiced] = await invoicedOf(tx, plan)
  if (invoiced)
    throw new Refusal('QUOTIENT_INVOICED', {
      until: invoiced.until,
      from: addDays(invoiced.until, 1),
    })
  await carryOutQuotients(tx, plan, by)
  return plan.entered.length + plan.ended.length > 0
}

/** The same for what a family declares: where days were billed with the value that it corrects, it begins after them. */
export async function declareQuotient(tx: Tx, wanted: WantedQuotient, by: ByWhom): Promise<void> {
  const [invoiced] = await invoicedOf(tx, await planQuotients(tx, [wanted]))
  const later = invoiced ? { validFrom: addDays(invoiced.until, 1) } : {}
  await setQuotient(tx, { ...wanted, ...later }, by)
}
