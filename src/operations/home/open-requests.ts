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
    select open.kind, subject, a.name as activity, c.first_name as child,
           (at at time zone 'Europe/Paris')::date as since, day, until
    from (
      select 'CHANGE' as kind, subject, null::int as activity_id, null::bigint as child_id, created_at as at,
             null::date as day, null::date as until
      from change_request where household_id = ${householdId} and state = 'PENDING'
      union all
      select 'ENROLMENT', null, activity_id, child_id, requested_at, null, null
      from enrolment where household_id = ${householdId} and state = 'REQUESTED'
      union all
      select case w.state when 'OFFERED' then 'OFFER' else 'WAITING_LIST' end, null, g.activity_id, w.child_id,
             w.entered_at, w.day, (w.offer_ends_at at time zone 'Europe/Paris')::date
      from waiting_entry w join activity_group g on g.id = w.group_id
      where w.household_id = ${householdId} and w.state in ('WAITING', 'OFFERED')
      union all
      select 'ABSENCE', null, null, child_id, declared_at, first_day, null
      from absence where household_id = ${householdId} and state = 'DECLARED'
    ) open
    left join activity a on a.id = open.activity_id
    left join child c on c.id = open.child_id
    where open.child_id is null or c.id is not null
    order by (open.kind = 'OFFER') desc, at desc
    limit 3`
}
