import { deadlineFor } from '../activities/deadline.ts'
import { instantAt, type Day } from '../kernel/day.ts'
import type { OfferedDays, StoredDeadline } from './offered-days.ts'

export interface DeadlineQuestion extends RuleQuestion {
  readonly action: 'ADD' | 'CANCEL'
}

interface RuleQuestion {
  readonly activityId: number
  readonly unitId: number
  readonly day: Day
  readonly action: StoredDeadline['action']
}

export interface Deadlines {
  readonly until: (question: DeadlineQuestion) => Date
}

/**
 * The last instant at which a unit of a day may be added or cancelled. Without a rule of its own, cancelling goes by
 * the rule for adding; without any, until the day begins. What was reckoned once is kept with the offered days.
 */
export function deadlinesOf(offered: OfferedDays): Deadlines {
  const known = reckoned.get(offered) ?? reckon(offered)
  reckoned.set(offered, known)
  return known
}

const reckoned = new WeakMap<OfferedDays, Deadlines>()

function reckon({ rules, publicHolidays }: OfferedDays): Deadlines {
  const holidays = new Set(publicHolidays.map((holiday) => holiday.day))
  const known = new Map(rules.map((stored) => [stored, new Map<Day, Date>()]))
  return {
    until: (question) => {
      const { day } = question
      const stored = ruleFor(rules, question) ?? ruleFor(rules, { ...question, action: 'ADD' })
      if (!stored) return instantAt(day, '00:00')
      const at = known.get(stored)?.get(day) ?? deadlineFor(stored.rule, day, holidays)
      known.get(stored)?.set(day, at)
      return at
    },
  }
}

/** The unit's own rule before that of its activity. */
export function ruleFor(
  rules: readonly StoredDeadline[],
  question: RuleQuestion,
): StoredDeadline | undefined {
  const { activityId, unitId, day, action } = question
  let ofActivity: StoredDeadline | undefined
  for (const rule of rules) {
    if (rule.activityId !== activityId || rule.action !== action) continue
    if (day < rule.validFrom || (rule.validTo !== null && day > rule.validTo)) continue
    if (rule.unitId === unitId) return rule
    if (rule.unitId === null) ofActivity ??= rule
  }
  return ofActivity
}
