import { sql, type RawBuilder } from 'kysely'
import { addDays, type Day } from '../kernel/day.ts'

/** How far back a day may still come on a bill by itself: whole months, three of them and the one that runs. */
const daysBack = 120

/**
 * Is booking `b` of a statement a past day that a bill has still to look at? Neither charged, nor in a month that a
 * later run of its régie has gone through for this family: an excused day costs nothing and is on no bill.
 */
export function isUnbilled(today: Day): RawBuilder<boolean> {
  return sql<boolean>`(
    b.state = 'BOOKED' and b.day between ${addDays(today, -daysBack)}::date and ${addDays(today, -1)}::date
    and not exists (
      select from charge_day c
      where (c.household_id, c.child_id, c.day, c.unit_id) = (b.household_id, b.child_id, b.day, b.unit_id))
    and not exists (
      select from activity_group g join activity a on a.id = g.activity_id join billing_run r on r.regie_id = a.regie_id
      where g.id = b.group_id and b.day between r.period_from and r.period_to and r.state in ('ISSUED', 'PUBLISHED')
        and r.invoiced_on > b.day
        and (r.selection -> 'activities' is null or r.selection -> 'activities' ? a.code)
        and not exists (select from draft d where d.run_id = r.id and d.household_id = b.household_id)))`
}
