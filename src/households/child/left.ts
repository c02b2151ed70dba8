import { sql, type RawBuilder } from 'kysely'
import type { Day } from '../../kernel/day.ts'

/**
 * The children who have left: since a day in no class and no activity, and nobody, family or town hall, has read or
 * written their file. `childId` is a column of the statement around.
 */
export function hasLeft(childId: string, first: Day): RawBuilder<boolean> {
  const id = sql.ref(childId)
  return sql`(not exists (
      select from schooling s where s.child_id = ${id} and s.school_year >= extract(year from ${first}::date))
    and not exists (
      select from enrolment e
      where e.child_id = ${id} and e.state in ('REQUESTED', 'WAITING', 'ACCEPTED')
        and (e.valid_to is null or e.valid_to >= ${first}::date))
    and not exists (
      select from child own
      where own.id = ${id} and (own.updated_at at time zone 'Europe/Paris')::date >= ${first}::date)
    and not exists (
      select from audit_event a where a.subject = 'child' and a.subject_id = ${id} and a.at >= ${first}::date
        and a.actor_kind <> 'SYSTEM'))`
}
