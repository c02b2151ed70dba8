import { sql } from 'kysely'
import type { DeadlineRule } from '../activities/deadline-rule.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { Settings } from '../settings/settings.ts'
import type { DayRange } from './family-days.ts'

/** The days on which activities take place, and what decides whether they may be changed. */
export interface OfferedDays {
  readonly activities: readonly OfferedActivity[]
  readonly units: readonly OfferedUnit[]
  readonly openDays: readonly OfferedDay[]
  readonly periods: readonly OfferedPeriod[]
  readonly rules: readonly StoredDeadline[]
  readonly places: readonly PlacesLeft[]
  readonly publicHolidays: readonly { readonly day: Day; readonly label: string }[]
  readonly schoolHolidays: readonly SchoolHoliday[]
}

export interface OfferedActivity {
  readonly id: number
  readonly ref: string
  readonly name: string
  readonly kind: string
  /** Nothing is booked while more than this is overdue; null: no bound. */
  readonly unpaidAboveCents: Cents | null
}

export interface OfferedUnit {
  readonly id: number
  readonly activityId: number
  readonly label: string
  /** `HH:MM` */
  readonly fromTime: string | null
  readonly toTime: string | null
}

export interface OfferedDay {
  readonly activityId: number
  readonly day: Day
  readonly kind: 'SCHOOL' | 'HOLIDAY'
  readonly closedBecause: string | null
  readonly unitIds: readonly number[]
}

export interface OfferedPeriod {
  readonly activityId: number
  readonly firstDay: Day
  readonly lastDay: Day
  /** ISO instant; null: bookings are open. */
  readonly bookingOpensAt: string | null
}

export interface StoredDeadline {
  readonly activityId: number
  /** Null: every unit of the activity. */
  readonly unitId: number | null
  readonly action: 'ADD' | 'CANCEL' | 'ABSENCE' | 'CERTIFICATE'
  readonly rule: DeadlineRule
  readonly validFrom: Day
  readonly validTo: Day | null
}

export interface PlacesLeft {
  readonly groupId: number
  readonly unitId: number
  readonly day: Day
  readonly left: number
}

export interface SchoolHoliday {
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
}

/** Which school holidays and public holidays are the commune's. */
export type CalendarPlace = Settings['calendar']

export interface OfferedScope extends DayRange {
  readonly activityIds: readonly number[]
  /** Units that are booked, whose activities may no longer be enrolled in. */
  readonly unitIds: readonly number[]
  readonly groupIds: readonly number[]
  readonly place: CalendarPlace
}

/** Public holidays are read this far back: a deadline looks at the days before. */
export const lookBackDays = 62

/** One statement. */
export async function offeredDays(tx: Tx, scope: OfferedScope): Promise<OfferedDays> {
  const { from, to, activityIds, unitIds, groupIds, place } = scope
  const read = await sql<OfferedDays>`
    with wanted as materialized (
      select id, ref, name, kind, (conditions -> 'unpaidAboveCents')::int as "unpaidAboveCents",
        (select min(from_time) from unit where activity_id = activity.id) as starts
      from activity
      where id = any(${activityIds}::int[])
         or id in (select activity_id from unit where id = any(${unitIds}::int[]))
    )
    select
      (select coalesce(json_agg(to_json(wanted) order by starts, id), '[]') from wanted) as activities,
      (select coalesce(json_agg(json_build_object('id', u.id, 'activityId', u.activity_id, 'label', u.label,
              'fromTime', left(u.from_time::text, 5), 'toTime', left(u.to_time::text, 5))
              order by u.from_time, u.position, u.id), '[]')
       from unit u join wanted on wanted.id = u.activity_id) as units,
      (select coalesce(json_agg(json_build_object('activityId', o.activity_id, 'day', o.day, 'kind', o.kind,
              'closedBecause', o.closed_because, 'unitIds', coalesce((
                select json_agg(ou.unit_id) from open_day_unit ou
                where ou.activity_id = o.activity_id and ou.day = o.day), '[]')) order by o.day), '[]')
       from open_day o join wanted on wanted.id = o.activity_id
       where o.day between ${from} and ${to}) as "openDays",
      (select coalesce(json_agg(json_build_object('activityId', p.activity_id, 'firstDay', p.first_day,
              'lastDay', p.last_day, 'bookingOpensAt', p.booking_opens_at)), '[]')
       from activity_period p join wanted on wanted.id = p.activity_id
       where p.first_day <= ${to} and p.last_day >= ${from}) as periods,
      (select coalesce(json_agg(json_build_object('activityId', r.activity_id, 'unitId', r.unit_id,
              'action', r.action, 'rule', r.rule, 'validFrom', r.valid_from, 'validTo', r.valid_to)), '[]')
       from deadline_rule r join wanted on wanted.id = r.activity_id
       where r.valid_from <= ${to}
         and (r.valid_to is null or r.valid_to >= ${from})) as rules,
      (select coalesce(json_agg(json_build_object('groupId', c.group_id, 'unitId', c.unit_id, 'day', c.day,
              'left', greatest(c.places - c.taken - c.held - c.waiting, 0))), '[]')
       from capacity_day c
       where c.group_id = any(${groupIds}::int[]) and c.day between ${from} and ${to}) as places,
      (select coalesce(json_agg(json_build_object('day', h.day, 'label', h.label) order by h.day), '[]')
       from public_holiday h
       where h.territory = ${place.territory}
         and h.day between ${from}::date - ${lookBackDays}::int and ${to}) as "publicHolidays",
      (select coalesce(json_agg(json_build_object('label', s.label, 'firstDay', s.first_day,
              'lastDay', s.last_day) order by s.first_day), '[]')
       from school_holiday s
       where s.zone = ${place.zone} and s.first_day <= ${to} and s.last_day >= ${from}) as "schoolHolidays"`.execute(
    tx,
  )
  return read.rows[0] ?? nothingOffered
}

const nothingOffered: OfferedDays = {
  activities: [],
  units: [],
  openDays: [],
  periods: [],
  rules: [],
  places: [],
  publicHolidays: [],
  schoolHolidays: [],
}
