import { sql } from 'kysely'
import type { DeadlineRule } from '../activities/deadline-rule.ts'
import type { Tx } from '../db/connect.ts'
import type { Day, DayRange } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'

/** The days on which activities take place, and what decides whether they may be changed. */
export interface OfferedDays {
  readonly activities: readonly OfferedActivity[]
  readonly units: readonly OfferedUnit[]
  readonly openDays: readonly OfferedDay[]
  readonly periods: readonly OfferedPeriod[]
  readonly rules: readonly StoredDeadline[]
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

export interface SchoolHoliday {
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
}

/** Public holidays are read this far back: a deadline looks at the days before. */
const lookBackDays = 62

export interface OfferedQuestion {
  readonly activityIds: readonly number[]
  readonly range: DayRange
  readonly place: CalendarPlace
}

/**
 * The same for everybody who asks of this version (`activities_version`, read in the transaction at hand): one statement
 * for who asks first, none for the others.
 */
export async function knownOfferedDays(
  tx: Tx,
  version: string,
  question: OfferedQuestion,
): Promise<OfferedDays> {
  const key = keyOf(question)
  const known = memory.version === version ? memory.offered.get(key) : undefined
  if (known) return known
  const read = await readOffered(tx, question)
  if (memory.version !== read.version || memory.days > atMostDays) forget(read.version)
  memory.offered.set(key, read.offered)
  memory.days += 1 + read.offered.openDays.length
  return read.offered
}

const memory = { version: '', offered: new Map<string, OfferedDays>(), days: 0 }

/** Days of activities, with their deadlines: some ten megabytes. */
const atMostDays = 20_000

function forget(version: string): void {
  memory.version = version
  memory.offered.clear()
  memory.days = 0
}

function keyOf({ activityIds, range, place }: OfferedQuestion): string {
  const ids = activityIds.toSorted((a, b) => a - b)
  return [ids, range.from, range.to, place.zone, place.territory].join(' ')
}

/** The days of some activities; one statement. */
export async function offeredDays(tx: Tx, question: OfferedQuestion): Promise<OfferedDays> {
  return (await readOffered(tx, question)).offered
}

async function readOffered(
  tx: Tx,
  { activityIds, range: { from, to }, place }: OfferedQuestion,
): Promise<{ version: string; offered: OfferedDays }> {
  const isWanted = sql`activity_id = any (${activityIds}::int[])`
  const read = await sql<OfferedRow>`
    select
      (select version from activities_version) as version,
      to_json(array(select json_build_object('id', a.id, 'ref', a.ref, 'name', a.name, 'kind', a.kind,
              'unpaidAboveCents', (a.conditions -> 'unpaidAboveCents')::int)
       from activity a where a.id = any (${activityIds}::int[])
       order by (select min(from_time) from unit where activity_id = a.id), a.id)) as activities,
      to_json(array(select json_build_object('id', id, 'activityId', activity_id, 'label', label,
              'fromTime', left(from_time::text, 5), 'toTime', left(to_time::text, 5))
       from unit where ${isWanted}
       order by from_time, position, id)) as units,
      to_json(array(select json_build_object('activityId', o.activity_id, 'day', o.day, 'kind', o.kind,
              'closedBecause', o.closed_because, 'unitIds', coalesce(u.units, '{}'))
       from open_day o
       left join (select activity_id, day, array_agg(unit_id order by unit_id) as units
                  from open_day_unit where ${isWanted} and day between ${from} and ${to}
                  group by activity_id, day) u using (activity_id, day)
       where ${isWanted} and day between ${from} and ${to}
       order by day, activity_id)) as "openDays",
      to_json(array(select json_build_object('activityId', activity_id, 'firstDay', first_day,
              'lastDay', last_day, 'bookingOpensAt', booking_opens_at)
       from activity_period
       where ${isWanted} and first_day <= ${to} and last_day >= ${from})) as periods,
      to_json(array(select json_build_object('activityId', activity_id, 'unitId', unit_id,
              'action', action, 'rule', rule, 'validFrom', valid_from, 'validTo', valid_to)
       from deadline_rule
       where ${isWanted} and valid_from <= ${to} and (valid_to is null or valid_to >= ${from}))) as rules,
      to_json(array(select json_build_object('day', day, 'label', label)
       from public_holiday
       where territory = ${place.territory}
         and day between ${from}::date - ${lookBackDays}::int and ${to}
       order by day)) as "publicHolidays",
      to_json(array(select json_build_object('label', label, 'firstDay', first_day, 'lastDay', last_day)
       from school_holiday
       where zone = ${place.zone} and first_day <= ${to} and last_day >= ${from}
       order by first_day)) as "schoolHolidays"`.execute(tx)
  const [row] = read.rows
  if (!row) throw new Error('A statement without a table answered no row')
  const { version, ...offered } = row
  return { version, offered }
}

interface OfferedRow extends OfferedDays {
  readonly version: string
}
