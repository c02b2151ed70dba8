import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** Checks who answers for a family and for a child (data-model.md §7). Every count must be 0. */
export function checkFamilies(tx: Tx, today: Day): Promise<Invariant[]> {
  return countBroken(tx, { 'family.primary': primaryOn(today) })
}

/** Families with something going on and nobody who answers for it; rights on a child of another house. */
function primaryOn(today: Day) {
  const isOn = sql`valid_from <= ${today}::date and (valid_to is null or valid_to >= ${today}::date)`
  return sql<{ broken: number }>`
    with busy as (
      select household_id from enrolment
      where state in ('REQUESTED', 'WAITING', 'ACCEPTED') and (valid_to is null or valid_to >= ${today}::date)
      union
      select household_id from open_item where settled_cents < amount_cents
    ), adult as materialized (
      select household_id, person_id, role from household_adult where ${isOn}
    ), child_at as materialized (
      select child_id, household_id from household_child where ${isOn}
    )
    select ((
      select count(*) from busy
      where not exists (select from adult a where a.household_id = busy.household_id and a.role = 'PRIMARY')
    ) + (
      select count(*) from (
        select person_id, child_id from guardianship where access <> 'NONE' and ${isOn}
        except
        select a.person_id, c.child_id from adult a join child_at c using (household_id)
      ) apart
    ))::int as broken`
}
