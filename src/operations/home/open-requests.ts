import { sql } from 'kysely'
import type { Day } from '../../kernel/day.ts'

/** Something that a family asked for and the town hall has not answered. */
export interface OpenRequest {
  readonly kind: 'CHANGE' | 'ENROLMENT' | 'WAITING_LIST' | 'ABSENCE'
  /** Of a change: what it is about (`change_request.subject`). */
  readonly subject: string | null
  readonly activity: string | null
  readonly child: string | null
  readonly since: Day
  /** Of an absence: its first day. */
  readonly day: Day | null
}

/** The open ones of a household, newest first, as a part of a larger statement. */
export function requestRows(householdId: number) {
  return sql<OpenRequest>`
    select kind, subject, activity, child, since, day from (
      select 'CHANGE' as kind, q.subject, null as activity, null as child, q.created_at as at,
             (q.created_at at time zone 'Europe/Paris')::date as since, null::date as day
      from change_request q
      where q.household_id = ${householdId} and q.state = 'PENDING'
      union all
      select case e.state when 'WAITING' then 'WAITING_LIST' else 'ENROLMENT' end, null, a.name, c.first_name,
             e.requested_at, (e.requested_at at time zone 'Europe/Paris')::date, null
      from enrolment e join activity a on a.id = e.activity_id join child c on c.id = e.child_id
      where e.household_id = ${householdId} and e.state in ('REQUESTED', 'WAITING')
      union all
      select 'ABSENCE', null, null, c.first_name, x.declared_at,
             (x.declared_at at time zone 'Europe/Paris')::date, x.first_day
      from absence x join child c on c.id = x.child_id
      where x.household_id = ${householdId} and x.state = 'DECLARED'
    ) open
    order by at desc
    limit 3`
}
