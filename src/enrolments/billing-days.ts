import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { DayFact } from '../pricing/facts.ts'
import { absenceKey, type Absences, absencesToBill } from './billing-absences.ts'
import { among, type BillingScope } from './billing-scope.ts'
import { type Units, type UnitToBill, unitsToBill } from './billing-units.ts'

/** Days of a child's unit that have everything but the day in common: a month is a few rows, not one a day. */
interface DaysRow {
  readonly household_id: number
  readonly child_id: number
  readonly unit_id: number
  readonly group_id: number
  readonly days: readonly Day[]
  readonly booking: DayFact['booking']
  readonly presence: DayFact['presence']
  readonly from_time: string | null
  readonly to_time: string | null
  readonly arrived: string | null
  readonly left_at: string | null
  readonly share_percent: number | null
  readonly takes_odd_cent: boolean | null
}

/**
 * Booked or attended units of a period by paying household, in three statements. Attendance is read through the
 * children of the households and fenced: right after a bulk import the planner has no statistics, and a batch must
 * never read everybody's month. Where a custody names who pays (BY_PERCENT, SINGLE_PAYER), the day goes to them,
 * whoever booked. By child, day and place in the activity: the order of the lines of a bill.
 */
export async function daysToBill(tx: Tx, scope: BillingScope): Promise<Map<number, DayFact[]>> {
  const rows = await daysInRows(tx, scope)
  const units = await unitsToBill(tx, scope)
  const absences = await absencesToBill(tx, scope, [...new Set(rows.map((row) => row.child_id))])
  const facts = new Map<number, DayFact[]>()
  for (const row of rows) {
    const unit = units.get(row.unit_id)
    if (!unit) continue
    const ofHousehold = facts.get(row.household_id) ?? []
    facts.set(row.household_id, ofHousehold)
    for (const day of row.days) ofHousehold.push(dayFact(row, unit, day, absences))
  }
  for (const days of facts.values()) days.sort(inOrder(units))
  return facts
}

function inOrder(units: Units): (a: DayFact, b: DayFact) => number {
  const placeOf = ({ unitId }: DayFact) => units.get(unitId)?.position ?? 0
  return (a, b) =>
    a.childId - b.childId ||
    (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) ||
    placeOf(a) - placeOf(b) ||
    a.unitId - b.unitId
}

async function daysInRows(tx: Tx, scope: BillingScope): Promise<readonly DaysRow[]> {
  const found = await sql<DaysRow>`
    with shared as materialized (${sharedChildren(scope)}),
    noted as materialized (${notedUnits(scope)}),
    booked as materialized (${bookedUnits(scope)}),
    both_sides as materialized (
      select b.household_id, child_id, day, unit_id, coalesce(b.group_id, n.group_id) as group_id, b.kind,
             b.from_time, b.to_time, n.state as presence, n.arrived, n.left_at
      from booked b full join noted n using (child_id, day, unit_id)
    ),
    unbooked as materialized (${unbookedUnits(scope)})
    select household_id, child_id, unit_id, group_id, array_agg(day) as days, kind as booking, presence,
           left(from_time::text, 5) as from_time, left(to_time::text, 5) as to_time,
           left(arrived::text, 5) as arrived, left(left_at::text, 5) as left_at, share_percent, takes_odd_cent
    from (${sharedOut(scope)}) d
    group by household_id, child_id, unit_id, group_id, kind, presence, d.from_time, d.to_time, d.arrived, d.left_at,
             share_percent, takes_odd_cent`.execute(tx)
  return found.rows
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

/** What the households booked, and what others booked for the children that they pay for by a custody. */
function bookedUnits({ from, to, householdIds = null }: BillingScope) {
  const own = sql`
    select b.household_id, b.child_id, b.day, b.unit_id, b.group_id, b.kind, b.from_time, b.to_time
    from booking b
    where b.day between ${from} and ${to} and b.state = 'BOOKED' and ${among(sql`b.household_id`, householdIds)}`
  if (householdIds === null) return own
  return sql`
    ${own}
    union all
    select b.household_id, b.child_id, b.day, b.unit_id, b.group_id, b.kind, b.from_time, b.to_time
    from (select distinct child_id from shared) kid
    cross join lateral (
      select * from booking one
      where one.child_id = kid.child_id and one.day between ${from} and ${to} and one.state = 'BOOKED' offset 0
    ) b
    where b.household_id <> all(${householdIds}::bigint[])`
}

/** Custodies that say who pays whatever the calendar, by the households that pay. */
function sharedChildren({ from, to, householdIds = null }: BillingScope) {
  return sql`
    select c.child_id, c.valid_from, c.valid_to, payer.household_id, payer.percent, payer.takes_odd
    from custody c
    cross join lateral (values
      (c.first_household_id, c.first_percent, true),
      (c.second_household_id, (100 - c.first_percent)::smallint, false)) payer(household_id, percent, takes_odd)
    where c.billing in ('BY_PERCENT', 'SINGLE_PAYER') and (payer.takes_odd or c.billing = 'BY_PERCENT')
      and c.valid_from <= ${to} and (c.valid_to is null or c.valid_to >= ${from})
      and (${among(sql`c.first_household_id`, householdIds)} or ${among(sql`c.second_household_id`, householdIds)})`
}

function sharedOut({ householdIds = null }: BillingScope) {
  return sql`
    select coalesce(s.household_id, u.household_id) as household_id, u.child_id, u.day, u.unit_id, u.group_id, u.kind,
           u.from_time, u.to_time, u.presence, u.arrived, u.left_at,
           s.percent as share_percent, s.takes_odd as takes_odd_cent
    from (select * from both_sides where household_id is not null union all select * from unbooked) u
    left join shared s on s.child_id = u.child_id
      and u.day >= s.valid_from and (s.valid_to is null or u.day <= s.valid_to)
    where ${among(sql`coalesce(s.household_id, u.household_id)`, householdIds)}`
}

/**
 * Attended without a booking: in alternating custody the household whose day it is pays, else the enrolled household
 * of the child, the first when both are.
 */
function unbookedUnits({ householdIds = null }: BillingScope) {
  return sql`
    select payer.household_id, a.child_id, a.day, a.unit_id, a.group_id, null::text as kind,
           null::time as from_time, null::time as to_time, a.presence, a.arrived, a.left_at
    from both_sides a
    join unit u on u.id = a.unit_id
    cross join lateral (
      select hc.household_id
      from household_child hc
      left join custody_day mine on mine.child_id = a.child_id and mine.day = a.day
        and mine.household_id = hc.household_id
        and exists (select from custody c where c.id = mine.custody_id and c.billing = 'BY_CALENDAR')
      left join enrolment e on e.child_id = hc.child_id and e.household_id = hc.household_id
        and e.activity_id = u.activity_id and e.state = 'ACCEPTED'
        and a.day >= e.valid_from and (e.valid_to is null or a.day <= e.valid_to)
      where hc.child_id = a.child_id
        and a.day >= hc.valid_from and (hc.valid_to is null or a.day <= hc.valid_to)
      order by (mine.day is null), (e.id is null), hc.slot
      limit 1
    ) payer
    where a.household_id is null and a.presence = 'PRESENT'
      and not exists (
        select from booking b
        where b.child_id = a.child_id and b.day = a.day and b.unit_id = a.unit_id and b.state = 'BOOKED')
      and (${among(sql`payer.household_id`, householdIds)} or a.child_id in (select child_id from shared))`
}

function dayFact(row: DaysRow, unit: UnitToBill, day: Day, absences: Absences): DayFact {
  return {
    childId: row.child_id,
    activityId: unit.activityId,
    unitId: row.unit_id,
    groupId: row.group_id,
    day,
    dayKind: unit.dayKinds.get(day) ?? 'SCHOOL',
    booking: row.booking,
    presence: row.presence,
    bookedFrom: row.from_time,
    bookedTo: row.to_time,
    arrived: row.arrived,
    leftAt: row.left_at,
    absence: absences.get(absenceKey(row.child_id, unit.activityId, day)) ?? null,
    share:
      row.share_percent === null
        ? null
        : { percent: row.share_percent, takesOddCent: row.takes_odd_cent === true },
  }
}
