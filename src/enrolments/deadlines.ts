import { instantAt, addDays, type Day } from '../kernel/day.ts'
import type { OfferedDays, StoredDeadline } from './offered-days.ts'

export interface DeadlineQuestion {
  readonly activityId: number
  readonly unitId: number
  readonly day: Day
  readonly action: 'ADD' | 'CANCEL'
}

/** The last instant at which a unit of a day may be added or cancelled. */
export function deadlinesOf(offered: OfferedDays): { until: (question: DeadlineQuestion) => Date } {
  const known = new Map<string, Date>()
  return {
    until: (question) => {
      const { activityId, unitId, day, action } = question
      const key = `${activityId} ${unitId} ${day} ${action}`
      const at = known.get(key) ?? ask(offered, question)
      known.set(key, at)
      return at
    },
  }
}

function ask(offered: OfferedDays, question: DeadlineQuestion): Date {
  const stored =
    ruleFor(offered.rules, question) ?? ruleFor(offered.rules, { ...question, action: 'ADD' })
  return stored ? instantAt(addDays(question.day, -1), '10:00') : instantAt(question.day, '00:00')
}

/** The unit's own rule before that of its activity. */
function ruleFor(
  rules: readonly StoredDeadline[],
  question: DeadlineQuestion,
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
