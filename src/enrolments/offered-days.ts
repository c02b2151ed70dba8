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

/** Public holidays are read this far back: a deadline looks at the days before. */
export const lookBackDays = 62

/** The days of some activities, without places; one statement. */
export async function offeredDays(
  tx: Tx,
  activityIds: readonly number[],
  { range, place }: { readonly range: DayRange; readonly place: CalendarPlace },
): Promise<OfferedDays> {
  const read = await sql<OfferedRow>`
    with wanted as (select ${activityIds}::int[] as ids, '{}'::int[] as groups)
    select ${offeredColumns(range, place)}`.execute(tx)
  const [row] = read.rows
  if (!row) throw new Error('A statement without a table answered no row')
  return offeredOf(row)
}

/**
 * The columns of an `OfferedRow`, as a part of a larger statement that has the ids of the wanted activities in
 * `wanted.ids`, and those of the groups whose places are asked for in `wanted.groups`.
 */
export function offeredColumns({ from, to }: DayRange, place: CalendarPlace) {
  const isWanted = sql`activity_id = any ((select ids from wanted)::int[])`
  return sql`
      to_json(array(select json_build_object('id', a.id, 'ref', a.ref, 'name', a.name, 'kind', a.kind,
              'unpaidAboveCents', (a.conditions -> 'unpaidAboveCents')::int)
       from activity a where a.id = any ((select ids from wanted)::int[])
       order by (select min(from_time) from unit where activity_id = a.id), a.id)) as activities,
      to_json(array(select json_build_object('id', id, 'activityId', activity_id, 'label', label,
              'fromTime', left(from_time::text, 5), 'toTime', left(to_time::text, 5))
       from unit where ${isWanted}
       order by from_time, position, id)) as units,
      to_json(array(select json_build_object('activityId', activity_id, 'kind', kind,
              'closedBecause', closed_because, 'unitIds', coalesce(units, '{}'), 'days', days)
       from (select activity_id, o.kind, o.closed_because, u.units, json_agg(day) as days
             from open_day o
             left join (select activity_id, day, array_agg(unit_id order by unit_id) as units
                        from open_day_unit where ${isWanted} and day between ${from} and ${to}
                        group by activity_id, day) u using (activity_id, day)
             where ${isWanted} and day between ${from} and ${to}
             group by activity_id, o.kind, o.closed_because, u.units) alike)) as "openDays",
      to_json(array(select json_build_object('activityId', activity_id, 'firstDay', first_day,
              'lastDay', last_day, 'bookingOpensAt', booking_opens_at)
       from activity_period
       where ${isWanted} and first_day <= ${to} and last_day >= ${from})) as periods,
      to_json(array(select json_build_object('activityId', activity_id, 'unitId', unit_id,
              'action', action, 'rule', rule, 'validFrom', valid_from, 'validTo', valid_to)
       from deadline_rule
       where ${isWanted} and valid_from <= ${to} and (valid_to is null or valid_to >= ${from}))) as rules,
      to_json(array(select json_build_object('groupId', group_id, 'unitId', unit_id, 'day', day,
              'left', greatest(places - taken - held - waiting, 0))
       from capacity_day
       where group_id = any ((select groups from wanted)::int[]) and day between ${from} and ${to})) as places,
      to_json(array(select json_build_object('day', day, 'label', label)
       from public_holiday
       where territory = ${place.territory}
         and day between ${from}::date - ${lookBackDays}::int and ${to}
       order by day)) as "publicHolidays",
      to_json(array(select json_build_object('label', label, 'firstDay', first_day, 'lastDay', last_day)
       from school_holiday
       where zone = ${place.zone} and first_day <= ${to} and last_day >= ${from}
       order by first_day)) as "schoolHolidays"`
}

/** Days that are alike but for their date travel together. */
export interface OfferedRow extends Omit<OfferedDays, 'openDays'> {
  readonly openDays: readonly (Omit<OfferedDay, 'day'> & { readonly days: readonly Day[] })[]
}

export function offeredOf(row: OfferedRow): OfferedDays {
  const openDays = row.openDays
    .flatMap(({ days, ...open }) => days.map((day) => ({ ...open, day })))
    .sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)))
  return { ...row, openDays }
}
