import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'

/** A child's week on the home page. */
export interface ChildWeek {
  readonly childId: number
  readonly ref: string
  readonly firstName: string
  /** 1 for the eldest of the family: gives the colour. */
  readonly place: number
  /** Days with something in them, in order. */
  readonly days: readonly WeekDay[]
}

export interface WeekDay {
  readonly day: Day
  readonly services: readonly WeekService[]
  /** An absence is known for the day. */
  readonly isAbsent: boolean
}

export interface WeekService {
  readonly label: string
  readonly kind: string
  /** False: booked by the child's other household. */
  readonly mine: boolean
  readonly presence: 'PRESENT' | 'ABSENT' | null
}

/** Where the children of a household are booked or were, Monday to Sunday; one statement. Every child has its line. */
export async function weekOf(tx: Tx, householdId: number, monday: Day): Promise<ChildWeek[]> {
  const sunday = addDays(monday, 6)
  const read = await sql<ChildWeek>`
    with kid as materialized (
      select c.id, c.ref, c.first_name, row_number() over (order by c.birth_date, c.id) as place
      from child c
      where exists (
        select from household_child hc
        where hc.child_id = c.id and hc.household_id = ${householdId}
          and hc.valid_from <= ${sunday} and (hc.valid_to is null or hc.valid_to >= ${monday}))
    ), units as (
      select kid.id, coalesce(b.day, t.day) as day, u.from_time, u.position, u.id as unit_id,
             jsonb_build_object('kind', a.kind, 'presence', t.state,
               'label', case when (select count(*) from unit same where same.activity_id = a.id) = 1
                             then a.name else u.label end,
               'mine', coalesce(b.household_id = ${householdId}, true)) as service
      from kid
      join (
        (select child_id, day, unit_id, household_id from booking
         where child_id in (select id from kid) and state = 'BOOKED' and day between ${monday} and ${sunday}) b
        full join (select child_id, day, unit_id, state from attendance
                   where child_id in (select id from kid) and day between ${monday} and ${sunday}) t using (child_id, day, unit_id)
      ) on child_id = kid.id
      join unit u on u.id = unit_id
      join activity a on a.id = u.activity_id
      where b.day is not null or t.state = 'PRESENT'
    ), days as (
      select units.id, units.day, jsonb_agg(units.service order by units.from_time, units.position, units.unit_id) as services,
             exists (select from absence x where x.child_id = units.id
                       and units.day between x.first_day and x.last_day and x.state <> 'WITHDRAWN') as is_absent
      from units group by units.id, units.day
    )
    select kid.id as "childId", kid.ref, kid.first_name as "firstName", kid.place::int,
           coalesce((select jsonb_agg(jsonb_build_object('day', days.day, 'services', days.services,
                       'isAbsent', days.is_absent) order by days.day)
                     from days where days.id = kid.id), '[]') as days
    from kid
    order by kid.place`.execute(tx)
  return read.rows
}
