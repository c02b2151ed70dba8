import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { CustodyException } from './custody-rule.ts'

/** What the parents agreed on last counts: it takes its days out of the exceptions before. */
export function withExceptions(
  before: readonly CustodyException[],
  added: readonly CustodyException[],
): CustodyException[] {
  return added.reduce(
    (all, one) => [...all.flatMap((other) => without(other, one)), one],
    [...before],
  )
}

function without(
  { householdId, firstDay, lastDay }: CustodyException,
  taken: { readonly firstDay: Day; readonly lastDay: Day },
): CustodyException[] {
  if (taken.lastDay < firstDay || lastDay < taken.firstDay)
    return [{ householdId, firstDay, lastDay }]
  const parts = [
    { householdId, firstDay, lastDay: addDays(taken.firstDay, -1) },
    { householdId, firstDay: addDays(taken.lastDay, 1), lastDay },
  ]
  return parts.filter((part) => part.firstDay <= part.lastDay)
}

/** Makes them the exceptions of a custody. */
export async function keepExceptions(
  tx: Tx,
  custodyId: number,
  exceptions: readonly CustodyException[],
): Promise<void> {
  await sql`delete from custody_exception where custody_id = ${custodyId}`.execute(tx)
  await sql`
    insert into custody_exception (custody_id, household_id, first_day, last_day)
    select ${custodyId}, "householdId", "firstDay", "lastDay"
    from jsonb_to_recordset(${JSON.stringify(exceptions)}::jsonb)
      as x("householdId" bigint, "firstDay" date, "lastDay" date)`.execute(tx)
}
