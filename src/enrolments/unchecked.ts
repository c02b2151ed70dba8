import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day, DayRange } from '../kernel/day.ts'

/** One day of an activity's unit: how many are booked, and how far attendance is recorded. */
export interface SheetState {
  readonly activity: string
  readonly unit: string
  readonly day: Day
  readonly booked: number
  readonly present: number
  readonly absent: number
  /** Present without a booking. */
  readonly notBooked: number
  /** Booked, and nobody has said whether the child came. */
  readonly unchecked: number
}

/** Days with bookings or attendance, in order; one statement. */
export async function sheetStates(
  tx: Tx,
  { from, to, onlyUnchecked }: DayRange & { readonly onlyUnchecked: boolean },
): Promise<SheetState[]> {
  const read = await sql<SheetState>`
    select a.code as activity, u.code as unit, s.day, sum(s.booked)::int as booked, sum(s.present)::int as present,
      sum(s.absent)::int as absent, sum(s.not_booked)::int as "notBooked", sum(s.unchecked)::int as unchecked
    from (
      select b.unit_id, b.day, 1 as booked, (t.state = 'PRESENT')::int as present, (t.state = 'ABSENT')::int as absent,
             0 as not_booked, (t.state is null)::int as unchecked
      from booking b
      left join attendance t on t.child_id = b.child_id and t.day = b.day and t.unit_id = b.unit_id
      where b.state = 'BOOKED' and b.day between ${from} and ${to}
      union all
      select t.unit_id, t.day, 0, (t.state = 'PRESENT')::int, (t.state = 'ABSENT')::int, (t.state = 'PRESENT')::int, 0
      from attendance t
      where t.day between ${from} and ${to} and not exists (
        select from booking b
        where b.child_id = t.child_id and b.day = t.day and b.unit_id = t.unit_id and b.state = 'BOOKED')
    ) s
    join unit u on u.id = s.unit_id
    join activity a on a.id = u.activity_id
    group by a.code, u.code, u.position, s.day
    having not ${onlyUnchecked} or sum(s.unchecked) > 0
    order by s.day, a.code, u.position`.execute(tx)
  return read.rows
}
