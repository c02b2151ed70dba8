import { sql } from 'kysely'
import { addDays, type Day } from '../kernel/day.ts'
import { deadlinesOf } from './deadlines.ts'
import type { OfferedDays } from './offered-days.ts'

/** The next moment at which a family loses a choice: until then a day can still be booked or called off. */
export interface NextDeadline {
  readonly activity: string
  readonly day: Day
  readonly until: Date
}

/** An accepted enrolment of a household, which takes part until then; null: without end. */
export interface TakesPart {
  readonly activityId: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** Days further ahead are not urgent. */
const aheadDays = 8

/** The last day whose deadline is looked at. */
export function lastUrgentDay(today: Day): Day {
  return addDays(today, aheadDays)
}

/** What a household takes part in from today until then, as a part of a larger statement. */
export function takesPartRows(householdId: number, today: Day) {
  return sql<TakesPart>`
    select activity_id as "activityId", valid_from as "validFrom", valid_to as "validTo"
    from enrolment
    where household_id = ${householdId} and state = 'ACCEPTED'
      and valid_from <= ${lastUrgentDay(today)}::date and (valid_to is null or valid_to >= ${today}::date)`
}

/**
 * The first deadline that is still to come among the offered days from today on; null when nothing closes soon. Of an
 * activity's units the oldest speaks for all.
 */
export function nextDeadline(
  takesPart: readonly TakesPart[],
  offered: OfferedDays,
  { today, now }: { readonly today: Day; readonly now: Date },
): NextDeadline | null {
  const deadlines = deadlinesOf(offered)
  let next: NextDeadline | null = null
  for (const { activityId, day, closedBecause } of offered.openDays) {
    if (closedBecause !== null || day < today || !takesPart.some(covers(activityId, day))) continue
    const unitId = oldestUnit(offered, activityId)
    const until = deadlines.until({ activityId, unitId, day, action: 'CANCEL' })
    if (until <= now || (next && next.until <= until)) continue
    next = { activity: nameOf(offered, activityId), day, until }
  }
  return next
}

function covers(activityId: number, day: Day): (one: TakesPart) => boolean {
  return (one) =>
    one.activityId === activityId &&
    one.validFrom <= day &&
    (one.validTo === null || day <= one.validTo)
}

function oldestUnit({ units }: OfferedDays, activityId: number): number {
  const own = units.filter((unit) => unit.activityId === activityId)
  return Math.min(...own.map((unit) => unit.id))
}

function nameOf({ activities }: OfferedDays, activityId: number): string {
  return activities.find((activity) => activity.id === activityId)?.name ?? ''
}
