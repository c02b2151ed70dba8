import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** How many days ahead a booked day must be one that can take place. */
const ahead = 60

/** Checks booked days and what is kept of those that were changed (data-model.md §7). Every count must be 0. */
export function checkBookings(tx: Tx, today: Day): Promise<Invariant[]> {
  return countBroken(tx, queriesOn(today))
}

type Counted = { broken: number }

const queriesOn = (today: Day) => ({
  'booking.history': sql<Counted>`
    select ((
      select count(*) from booking b join booking_receipt r on r.id = b.receipt_id
      where r.household_id <> b.household_id
    ) + (
      select count(*) from booking_past p
      where not exists (
          select from booking b
          where (b.child_id, b.day, b.unit_id, b.receipt_id) = (p.child_id, p.day, p.unit_id, p.replaced_by_receipt_id))
        and not exists (
          select from booking_past next
          where (next.child_id, next.day, next.unit_id, next.receipt_id)
            = (p.child_id, p.day, p.unit_id, p.replaced_by_receipt_id))
    ))::int as broken`,

  // days that are now the other household's stay booked: the officer who changed the custody has their list
  'booking.open': sql<Counted>`
    select count(*)::int as broken
    from booking b
    join unit u on u.id = b.unit_id
    left join open_day_unit s on (s.activity_id, s.day, s.unit_id) = (u.activity_id, b.day, b.unit_id)
    left join open_day o on (o.activity_id, o.day) = (s.activity_id, s.day) and o.closed_because is null
    where b.state = 'BOOKED' and b.day between ${today}::date and ${addDays(today, ahead)}::date
      and (o.day is null or not exists (
        select from enrolment e
        where e.child_id = b.child_id and e.household_id = b.household_id and e.activity_id = u.activity_id
          and e.state = 'ACCEPTED' and e.valid_from <= b.day and (e.valid_to is null or e.valid_to >= b.day)))`,
})
