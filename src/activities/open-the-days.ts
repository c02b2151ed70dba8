import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import type { ActivitySpec } from './model.ts'

export interface OpenedDays {
  /** Units of days that are new. */
  readonly opened: number
  /** Units of days that the file no longer opens. */
  readonly removed: number
  readonly closed: number
  /** Booked units of days that the file no longer opens: they stay, and somebody has to tell the families. */
  readonly keptBecauseBooked: number
}

/** A day that was open until the file closed it: families may have booked it. */
export interface NewlyClosedDay {
  readonly activityId: number
  readonly name: string
  readonly day: Day
}

/**
 * Generates the open days of the activities' periods, and their units and places, from the calendars: set-based.
 * Days that an officer closed stay closed, those that one opened stay open; days with bookings stay.
 */
export async function openTheDays(
  tx: Tx,
  activities: readonly ActivitySpec[],
  place: CalendarPlace,
): Promise<{ readonly days: OpenedDays; readonly newlyClosed: readonly NewlyClosedDay[] }> {
  await wantUnitDays(tx, activities, place)
  await sql`
    insert into open_day (activity_id, day, kind)
    select distinct activity_id, day, kind from wanted_unit_day
    on conflict (activity_id, day) do update set kind = excluded.kind where open_day.kind <> excluded.kind`.execute(
    tx,
  )
  const opened = await sql`
    insert into open_day_unit (activity_id, day, unit_id)
    select activity_id, day, unit_id from wanted_unit_day on conflict do nothing`.execute(tx)
  const { removed, keptBecauseBooked } = await removeUnwanted(tx, activities)
  const closed = await closeDays(tx, activities)
  await countPlaces(tx, activities)
  await countSeasonPlaces(tx, activities)
  await sql`drop table wanted_unit_day`.execute(tx)
  const days = { opened: Number(opened.numAffectedRows ?? 0n), removed, keptBecauseBooked }
  return { days: { ...days, closed: closed.count }, newlyClosed: closed.newly }
}

/** Every unit of every day that the file opens, in a table of this transaction. */
async function wantUnitDays(
  tx: Tx,
  activities: readonly ActivitySpec[],
  { zone, territory }: CalendarPlace,
): Promise<void> {
  const units = activities.flatMap((activity) =>
    activity.units.map((unit) => ({ activity: activity.code, code: unit.code, ...unit.open })),
  )
  const periods = activities.flatMap((activity) =>
    activity.periods.map((period) => ({ activity: activity.code, ...period })),
  )
  await sql`
    create temporary table wanted_unit_day on commit drop as
    select a.id as activity_id, d::date as day, case when is_holiday then 'HOLIDAY' else 'SCHOOL' end as kind, u.id as unit_id
    from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb) p(activity text, "firstDay" date, "lastDay" date)
    join activity a on a.code = p.activity
    cross join generate_series(p."firstDay", p."lastDay", interval '1 day') d
    cross join lateral (select exists (select 1 from school_holiday h
      where h.zone = ${zone} and d::date between h.first_day and h.last_day) as is_holiday) holiday
    join jsonb_to_recordset(${JSON.stringify(units)}::jsonb) f(activity text, code text, school int[], holidays int[])
      on f.activity = p.activity
      and extract(isodow from d)::int = any(case when is_holiday then f.holidays else f.school end)
    join unit u on u.activity_id = a.id and u.code = f.code
    where not exists (select 1 from public_holiday h where h.territory = ${territory} and h.day = d::date)`.execute(
    tx,
  )
}

/** Days before the first period of the file are another year's: they stay. */
async function removeUnwanted(
  tx: Tx,
  activities: readonly ActivitySpec[],
): Promise<Pick<OpenedDays, 'removed' | 'keptBecauseBooked'>> {
  const starts = activities.map(({ code, periods }) => ({
    code,
    first: periods[0]?.firstDay ?? null,
  }))
  const within = sql`
    exists (select 1 from jsonb_to_recordset(${JSON.stringify(starts)}::jsonb) f(code text, first date)
      join activity a on a.code = f.code where a.id = o.activity_id and o.day >= f.first)`
  const unwanted = sql`
    ${within}
    and not exists (select 1 from open_day h
      where (h.activity_id, h.day) = (o.activity_id, o.day) and h.by_hand)
    and not exists (select 1 from wanted_unit_day w
      where (w.activity_id, w.day, w.unit_id) = (o.activity_id, o.day, o.unit_id))`
  const booked = sql`exists (select 1 from booking b
    where b.unit_id = o.unit_id and b.day = o.day and b.state = 'BOOKED')`
  const removed =
    await sql`delete from open_day_unit o where ${unwanted} and not ${booked}`.execute(tx)
  const kept = await sql<{ count: number }>`
    select count(*) as count from open_day_unit o where ${unwanted}`.execute(tx)
  await sql`
    delete from open_day o
    where ${within}
      and not exists (select 1 from open_day_unit u where (u.activity_id, u.day) = (o.activity_id, o.day))`.execute(
    tx,
  )
  return {
    removed: Number(removed.numAffectedRows ?? 0n),
    keptBecauseBooked: kept.rows[0]?.count ?? 0,
  }
}

async function closeDays(
  tx: Tx,
  activities: readonly ActivitySpec[],
): Promise<{ readonly count: number; readonly newly: readonly NewlyClosedDay[] }> {
  const closures = activities.flatMap((activity) =>
    activity.closures.map((closure) => ({ activity: activity.code, ...closure })),
  )
  const closed = await sql<NewlyClosedDay & { wasOpen: boolean }>`
    with before as materialized (
      select o.activity_id, o.day, o.closed_because is null as was_open, f.because, a.name
      from jsonb_to_recordset(${JSON.stringify(closures)}::jsonb)
        f(activity text, "firstDay" date, "lastDay" date, because text)
      join activity a on a.code = f.activity
      join open_day o on o.activity_id = a.id and o.day between f."firstDay" and f."lastDay"
      where o.closed_because is distinct from f.because and not o.by_hand
    )
    update open_day o set closed_because = before.because
    from before where (o.activity_id, o.day) = (before.activity_id, before.day)
    returning o.activity_id as "activityId", before.name, o.day, before.was_open as "wasOpen"`.execute(
    tx,
  )
  const newly = closed.rows.filter((row) => row.wasOpen)
  return {
    count: closed.rows.length,
    newly: newly.map(({ activityId, name, day }) => ({ activityId, name, day })),
  }
}

/** Counters of places where they are counted by day; never fewer than are taken. */
async function countPlaces(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  const groups = activities
    .filter((activity) => activity.capacityMode === 'DAY')
    .flatMap((activity) => activity.groups.map((group) => ({ activity: activity.code, ...group })))
  await sql`
    insert into capacity_day (group_id, unit_id, day, places, overbooked)
    select g.id, w.unit_id, w.day, f.places, f.overbooked
    from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb)
      f(activity text, code text, places int, overbooked int)
    join activity a on a.code = f.activity
    join activity_group g on g.activity_id = a.id and g.code = f.code
    join wanted_unit_day w on w.activity_id = a.id
    on conflict (group_id, unit_id, day) do update
      set places = greatest(excluded.places, capacity_day.taken + capacity_day.held - excluded.overbooked),
          overbooked = excluded.overbooked
      where (capacity_day.places, capacity_day.overbooked) is distinct from (excluded.places, excluded.overbooked)`.execute(
    tx,
  )
}

/** The same where places are counted by season. Who is enrolled already has a place, whatever the file says. */
async function countSeasonPlaces(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  const groups = activities
    .filter((activity) => activity.capacityMode === 'ENROLMENT')
    .flatMap((activity) => activity.groups.map((group) => ({ activity: activity.code, ...group })))
  await sql`
    insert into capacity_enrolment (group_id, period_id, places, overbooked, taken)
    select g.id, p.id, greatest(f.places, e.taken), f.overbooked, e.taken
    from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb)
      f(activity text, code text, places int, overbooked int)
    join activity a on a.code = f.activity
    join activity_group g on g.activity_id = a.id and g.code = f.code
    join activity_period p on p.activity_id = a.id
    cross join lateral (select count(*)::int as taken from enrolment e
      where e.group_id = g.id and e.period_id = p.id and e.state = 'ACCEPTED') e
    on conflict (group_id, period_id) do update
      set places = greatest(excluded.places, capacity_enrolment.taken + capacity_enrolment.held - excluded.overbooked),
          overbooked = excluded.overbooked
      where (capacity_enrolment.places, capacity_enrolment.overbooked)
        is distinct from (excluded.places, excluded.overbooked)`.execute(tx)
}
