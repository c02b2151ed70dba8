import { holdsOn } from './child-day.ts'
import type { DayFact, MonthFacts } from './facts.ts'

/** Where and when: one child, one unit, one day. */
export type DayPlace = Pick<
  DayFact,
  'childId' | 'activityId' | 'unitId' | 'groupId' | 'day' | 'dayKind'
>

/**
 * A day as if it were booked, of which no more is known: nobody has checked it, no absence covers it. Where custody
 * says who pays, it is shared, whoever books.
 */
export function bookedDay({ children }: Pick<MonthFacts, 'children'>, place: DayPlace): DayFact {
  const shares = children.find((child) => child.childId === place.childId)?.shares
  const share = shares?.find((one) => holdsOn(one, place.day))
  return {
    ...place,
    booking: 'REGULAR',
    presence: null,
    bookedFrom: null,
    bookedTo: null,
    arrived: null,
    leftAt: null,
    absence: null,
    share: share ? { percent: share.percent, takesOddCent: share.takesOddCent } : null,
  }
}
