import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { monthOf, type Day, type Month } from '../kernel/day.ts'

/** Months of these days that the household was billed for already: a change goes to the next invoice. One statement. */
export async function invoicedMonths(
  tx: Tx,
  householdId: number,
  { childId, from, to }: { readonly childId: number; readonly from: Day; readonly to: Day },
): Promise<Month[]> {
  const found = await sql<{ day: Day }>`
    select distinct day from charge_day
    where household_id = ${householdId} and child_id = ${childId} and day between ${from} and ${to}
    order by day`.execute(tx)
  return [...new Set(found.rows.map((row) => monthOf(row.day)))]
}
