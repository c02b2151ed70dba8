import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

interface Rule {
  readonly name: string
  /** How many rows break it; every count must be 0. */
  readonly broken: number
}

/** Checks that the days of a custody are those of its decision, and that its households are still the child's. */
export async function checkCustody(tx: Tx, today: Day): Promise<Rule[]> {
  const found = await sql<{ days: number; households: number }>`
    select
      (select count(*)::int
       from custody_day d join custody c on c.id = d.custody_id
       where d.child_id <> c.child_id or d.day < c.valid_from or d.day > c.valid_to
          or d.household_id not in (c.first_household_id, c.second_household_id)) as days,
      (select count(*)::int
       from custody c cross join lateral unnest(array[c.first_household_id, c.second_household_id]) as named(id)
       where c.valid_from <= ${today}::date and (c.valid_to is null or c.valid_to >= ${today}::date)
         and named.id is not null
         and not exists (
           select 1 from household_child m join household h on h.id = m.household_id
           where m.child_id = c.child_id and m.household_id = named.id and h.closed_on is null
             and m.valid_from <= ${today}::date and (m.valid_to is null or m.valid_to >= ${today}::date))) as households`.execute(
    tx,
  )
  const [row] = found.rows
  return [
    { name: 'custody.days', broken: row?.days ?? 0 },
    { name: 'custody.households', broken: row?.households ?? 0 },
  ]
}
