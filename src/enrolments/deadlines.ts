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

/** The last instant at which a unit of a day may be added or cancelled. */
export function deadlinesOf(offered: Pick<OfferedDays, 'rules' | 'publicHolidays'>): {
  until: (question: DeadlineQuestion) => Date
} {
  const holidays = new Set(offered.publicHolidays.map((holiday) => holiday.day))
  const known = new Map<string, Date>()
  return {
    until: (question) => {
      const { activityId, unitId, day, action } = question
      const key = `${activityId} ${unitId} ${day} ${action}`
      const at = known.get(key) ?? ask(offered.rules, holidays, question)
      known.set(key, at)
      return at
    },
  }
}

/** Without a rule of its own, cancelling goes by the rule for adding; without any, until the day begins. */
function ask(
  rules: readonly StoredDeadline[],
  holidays: ReadonlySet<Day>,
  question: DeadlineQuestion,
): Date {
  const { day } = question
  const stored = ruleFor(rules, question) ?? ruleFor(rules, { ...question, action: 'ADD' })
  return stored ? deadlineFor(stored.rule, day, holidays) : instantAt(day, '00:00')
}

/** The unit's own rule before that of its activity. */
export function ruleFor(
  rules: readonly StoredDeadline[],
  question: RuleQuestion,
): StoredDeadline | undefined {
  const { activityId, unitId, day, action } = question
  const holding = rules.filter(
    (rule) =>
      rule.activityId === activityId &&
      rule.action === action &&
      rule.validFrom <= day &&
      (rule.validTo === null || day <= rule.validTo),
  )
  return (
    holding.find((rule) => rule.unitId === unitId) ?? holding.find((rule) => rule.unitId === null)
  )
}
