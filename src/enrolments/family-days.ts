import { sql } from 'kysely'
import type { Day, DayRange } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** What a household's calendar knows of its children between two days. */
export interface FamilyDays {
  readonly children: readonly FamilyChild[]
  readonly enrolments: readonly RightToBook[]
  readonly bookings: readonly BookedUnit[]
  readonly attendance: readonly AttendedUnit[]
  readonly absences: readonly KnownAbsence[]
  /** Days for which this household waits for a place, or is offered one. */
  readonly waits: readonly WaitedUnit[]
  readonly custody: readonly CustodyDay[]
  /** Of the groups in which the children are enrolled; a day without a row has no limit. */
  readonly places: readonly PlacesLeft[]
  /** Invoices that are not wholly paid, the oldest first; none when the commune has given the household time. */
  readonly unpaid: readonly UnpaidInvoice[]
}

export interface UnpaidInvoice {
  readonly dueOn: Day
  readonly cents: Cents
}

export interface PlacesLeft {
  readonly groupId: number
  readonly unitId: number
  readonly day: Day
  readonly left: number
}

export interface WaitedUnit {
  readonly childId: number
  readonly unitId: number
  readonly day: Day
  readonly state: 'WAITING' | 'OFFERED'
}

export interface FamilyChild {
  readonly id: number
  readonly ref: string
  readonly firstName: string
  /** Changes with the photo; null: there is none, or it is not for this reader. */
  readonly photo: number | null
}

/** An accepted enrolment by this household: the group is the one whose places it takes. */
export interface RightToBook {
  readonly childId: number
  readonly activityId: number
  readonly groupId: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

export interface BookedUnit {
  readonly childId: number
  readonly unitId: number
  readonly day: Day
  readonly groupId: number
  /** False: the child's other household has booked it, and pays. */
  readonly mine: boolean
}

export interface AttendedUnit {
  readonly childId: number
  readonly unitId: number
  readonly day: Day
  readonly state: 'PRESENT' | 'ABSENT'
  /** `HH:MM` */
  readonly leftAt: string | null
}

export interface KnownAbsence {
  readonly childId: number
  /** Null: every activity. */
  readonly activityId: number | null
  readonly firstDay: Day
  readonly lastDay: Day
  readonly state: 'DECLARED' | 'EXCUSED' | 'UNEXCUSED'
  /** False: the child's other household declared it; it covers the child's days in both. */
  readonly mine: boolean
}

/**
 * A day on which a child in alternating custody is, wholly or in part, with the other household, which books it then.
 * On the hand-over day the hour decides.
 */
export interface CustodyDay {
  readonly childId: number
  readonly day: Day
  /** Is the day the other household's: at lunch, before the hand-over, after it? */
  readonly isOther: boolean
  readonly wasOther: boolean
  readonly becomesOther: boolean
  /** `HH:MM`; null: nobody hands over that day. */
  readonly handover: string | null
}

/** Tables of a larger statement: `kid`, and what is `enrolled`, `booked` and `attended`. */
export function familyTables(householdId: number, { from, to }: DayRange) {
  return sql`
    kid as materialized (
      select distinct c.id, c.ref, c.first_name, c.birth_date,
        case when c.id = any ((select app.current_children_full())::bigint[]) then c.photo_blob_id end as photo
      from household_child hc
      join child c on c.id = hc.child_id
      where hc.household_id = ${householdId}
        and hc.valid_from <= ${to} and coalesce(hc.valid_to, 'infinity') >= ${from}
    ), enrolled as materialized (
      select e.child_id, e.activity_id, e.group_id, e.valid_from, e.valid_to
      from enrolment e join kid on kid.id = e.child_id
      where e.household_id = ${householdId} and e.state = 'ACCEPTED'
        and e.valid_from <= ${to} and coalesce(e.valid_to, 'infinity') >= ${from}
    ), booked as materialized (
      select b.child_id, b.unit_id, b.group_id, b.household_id, json_agg(b.day) as days
      from booking b join kid on kid.id = b.child_id
      where b.day between ${from} and ${to} and b.state = 'BOOKED'
      group by b.child_id, b.unit_id, b.group_id, b.household_id
    ), attended as materialized (
      select a.child_id, a.unit_id, a.day, a.state, left(a.left_at::text, 5) as left_at
      from attendance a join kid on kid.id = a.child_id
      where a.day between ${from} and ${to}
    )`
}

/** The columns of a `FamilyRow` over these tables. Children are in the order of their birth. */
export function familyColumns(householdId: number, { from, to }: DayRange) {
  return sql`
      to_json(array(select json_build_object('id', id, 'ref', ref, 'firstName', first_name, 'photo', photo)
       from kid order by birth_date, id)) as children,
      to_json(array(select json_build_object('childId', child_id, 'activityId', activity_id,
              'groupId', group_id, 'validFrom', valid_from, 'validTo', valid_to)
       from enrolled)) as enrolments,
      to_json(array(select json_build_object('childId', child_id, 'unitId', unit_id, 'groupId', group_id,
              'mine', household_id = ${householdId}, 'days', days)
       from booked)) as bookings,
      to_json(array(select json_build_object('childId', child_id, 'unitId', unit_id, 'day', day,
              'state', state, 'leftAt', left_at)
       from attended)) as attendance,
      to_json(array(select json_build_object('childId', a.child_id, 'activityId', a.activity_id,
              'firstDay', a.first_day, 'lastDay', a.last_day, 'state', a.state,
              'mine', a.household_id = ${householdId})
       from absence a join kid on kid.id = a.child_id
       where a.first_day <= ${to} and a.last_day >= ${from} and a.state <> 'WITHDRAWN')) as absences,
      to_json(array(select json_build_object('childId', w.child_id, 'unitId', w.unit_id, 'day', w.day,
              'state', w.state)
       from waiting_entry w
       where w.household_id = ${householdId} and w.day between ${from} and ${to}
         and w.state in ('WAITING', 'OFFERED'))) as waits,
      to_json(array(select json_build_object('childId', d.child_id, 'day', d.day,
              'isOther', d.household_id <> ${householdId},
              'wasOther', coalesce(before.household_id, d.household_id) <> ${householdId},
              'becomesOther', coalesce(next.household_id, d.household_id) <> ${householdId},
              'handover', case when c.handover_weekday = extract(isodow from d.day)
                               then to_char(c.handover_time, 'HH24:MI') end)
       from custody_day d join kid on kid.id = d.child_id
       join custody c on c.id = d.custody_id and c.billing = 'BY_CALENDAR'
       left join custody_day before on before.child_id = d.child_id and before.day = d.day - 1
       left join custody_day next on next.child_id = d.child_id and next.day = d.day + 1
       where d.day between ${from} and ${to})) as custody,
      to_json(array(select json_build_object('groupId', group_id, 'unitId', unit_id, 'day', day,
              'left', greatest(places - taken - held - waiting, 0))
       from capacity_day
       where group_id = any (array(select group_id from enrolled)) and day between ${from} and ${to})) as places,
      to_json(array(select json_build_object('dueOn', v.due_on, 'cents', i.amount_cents - i.settled_cents)
       from household h
       join open_item i on i.household_id = h.id and i.side = 'DEBIT' and i.settled_cents < i.amount_cents
       join invoice v on v.transfer_id = i.transfer_id
       where h.id = ${householdId} and not h.exempt_from_debt_block
       order by v.due_on)) as unpaid`
}

/** Bookings that differ in their day alone travel together. */
export interface FamilyRow extends Omit<FamilyDays, 'bookings'> {
  readonly bookings: readonly (Omit<BookedUnit, 'day'> & { readonly days: readonly Day[] })[]
}

export function familyOf(row: FamilyRow): FamilyDays {
  const bookings = row.bookings.flatMap(({ days, ...unit }) =>
    days.map((day) => ({ ...unit, day })),
  )
  return { ...row, bookings }
}
