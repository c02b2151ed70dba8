import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

/** Where a child is enrolled on a day, as its printed sheet names it. */
export async function activitiesOfChild(tx: Tx, childId: number, day: Day): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select distinct a.name || case when g.name = a.name then '' else ', ' || g.name end as name
    from enrolment e
    join activity a on a.id = e.activity_id
    join activity_group g on g.id = e.group_id
    where e.child_id = ${childId} and e.state = 'ACCEPTED'
      and (e.valid_to is null or e.valid_to >= ${day}::date)
    order by 1`.execute(tx)
  return found.rows.map(({ name }) => name)
}
