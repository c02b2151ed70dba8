import type { Day } from '../kernel/day.ts'
import type { ChildFacts, DayFact, MonthFacts } from './facts.ts'
import type { BookingKind } from './tariff.ts'

/** What one child does in one activity on one day: the unit of choice among tariffs. */
export interface ChildDay {
  readonly facts: MonthFacts
  readonly child: ChildFacts
  readonly activityId: number
  readonly day: Day
  /** One a unit; at least one. */
  readonly units: readonly DayFact[]
}

/** Gathers a household's facts by child, activity and day, in the order in which they come. */
export function childDays(facts: MonthFacts): ChildDay[] {
  const children = new Map(facts.children.map((child) => [child.childId, child]))
  const found = new Map<string, DayFact[]>()
  for (const fact of facts.days) {
    const key = `${fact.childId}|${fact.activityId}|${fact.day}`
    const units = found.get(key)
    if (units) units.push(fact)
    else found.set(key, [fact])
  }
  return Array.from(found.values()).flatMap((units) => {
    const [first] = units
    const child = first && children.get(first.childId)
    if (!first || !child) throw new Error('A day of a child who is not among the facts')
    return [{ facts, child, activityId: first.activityId, day: first.day, units }]
  })
}

/** One kind for units that are priced together: what was booked most regularly. */
export function bookingKindOf(units: readonly DayFact[]): BookingKind {
  if (units.some((unit) => unit.booking === 'REGULAR')) return 'REGULAR'
  return units.some((unit) => unit.booking === 'OCCASIONAL') ? 'OCCASIONAL' : 'NOT_BOOKED'
}

/** Is a dated fact in force on a day? Both ends included. */
export function holdsOn(
  dated: { readonly validFrom: Day; readonly validTo: Day | null },
  day: Day,
): boolean {
  return dated.validFrom <= day && (dated.validTo === null || day <= dated.validTo)
}
