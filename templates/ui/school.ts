import type { HouseholdChild } from '../../src/households/children.ts'
import { ageOn, type Day } from '../../src/kernel/day.ts'

const levels: Readonly<Record<string, string>> = {
  TPS: 'toute petite section',
  PS: 'petite section',
  MS: 'moyenne section',
  GS: 'grande section',
}

/** `moyenne section`, `CE1` */
export function levelInWords(level: string): string {
  return levels[level] ?? level
}

/** `4 ans, moyenne section, École des Tilleuls` */
export function childInWords(child: HouseholdChild, today: Day): string {
  const age = ageOn(child.birthDate, today)
  const parts = [
    `${age}\u00A0${age > 1 ? 'ans' : 'an'}`,
    child.level ? levelInWords(child.level) : null,
    child.school,
  ]
  return parts.filter(Boolean).join(', ')
}
