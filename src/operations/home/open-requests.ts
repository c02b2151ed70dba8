import { sql } from 'kysely'
import type { Day } from '../../kernel/day.ts'

/** Something that a family asked for and the town hall has not answered. */
export interface OpenRequest {
  /** OFFER: a place is the family's to take, until `until`. */
  readonly kind: 'CHANGE' | 'ENROLMENT' | 'WAITING_LIST' | 'OFFER' | 'ABSENCE'
  /** Of a change: what it is about (`change_request.subject`). */
  readonly subject: string | null
  readonly activity: string | null
  readonly child: string | null
  readonly since: Day
  /** Of an absence: its first day. Of a waiting list or an offer: the day that is waited for, if it is one. */
  readonly day: Day | null
  /** Of an offer: its last day. */
  readonly until: Day | null
}

/** The open ones of a household, newest first, as a part of a larger statement. */
export function requestRows(householdId: number) {
  return sql<OpenRequest>`
    select kind, subject, activity, child, since, day, until from (
      select 'CHANGE' as kind, q.subject, null as activity, null as child, q.created_at as at,
             (q.created_at at time zone 'Europe/Paris')::date as since, null::date as day, null::date as until
      from change_request q
      where q.household_id = ${householdId} and q.state = 'PENDING'
      union all
      select 'ENROLMENT', null, a.name, c.first_name,
             e.requested_at, (e.requested_at at time zone 'Europe/Paris')::date, null, null
      from enrolment e join activity a on a.id = e.activity_id join child c on c.id = e.child_id
      where e.household_id = ${householdId} and e.state = 'REQUESTED'
      union all
      select case w.state when 'OFFERED' then 'OFFER' else 'WAITING_LIST' end, null, a.name, c.first_name,
             w.entered_at, (w.entered_at at time zone 'Europe/Paris')::date, w.day,
             (w.offer_ends_at at time zone 'Europe/Paris')::date
      from waiting_entry w join activity_group g on g.id = w.group_id join activity a on a.id = g.activity_id
        join child c on c.id = w.child_id
      where w.household_id = ${householdId} and w.state in ('WAITING', 'OFFERED')
      union all
      select 'ABSENCE', null, null, c.first_name, x.declared_at,
             (x.declared_at at time zone 'Europe/Paris')::date, x.first_day, null
      from absence x join child c on c.id = x.child_id
      where x.household_id = ${householdId} and x.state = 'DECLARED'
    ) open
    order by (kind = 'OFFER') desc, at desc
    limit 3`
}
