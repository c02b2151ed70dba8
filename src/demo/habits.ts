import type { DemoChild } from './people.ts'
import { randomFrom } from './random.ts'

/** What a child does week after week. */
export interface Habit {
  readonly child: DemoChild
  readonly activity: 'cantine' | 'garderie' | 'mercredis'
  /** 1 (Monday) to 7. */
  readonly weekdays: readonly number[]
  readonly weeks: 'ANY' | 'ODD' | 'EVEN'
}

const school = [1, 2, 4, 5]

/** Inès spends the even weeks with her father and the odd ones with her mother; everybody else has fixed days. */
export function bookingHabits(people: readonly DemoChild[]): Habit[] {
  const random = randomFrom(42)
  return people.flatMap((child) => {
    const weeks = weeksOf(child)
    const isStory =
      storyNames.has(child.firstName) && storyFamilies.has(child.lastName.toUpperCase())
    const cantine = {
      child,
      activity: 'cantine',
      weekdays: isStory ? school : meals(random.below(4)),
      weeks,
    } as const
    const others: Habit[] = []
    if (isStory || random.chance(35)) {
      others.push({ child, activity: 'garderie', weekdays: isStory ? [1, 2, 4] : [1, 4], weeks })
    }
    if (child.lastName.toUpperCase() === 'MARTIN' || random.chance(20)) {
      others.push({ child, activity: 'mercredis', weekdays: [3], weeks })
    }
    return [cantine, ...others]
  })
}

const storyNames = new Set(['Zoé', 'Noël', 'Inès', 'Mariam', 'Ibrahim'])
const storyFamilies = new Set(['MARTIN', 'LEROY', 'DIALLO'])

function meals(kind: number): number[] {
  return kind === 0 ? [1, 2] : kind === 1 ? [2, 4, 5] : school
}

function weeksOf(child: DemoChild): Habit['weeks'] {
  if (child.firstName !== 'Inès' || child.lastName.toUpperCase() !== 'LEROY') return 'ANY'
  return child.householdName.toUpperCase().includes('BERNARD') ? 'ODD' : 'EVEN'
}
