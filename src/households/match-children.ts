import { addressKey } from './addresses.ts'
import type { ImportedChild, ImportedFamily } from './family-model.ts'
import { adultKeys, childKeys, type KnownChild, type KnownHousehold } from './known.ts'
import type { MatchContext } from './match.ts'

/**
 * Each child of the model on file: by INE, else by the source's own key, else by names and birth date when something
 * else agrees (a guardian's name, the address). Namesakes of one birth date are asked: a wrong guess would show one
 * family the other's child.
 */
export function matchChildren(context: MatchContext): (number | null)[] {
  const { model, known, identities, ask } = context
  const byName = new Map<string, KnownChild[]>()
  const byIne = new Map<string, KnownChild>()
  for (const child of known.children.values()) {
    if (child.ine) byIne.set(child.ine, child)
    for (const key of childKeys(child))
      byName.set(`${key}|${child.birthDate}`, [
        ...(byName.get(`${key}|${child.birthDate}`) ?? []),
        child,
      ])
  }
  const homes = homesByChild(context)
  const families = familiesByChild(context)
  const matched = model.children.map((child, at) => {
    const sameIne = child.ine === null ? undefined : byIne.get(child.ine)
    if (sameIne)
      return agrees(child, sameIne)
        ? sameIne.id
        : asked(
            ask,
            child,
            'the INE is on file for a child with other names and another birth date',
            'correct the INE at the school',
          )
    const sameKey = child.keys
      .flatMap((key) => identities.child.get(key) ?? [])
      .find((id) => known.children.has(id))
    if (sameKey !== undefined) return sameKey
    const named = new Set(
      childKeys(child).flatMap((key) => byName.get(`${key}|${child.birthDate}`) ?? []),
    )
    const candidates = [...named].filter(
      (one) => one.ine === null || child.ine === null || one.ine === child.ine,
    )
    const sure = candidates.filter((one) =>
      isCorroborated(families.get(at) ?? [], homes.get(one.id) ?? [], context),
    )
    if (sure.length === 1 && sure[0]) return sure[0].id
    return candidates.length === 0
      ? null
      : asked(
          ask,
          child,
          'a child with these names and this birth date is on file in another family',
          'give the INE in both, or the same address or guardian, if it is the same child',
        )
  })
  refuseTwice(context, matched)
  return matched
}

function asked(
  ask: MatchContext['ask'],
  child: ImportedChild,
  message: string,
  hint: string,
): null {
  ask(child.origin, message, hint)
  return null
}

function agrees(child: ImportedChild, known: KnownChild): boolean {
  const keys = childKeys(known)
  return child.birthDate === known.birthDate || childKeys(child).some((key) => keys.includes(key))
}

function isCorroborated(
  families: readonly ImportedFamily[],
  homes: readonly KnownHousehold[],
  { known }: MatchContext,
): boolean {
  if (families.length === 0 || homes.length === 0) return true
  return families.some((family) => {
    const names = new Set(family.adults.flatMap(adultKeys))
    const address = family.address && addressKey(family.address)
    return homes.some((home) => {
      if (address !== null && home.address && addressKey(home.address) === address) return true
      return home.adults.some(({ id }) => {
        const adult = known.adults.get(id)
        return adult !== undefined && adultKeys(adult).some((key) => names.has(key))
      })
    })
  })
}

/** Two lines of the file that turn out to be one child on file. */
function refuseTwice({ model, ask }: MatchContext, matched: readonly (number | null)[]): void {
  const seen = new Set<number>()
  matched.forEach((id, at) => {
    const child = model.children[at]
    if (id === null || !child) return
    if (seen.has(id))
      ask(
        child.origin,
        'another line of the file is the same child on file',
        'remove one of the two lines',
      )
    seen.add(id)
  })
}

function homesByChild({ known }: MatchContext): Map<number, KnownHousehold[]> {
  const homes = new Map<number, KnownHousehold[]>()
  for (const household of known.households.values()) {
    for (const { id } of household.children) homes.set(id, [...(homes.get(id) ?? []), household])
  }
  return homes
}

function familiesByChild({ model }: MatchContext): Map<number, ImportedFamily[]> {
  const families = new Map<number, ImportedFamily[]>()
  for (const family of model.families) {
    for (const at of family.children) families.set(at, [...(families.get(at) ?? []), family])
  }
  return families
}
