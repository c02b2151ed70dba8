import type { DeadlineRule } from '../activities/deadline-rule.ts'
import { deadlineFor } from '../activities/deadline.ts'
import { instantAt, type Day } from '../kernel/day.ts'
import { remembered } from '../kernel/remembered.ts'
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

/**
 * The last instant at which a unit of a day may be added or cancelled. Without a rule of its own, cancelling goes by
 * the rule for adding; without any, until the day begins.
 */
export function deadlinesOf(offered: Pick<OfferedDays, 'rules' | 'publicHolidays'>): {
  until: (question: DeadlineQuestion) => Date
} {
  const { rules } = offered
  const holidays = new Set(offered.publicHolidays.map((holiday) => holiday.day))
  const known = new Map(rules.map((stored) => [stored, reckonedBefore(stored.rule, holidays)]))
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

/** Every page of a calendar asks for the same rules and days: what a rule says beside such holidays is kept. */
function reckonedBefore(rule: DeadlineRule, holidays: ReadonlySet<Day>): Map<Day, Date> {
  return reckoned(JSON.stringify([rule, ...holidays]))
}

const reckoned = remembered((_ruleAndHolidays: string) => new Map<Day, Date>(), 200)

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
