import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { dayOf, schoolYearOf } from '../../kernel/day.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'

/** The sheets of a child that the family finds right once a school year. */
export const childSheets = ['DAILY', 'HEALTH', 'PICKUPS', 'CONSENTS'] as const

export type ChildSheet = (typeof childSheets)[number]

/** « Tout est juste »: the family has read a sheet and confirms it for this school year. */
export function confirmSheet(
  tx: Tx,
  { childRef, sheet }: { readonly childRef: string; readonly sheet: ChildSheet },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await sql`
      insert into annual_confirmation (household_id, sheet, child_id, school_year, person_id, confirmed_at)
      values (${by.householdId}, ${sheet}, ${childId}, ${schoolYearOf(dayOf(by.now))}, ${by.personId}, ${by.now})
      on conflict (household_id, sheet, child_id, school_year) do nothing`.execute(tx)
    await recordChange(tx, by, { action: `confirm.${sheet.toLowerCase()}`, childId })
  })
}
