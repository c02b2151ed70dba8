import type { CalendarMonth } from '../enrolments/calendar-month.ts'
import type { RefusedChange } from '../enrolments/save-bookings.ts'
import type { ChangeRefusal } from '../enrolments/slots.ts'
import type { ToldRefusal } from '../../templates/ui/calendar-words.ts'

const letters: Record<ChangeRefusal, string> = {
  NOT_ENROLLED: 'n',
  DAY_CLOSED: 'c',
  NOT_OPEN_YET: 'o',
  OTHER_HOUSEHOLD: 'a',
  OTHER_WEEK: 's',
  DEADLINE_PASSED: 'd',
  UNPAID: 'u',
  DAY_FULL: 'f',
}

/** Addresses stay below 1,900 characters (web.md). */
const most = 60

/**
 * What a save refused, for the address of the page that tells it: `&refus=12.3.07d` (child, unit, day of the month,
 * reason; a capital for what should have been cancelled). Nothing of it is stored, and reading it again changes nothing.
 */
export function refusedInAddress(refused: readonly RefusedChange[]): string {
  if (refused.length === 0) return ''
  const words = refused.slice(0, most).map(({ key, wanted, because }) => {
    const letter = wanted ? letters[because] : letters[because].toUpperCase()
    return `${key.childId}.${key.unitId}.${key.day.slice(8)}${letter}`
  })
  return `&refus=${words.join('_')}`
}

/** The same, found again in the days that are shown. What is not this family's has no name there. */
export function refusedInWords(text: string, { weeks }: CalendarMonth): ToldRefusal[] {
  const lines = weeks.flatMap((week) => week.days.flatMap((day) => day.lines))
  return text
    .split('_')
    .slice(0, most)
    .flatMap((word) => {
      const match = /^(\d{1,15})\.(\d{1,9})\.(\d{2})([a-zA-Z])$/.exec(word)
      const [, child = '', unit = '', date = '', letter = ''] = match ?? []
      const because = reasonOf(letter)
      if (!because) return []
      const line = lines.find(
        (one) => one.child.id === Number(child) && one.slots[0]?.day.slice(8) === date,
      )
      const slot = line?.slots.find((one) => one.unitId === Number(unit)) ?? null
      return [
        {
          slot,
          firstName: line?.child.firstName ?? '',
          wanted: letter === letter.toLowerCase(),
          because,
        },
      ]
    })
}

function reasonOf(letter: string): ChangeRefusal | null {
  const wanted = letter.toLowerCase()
  const reasons: readonly ChangeRefusal[] = [
    'NOT_ENROLLED',
    'DAY_CLOSED',
    'NOT_OPEN_YET',
    'OTHER_HOUSEHOLD',
    'OTHER_WEEK',
    'DEADLINE_PASSED',
    'UNPAID',
    'DAY_FULL',
  ]
  return reasons.find((reason) => letters[reason] === wanted) ?? null
}
