import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addMonths, firstDayOf, lastDayOf, type Day, type Month } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface BillingSelection {
  /** `YYYY-MM` */
  readonly period: Month
  /** Code of one régie; every régie when left out. */
  readonly regie?: string | undefined
  /** Code of one activity. */
  readonly activity?: string | undefined
}

export interface RegieScope {
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
  readonly activities: readonly ScopedActivity[]
}

export interface ScopedActivity {
  readonly id: number
  readonly code: string
}

/** Days that are priced again, and the activities that were billed for them. */
export interface BilledPeriod {
  readonly from: Day
  readonly to: Day
  readonly activityIds: readonly number[]
  /** Something was billed for these days by another run. */
  readonly isBilledBefore: boolean
}

/** How many months back a change still finds its way onto the next invoice by itself. */
const correctedMonths = 3

/** The days whose price a run may need. */
export function pricedDays(period: Month): { from: Day; to: Day } {
  return { from: firstDayOf(addMonths(period, -correctedMonths)), to: lastDayOf(period) }
}

/** The régies of a run with their activities. Throws NOT_FOUND for a code that does not exist. */
export async function scopesOf(tx: Tx, selection: BillingSelection): Promise<RegieScope[]> {
  const { regie = null, activity = null } = selection
  const found = await sql<RegieScope>`
    select r.id as "regieId", r.code as "regieCode", r.name as "regieName",
           jsonb_agg(jsonb_build_object('id', a.id, 'code', a.code) order by a.id) as activities
    from regie r join activity a on a.regie_id = r.id
    where (${regie}::text is null or r.code = ${regie}) and (${activity}::text is null or a.code = ${activity})
    group by r.id order by r.id`.execute(tx)
  if (found.rows.length > 0) return found.rows
  if (regie ?? activity) throw new Refusal('NOT_FOUND', { what: regie ?? activity ?? '' })
  throw new Refusal('RUN_STOPPED', { because: 'there is no activity' })
}

interface ActivityState extends ScopedActivity {
  readonly isPriced: boolean
  readonly isOpen: boolean
  /** Opening days are known from this month on: a month without any is a month of holidays. */
  readonly hasCalendar: boolean
  /** Booked or attended in the period. */
  readonly isUsed: boolean
  readonly isEnrolled: boolean
}

/**
 * Faults of the whole run: an activity with booked or attended days and no price list or no opening days would bill
 * everybody wrongly, and so would a régie that has neither. Throws RUN_STOPPED before anything is written. True when
 * there is something to bill.
 */
export async function checkActivities(tx: Tx, scope: RegieScope, period: Month): Promise<boolean> {
  const states = await activityStates(tx, scope, period)
  for (const state of states.filter((one) => one.isUsed)) {
    if (!state.isPriced) throw stopped('no price list', state.code, period)
    if (!state.isOpen) throw stopped('no opening days in the calendar', state.code, period)
  }
  const enrolled = states.filter((one) => one.isUsed || one.isEnrolled)
  if (enrolled.length === 0) return false
  const names = enrolled.map((one) => one.code).join(' ')
  if (!states.some((one) => one.isPriced)) throw stopped('no price list', names, period)
  if (!states.some((one) => one.isOpen))
    throw stopped('no opening days in the calendar', names, period)
  return true
}

async function activityStates(tx: Tx, scope: RegieScope, period: Month): Promise<ActivityState[]> {
  const [from, to] = [firstDayOf(period), lastDayOf(period)]
  const found = await sql<ActivityState>`
    select a.id, a.code,
      exists (select from tariff t where t.activity_id = a.id and t.valid_from <= ${to}::date
        and (t.valid_to is null or t.valid_to >= ${from}::date)) as "isPriced",
      exists (select from open_day o where o.activity_id = a.id
        and o.day between ${from}::date and ${to}::date) as "isOpen",
      exists (select from open_day o where o.activity_id = a.id and o.day >= ${from}::date) as "hasCalendar",
      exists (select from activity_group g cross join lateral (
          select from booking b
          where b.group_id = g.id and b.state = 'BOOKED' and b.day between ${from}::date and ${to}::date
          order by b.day limit 1) booked
        where g.activity_id = a.id)
      or exists (select from activity_group g cross join lateral (
          select from attendance t
          where t.group_id = g.id and t.state = 'PRESENT' and t.day between ${from}::date and ${to}::date
          order by t.day limit 1) noted
        where g.activity_id = a.id) as "isUsed",
      exists (select from enrolment e where e.activity_id = a.id and e.state = 'ACCEPTED'
        and e.valid_from <= ${to}::date and (e.valid_to is null or e.valid_to >= ${from}::date)) as "isEnrolled"
    from activity a
    where a.id = any(${scope.activities.map((activity) => activity.id)}::int[])
    order by a.id`.execute(tx)
  return found.rows
}

function stopped(because: string, activity: string, period: Month): Refusal {
  return new Refusal('RUN_STOPPED', { because, activity, period })
}

/** The run's own period first, then the earlier ones that a run of this régie billed: late changes are corrected there. */
export async function periodsOf(
  tx: Tx,
  run: { readonly id: number | null; readonly scope: RegieScope; readonly period: Month },
): Promise<BilledPeriod[]> {
  const { scope, period } = run
  const earliest = pricedDays(period).from
  const found = await sql<{ from: Day; to: Day; activities: string[] | null }>`
    select period_from as "from", period_to as "to", selection -> 'activities' as activities
    from billing_run
    where regie_id = ${scope.regieId} and id is distinct from ${run.id}::bigint
      and state in ('ISSUING', 'ISSUED', 'PUBLISHED')
      and period_from between ${earliest} and ${firstDayOf(period)}
    order by period_from desc`.execute(tx)
  const own = { from: firstDayOf(period), to: lastDayOf(period) }
  const earlier = found.rows.filter((row) => row.from < own.from)
  const isBilledBefore = found.rows.some((row) => row.from === own.from)
  const months = Map.groupBy(earlier, (row) => row.from)
  const corrected = Array.from(months.values(), (rows) => correctedPeriod(scope, rows))
  const all = scope.activities.map((activity) => activity.id)
  return [{ ...own, activityIds: all, isBilledBefore }, ...corrected]
}

function correctedPeriod(
  { activities }: RegieScope,
  rows: readonly { from: Day; to: Day; activities: string[] | null }[],
): BilledPeriod {
  const isWhole = rows.some((row) => row.activities === null)
  const codes = new Set(rows.flatMap((row) => row.activities ?? []))
  const billed = activities.filter((activity) => isWhole || codes.has(activity.code))
  return {
    from: rows[0]?.from ?? '',
    to: rows[0]?.to ?? '',
    activityIds: billed.map((activity) => activity.id),
    isBilledBefore: true,
  }
}
