import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'

/**
 * Rights on a child end with the day on which no household holds adult and child together any more (`family.primary` of
 * `db check`); that an adult is kept from a child stays written. Called after an adult or a child has left a household.
 */
export async function endGuardianships(
  tx: Tx,
  who: { readonly personId: number } | { readonly childId: number },
  today: Day,
): Promise<void> {
  const own =
    'personId' in who ? sql`g.person_id = ${who.personId}` : sql`g.child_id = ${who.childId}`
  const apart = sql`${own} and g.access <> 'NONE' and (g.valid_to is null or g.valid_to >= ${today}::date)
    and not exists (
      select from household_child hc join household_adult ha on ha.household_id = hc.household_id
      where hc.child_id = g.child_id and ha.person_id = g.person_id
        and (hc.valid_to is null or hc.valid_to >= ${today}::date)
        and (ha.valid_to is null or ha.valid_to >= ${today}::date))`
  await sql`delete from guardianship g where ${apart} and g.valid_from >= ${today}::date`.execute(
    tx,
  )
  await sql`update guardianship g set valid_to = ${addDays(today, -1)} where ${apart}`.execute(tx)
}
