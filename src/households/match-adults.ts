import { matchKey } from '../kernel/text.ts'
import { addressKey } from './addresses.ts'
import type { ImportedAdult, ImportedFamily } from './family-model.ts'
import { adultKeys, type KnownAdult, type KnownHousehold } from './known.ts'
import type { MatchContext } from './match.ts'

/**
 * Each adult of the model on file: by the source's own key, else by name with the same birth date, or, where one side
 * has none, with the same phone, e-mail, address or child. A name alone is nobody.
 */
export function matchAdults(
  context: MatchContext,
  children: readonly (number | null)[],
): Map<ImportedAdult, number | null> {
  const { model, known, identities } = context
  const byName = adultsByName(context)
  const homes = homesByAdult(context)
  const matched = new Map<ImportedAdult, number | null>()
  for (const family of model.families) {
    const childIds = new Set(family.children.flatMap((at) => children[at] ?? []))
    for (const adult of family.adults) {
      const sameKey = adult.key === null ? undefined : identities.adult.get(adult.key)
      const evidence = { family, childIds, homes }
      const found =
        sameKey !== undefined && known.adults.has(sameKey)
          ? sameKey
          : findAdult(context, adult, byName, evidence)
      matched.set(adult, found)
    }
  }
  return matched
}

interface Evidence {
  readonly family: ImportedFamily
  /** Ids on file of the family's children. */
  readonly childIds: ReadonlySet<number>
  readonly homes: ReadonlyMap<number, readonly KnownHousehold[]>
}

function findAdult(
  { ask }: MatchContext,
  adult: ImportedAdult,
  byName: ReadonlyMap<string, readonly KnownAdult[]>,
  evidence: Evidence,
): number | null {
  const named = [...new Set(adultKeys(adult).flatMap((key) => byName.get(key) ?? []))]
  const same = named.filter((one) => isSame(adult, one, evidence))
  if (same.length < 2) return same[0]?.id ?? null
  const parents = same.filter((one) => sharesChild(one, evidence))
  if (parents.length === 1 && parents[0]) return parents[0].id
  ask(
    adult.origin,
    'several adults on file could be this one',
    'give the birth date, the phone or the e-mail that tells them apart',
  )
  return null
}

function isSame(adult: ImportedAdult, known: KnownAdult, evidence: Evidence): boolean {
  if (isAnother(adult, known)) return false
  if (adult.birthDate && known.birthDate) return adult.birthDate === known.birthDate
  return (
    sharesContact(adult, known) ||
    sharesChild(known, evidence) ||
    (evidence.homes.get(known.id) ?? []).some((home) => livesWith(evidence.family, home))
  )
}

type Born = Pick<KnownAdult, 'birthName' | 'birthInsee'>

/** The same name, but born under another one or somewhere else. */
export function isAnother(one: Born, other: Born): boolean {
  const key = ({ birthName }: Born) => birthName && matchKey(birthName)
  return differ(key(one), key(other)) || differ(one.birthInsee, other.birthInsee)
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}

type Reached = Pick<KnownAdult, 'mobile' | 'homePhone' | 'workPhone' | 'email'>

/** The same phone or e-mail. */
export function sharesContact(adult: Reached, known: Reached): boolean {
  const contacts = [known.mobile, known.homePhone, known.workPhone, known.email].filter(
    (one) => one !== null,
  )
  return [adult.mobile, adult.homePhone, adult.workPhone, adult.email].some(
    (one) => one !== null && contacts.includes(one),
  )
}

function sharesChild(known: KnownAdult, { childIds, homes }: Evidence): boolean {
  return (homes.get(known.id) ?? []).some((home) =>
    home.children.some(({ id }) => childIds.has(id)),
  )
}

function livesWith(family: ImportedFamily, home: KnownHousehold): boolean {
  return (
    family.address !== null &&
    home.address !== null &&
    addressKey(family.address) === addressKey(home.address)
  )
}

/**
 * In a family that was found again: an adult of the same first name whose name changed (marriage), unless a birth date
 * or a title says otherwise.
 */
export function sameAdultRenamed(
  adult: ImportedAdult,
  members: readonly KnownAdult[],
): KnownAdult | null {
  const same = members.filter(
    (one) =>
      matchKey(one.firstName) === matchKey(adult.firstName) &&
      !(one.birthDate && adult.birthDate && one.birthDate !== adult.birthDate) &&
      !(one.title && adult.title && one.title !== adult.title),
  )
  return same.length === 1 ? (same[0] ?? null) : null
}

function adultsByName({ known }: MatchContext): Map<string, KnownAdult[]> {
  const byName = new Map<string, KnownAdult[]>()
  for (const adult of known.adults.values()) {
    for (const key of adultKeys(adult)) byName.set(key, [...(byName.get(key) ?? []), adult])
  }
  return byName
}

function homesByAdult({ known }: MatchContext): Map<number, KnownHousehold[]> {
  const homes = new Map<number, KnownHousehold[]>()
  for (const household of known.households.values()) {
    for (const { id } of household.adults) homes.set(id, [...(homes.get(id) ?? []), household])
  }
  return homes
}
