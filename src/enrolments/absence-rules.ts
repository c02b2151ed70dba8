import { deadlineFor } from '../activities/deadline.ts'
import type { LoadedSlots } from './month-slots.ts'
import { ruleFor } from './deadlines.ts'
import type { Slot } from './slots.ts'

/** What the rules of the activities say of an absence. */
export interface AbsenceLimits {
  /** Days allowed for a certificate: the longest of the activities; null: none says, the commune's setting counts. */
  readonly certificateDays: number | null
  /** Missed days for which the limit to declare an absence has passed. */
  readonly late: readonly Slot[]
}

/** The rules `absence` and `certificate` of an activity's deadlines (docs/activities.md), for the days that stay booked. */
export function absenceLimits(
  { offered }: LoadedSlots,
  kept: readonly Slot[],
  now: Date,
): AbsenceLimits {
  const holidays = new Set(offered.publicHolidays.map((holiday) => holiday.day))
  const allowed = kept.flatMap((slot) => {
    const rule = ruleFor(offered.rules, { ...slot, action: 'CERTIFICATE' })?.rule
    return rule?.kind === 'DAYS_AFTER' ? [rule.days] : []
  })
  const late = kept.filter((slot) => {
    const rule = ruleFor(offered.rules, { ...slot, action: 'ABSENCE' })?.rule
    return rule !== undefined && now > deadlineFor(rule, slot.day, holidays)
  })
  return { certificateDays: allowed.length > 0 ? Math.max(...allowed) : null, late }
}
