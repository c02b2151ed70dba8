import { sql } from 'kysely'
import { addDays, type Day } from '../kernel/day.ts'
import { deadlinesOf } from './deadlines.ts'
import { lookBackDays, type StoredDeadline } from './offered-days.ts'

/** The next moment at which a family loses a choice: until then a day can still be booked or called off. */
export interface NextDeadline {
  readonly activity: string
  readonly day: Day
  readonly until: Date
}

/** What the next deadline depends on, as one row of JSON. */
export interface DeadlineFacts {
  readonly openDays: readonly {
    readonly activityId: number
    readonly activity: string
    readonly unitId: number
    readonly day: Day
  }[]
  readonly rules: readonly StoredDeadline[]
  readonly publicHolidays: readonly { readonly day: Day; readonly label: string }[]
}

/** Days further ahead are not urgent. */
const aheadDays = 8

/** The facts of a household's accepted enrolments, as a part of a larger statement. */
export function deadlineFacts(householdId: number, today: Day, territory: string) {
  const last = addDays(today, aheadDays)
  return sql<DeadlineFacts>`
    select
      to_json(array(select json_build_object('activityId', a.id, 'activity', a.name, 'day', o.day,
              'unitId', (select min(u.id) from unit u where u.activity_id = a.id))
       from open_day o join activity a on a.id = o.activity_id
       where o.closed_because is null and o.day between ${today}::date and ${last}::date and exists (
         select from enrolment e
         where e.household_id = ${householdId} and e.activity_id = a.id and e.state = 'ACCEPTED'
           and e.valid_from <= o.day and (e.valid_to is null or e.valid_to >= o.day))
       order by o.day, a.id)) as "openDays",
      to_json(array(select json_build_object('activityId', r.activity_id, 'unitId', r.unit_id,
              'action', r.action, 'rule', r.rule, 'validFrom', r.valid_from, 'validTo', r.valid_to)
       from deadline_rule r
       where r.action in ('ADD', 'CANCEL') and r.valid_from <= ${last}::date
         and (r.valid_to is null or r.valid_to >= ${today}::date))) as rules,
      to_json(array(select json_build_object('day', h.day, 'label', h.label)
       from public_holiday h
       where h.territory = ${territory}
         and h.day between ${addDays(today, -lookBackDays)}::date and ${last}::date)) as "publicHolidays"`
}

/** The first deadline that is still to come; null when nothing closes within the week. */
export function nextDeadline(facts: DeadlineFacts, now: Date): NextDeadline | null {
  const deadlines = deadlinesOf(facts)
  const coming = facts.openDays
    .map(({ activity, ...slot }) => ({
      activity,
      day: slot.day,
      until: deadlines.until({ ...slot, action: 'CANCEL' }),
    }))
    .filter(({ until }) => until > now)
  return coming.reduce<NextDeadline | null>(
    (first, one) => (first && first.until <= one.until ? first : one),
    null,
  )
}
