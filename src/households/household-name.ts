import { matchKey, upperName } from '../kernel/text.ts'

interface Named {
  readonly usualName: string
  readonly firstName: string
}

/** How a family's file is called: `MARTIN Claire et Jean-Loup`, `LEROY Marc`, `BA Awa et KANE Moussa`. */
export function householdName(adults: readonly Named[]): string {
  const names = adults.map(({ usualName, firstName }, at) => {
    const before = adults[at - 1]
    return before && matchKey(before.usualName) === matchKey(usualName)
      ? firstName
      : `${upperName(usualName)} ${firstName}`
  })
  return names.join(' et ')
}

export function sortName(adults: readonly Named[]): string {
  const [first] = adults
  return first ? matchKey(first.usualName, first.firstName) : ''
}
