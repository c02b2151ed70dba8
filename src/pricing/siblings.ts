import { holdsOn, type ChildDay } from './child-day.ts'
import type { ChildFacts } from './facts.ts'
import type { SiblingRule } from './tariff.ts'

/**
 * The child's rank (eldest first) or the number of children that a sibling rule counts, at least 1
 * (domain.md §3.1, « Sibling rank »).
 */
export function siblingsCounted(rule: SiblingRule | null, day: ChildDay): number {
  if (!rule) return 1
  const counted = day.facts.children.filter(
    (child) => child === day.child || counts(child, rule, day),
  )
  if (rule.by === 'NUMBER') return counted.length
  return 1 + counted.filter((child) => isElder(child, day.child)).length
}

function counts(
  child: ChildFacts,
  rule: SiblingRule,
  { activityId, day, facts }: ChildDay,
): boolean {
  if (rule.among === 'FILE') return true
  if (rule.among === 'ENROLLED') {
    return child.enrolments.some((one) => one.activityId === activityId && holdsOn(one, day))
  }
  return facts.days.some(
    (fact) =>
      fact.childId === child.childId &&
      fact.activityId === activityId &&
      fact.day === day &&
      fact.presence !== 'ABSENT',
  )
}

/** Twins keep one order: by id. */
function isElder(other: ChildFacts, child: ChildFacts): boolean {
  if (other.birthDate !== child.birthDate) return other.birthDate < child.birthDate
  return other.childId < child.childId
}
