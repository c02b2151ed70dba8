import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { AbsenceFact, DayFact } from '../pricing/facts.ts'

export interface BillingScope {
  readonly from: Day
  readonly to: Day
  /** Null or left out: every household. */
  readonly householdIds?: readonly number[] | null
  /** Null or left out: every activity. */
  readonly activityIds?: readonly number[] | null
}

interface DayRow {
  readonly household_id: number
  readonly child_id: number
  readonly activity_id: number
  readonly unit_id: number
  readonly group_id: number
  readonly day: Day
  readonly day_kind: DayFact['dayKind']
  readonly booking: DayFact['booking']
  readonly presence: DayFact['presence']
  readonly from_time: string | null
  readonly to_time: string | null
  readonly arrived: string | null
  readonly left_at: string | null
  readonly absence_kind: AbsenceFact['kind'] | null
  readonly is_excused: boolean | null
  readonly open_day_number: number | null
}

/**
 * Booked or attended units of a period by paying household, in one statement. Attendance is read through the children
 * of the households and fenced: right after a bulk import the planner has no statistics, and a batch must never read
 * everybody's month.
 */
export async function daysToBill(tx: Tx, scope: BillingScope): Promise<Map<number, DayFact[]>> {
  const { activityIds = null } = scope
  const rows = await sql<DayRow>`
    with noted as materialized (${notedUnits(scope)}),
    booked as materialized (${bookedUnits(scope)}),
    both_sides as materialized (
      select b.household_id, child_id, day, unit_id, coalesce(b.group_id, n.group_id) as group_id, b.kind,
             b.from_time, b.to_time, n.state as presence, n.arrived, n.left_at
      from booked b full join noted n using (child_id, day, unit_id)
    ),
    unbooked as materialized (${unbookedUnits(scope)})
    select d.household_id, d.child_id, u.activity_id, d.unit_id, d.group_id, d.day,
           coalesce(o.kind, 'SCHOOL') as day_kind, d.kind as booking, d.presence,
           left(d.from_time::text, 5) as from_time, left(d.to_time::text, 5) as to_time,
           left(d.arrived::text, 5) as arrived, left(d.left_at::text, 5) as left_at,
           absence.kind as absence_kind, absence.is_excused, absence.open_day_number
    from (select * from both_sides where household_id is not null union all select * from unbooked) d
    join unit u on u.id = d.unit_id and ${among(sql`u.activity_id`, activityIds)}
    left join open_day o on o.activity_id = u.activity_id and o.day = d.day
    left join lateral (
      select x.kind, x.state = 'EXCUSED' as is_excused,
             (select count(*)::int from open_day past
              where past.activity_id = u.activity_id and past.day between x.first_day and d.day
                and past.closed_because is null) as open_day_number
      from absence x
      where x.child_id = d.child_id and d.day between x.first_day and x.last_day
        and (x.activity_id is null or x.activity_id = u.activity_id) and x.state <> 'WITHDRAWN'
      order by x.state = 'EXCUSED' desc, x.id
      limit 1
    ) absence on true
    order by d.household_id, d.child_id, d.day, u.position, d.unit_id`.execute(tx)
  return byHousehold(rows.rows, dayFact)
}

function notedUnits({ from, to, householdIds = null }: BillingScope) {
  return sql`
    select a.child_id, a.day, a.unit_id, a.group_id, a.state, a.arrived, a.left_at
    from (select distinct child_id from household_child where ${among(sql`household_id`, householdIds)}) kid
    cross join lateral (
      select * from attendance one
      where one.child_id = kid.child_id and one.day between ${from} and ${to} offset 0
    ) a`
}

function bookedUnits({ from, to, householdIds = null }: BillingScope) {
  return sql`
    select b.household_id, b.child_id, b.day, b.unit_id, b.group_id, b.kind, b.from_time, b.to_time
    from booking b
    where b.day between ${from} and ${to} and b.state = 'BOOKED' and ${among(sql`b.household_id`, householdIds)}`
}

/** Attended without a booking: the enrolled household of the child pays, the first when both are. */
function unbookedUnits({ householdIds = null }: BillingScope) {
  return sql`
    select payer.household_id, a.child_id, a.day, a.unit_id, a.group_id, null::text as kind,
           null::time as from_time, null::time as to_time, a.presence, a.arrived, a.left_at
    from both_sides a
    join unit u on u.id = a.unit_id
    cross join lateral (
      select hc.household_id
      from household_child hc
      left join enrolment e on e.child_id = hc.child_id and e.household_id = hc.household_id
        and e.activity_id = u.activity_id and e.state = 'ACCEPTED'
        and a.day >= e.valid_from and (e.valid_to is null or a.day <= e.valid_to)
      where hc.child_id = a.child_id
        and a.day >= hc.valid_from and (hc.valid_to is null or a.day <= hc.valid_to)
      order by (e.id is null), hc.slot
      limit 1
    ) payer
    where a.household_id is null and a.presence = 'PRESENT'
      and not exists (
        select from booking b
        where b.child_id = a.child_id and b.day = a.day and b.unit_id = a.unit_id and b.state = 'BOOKED')
      and ${among(sql`payer.household_id`, householdIds)}`
}

/** A condition only where there is one: « null or … » would cost the index once the plan is generic. */
export function among(column: ReturnType<typeof sql>, ids: readonly number[] | null) {
  return ids === null ? sql`true` : sql`${column} = any(${ids}::bigint[])`
}

/** Rows of one statement, shaped and put together by household. */
export function byHousehold<Row extends { readonly household_id: number }, Fact>(
  rows: readonly Row[],
  shape: (row: Row) => Fact,
): Map<number, Fact[]> {
  const facts = new Map<number, Fact[]>()
  for (const row of rows) {
    const known = facts.get(row.household_id)
    if (known) known.push(shape(row))
    else facts.set(row.household_id, [shape(row)])
  }
  return facts
}

function dayFact(row: DayRow): DayFact {
  return {
    childId: row.child_id,
    activityId: row.activity_id,
    unitId: row.unit_id,
    groupId: row.group_id,
    day: row.day,
    dayKind: row.day_kind,
    booking: row.booking,
    presence: row.presence,
    bookedFrom: row.from_time,
    bookedTo: row.to_time,
    arrived: row.arrived,
    leftAt: row.left_at,
    absence: absenceFact(row),
    share: null,
  }
}

function absenceFact({ absence_kind, is_excused, open_day_number }: DayRow): AbsenceFact | null {
  if (absence_kind === null) return null
  return { kind: absence_kind, isExcused: is_excused === true, openDayNumber: open_day_number ?? 1 }
}
