import { addressKey } from './addresses.ts'
import type { ImportedAdult, ImportedFamily } from './family-model.ts'
import type { KnownHousehold } from './known.ts'
import type { MatchContext } from './match.ts'
import { sameAdultRenamed } from './match-adults.ts'

type AdultMatches = Map<ImportedAdult, number | null>

/**
 * Each family of the model on file: by the source's own key, else the household of its adults (the one of this address
 * or of these children when they have several), else one at this address with one of these children.
 */
export function matchHouseholds(
  context: MatchContext,
  children: readonly (number | null)[],
  adults: AdultMatches,
): Map<ImportedFamily, number | null> {
  const { model, known, identities } = context
  const homes = homesOf(context)
  const matched = new Map<ImportedFamily, number | null>()
  for (const family of model.families) {
    const sameKey = family.key === null ? undefined : identities.household.get(family.key)
    const byKey = sameKey === undefined ? undefined : known.households.get(sameKey)
    const found =
      byKey ??
      findHome(context, {
        family,
        adults,
        homes,
        childIds: family.children.flatMap((at) => children[at] ?? []),
      })
    matched.set(family, found?.id ?? null)
    if (found) {
      findRenamed(context, { family, home: found, adults })
      askAboutMove(context, { family, home: found, adults })
    }
  }
  askAboutSplits(context, matched)
  return matched
}

interface Homes {
  readonly ofAdult: ReadonlyMap<number, readonly KnownHousehold[]>
  readonly ofChild: ReadonlyMap<number, readonly KnownHousehold[]>
}

function homesOf({ known }: MatchContext): Homes {
  const ofAdult = new Map<number, KnownHousehold[]>()
  const ofChild = new Map<number, KnownHousehold[]>()
  for (const household of known.households.values()) {
    for (const { id, current } of household.adults)
      if (current) ofAdult.set(id, [...(ofAdult.get(id) ?? []), household])
    for (const { id, current } of household.children)
      if (current) ofChild.set(id, [...(ofChild.get(id) ?? []), household])
  }
  return { ofAdult, ofChild }
}

interface Search {
  readonly family: ImportedFamily
  readonly adults: AdultMatches
  readonly homes: Homes
  readonly childIds: readonly number[]
}

function findHome(
  { ask }: MatchContext,
  { family, adults, homes, childIds }: Search,
): KnownHousehold | null {
  const ofAdults = family.adults.flatMap((adult) => homes.ofAdult.get(adults.get(adult) ?? 0) ?? [])
  const near = childIds
    .flatMap((id) => homes.ofChild.get(id) ?? [])
    .filter((home) => isAt(home, family))
  const candidates = [...new Set(ofAdults.length > 0 ? ofAdults : near)]
  const sharing = (home: KnownHousehold) =>
    home.children.some(({ id, current }) => current && childIds.includes(id))
  const narrowed = [
    candidates,
    candidates.filter((home) => isAt(home, family)),
    candidates.filter(sharing),
  ].find((list) => list.length === 1)
  if (candidates.length > 0 && !narrowed)
    ask(
      family.origin,
      'several families on file could be this one',
      'give the address that is on file',
    )
  return narrowed?.[0] ?? null
}

function isAt(home: KnownHousehold, family: ImportedFamily): boolean {
  return (
    home.address !== null &&
    family.address !== null &&
    addressKey(home.address) === addressKey(family.address)
  )
}

interface Found {
  readonly family: ImportedFamily
  readonly home: KnownHousehold
  readonly adults: AdultMatches
}

function findRenamed({ known }: MatchContext, { family, home, adults }: Found): void {
  const taken = new Set(family.adults.map((adult) => adults.get(adult)))
  const others = home.adults.flatMap(({ id, current }) =>
    current && !taken.has(id) ? (known.adults.get(id) ?? []) : [],
  )
  for (const adult of family.adults) {
    if (adults.get(adult) === null) adults.set(adult, sameAdultRenamed(adult, others)?.id ?? null)
  }
}

/** A new address of some of the adults would tell the others where they live: whether all have moved is asked. */
function askAboutMove({ ask }: MatchContext, { family, home, adults }: Found): void {
  if (!family.address || !home.address || isAt(home, family)) return
  const listed = new Set(family.adults.map((adult) => adults.get(adult)))
  if (home.adults.every(({ id, current }) => !current || listed.has(id))) return
  ask(
    family.origin,
    'the address is new, and another adult of the family on file is not listed with it',
    'list every adult who moved; if the parents live apart, an officer separates the family first',
  )
}

/** One family on file that the source lists at two addresses: its adults live apart now. */
function askAboutSplits(
  { ask }: MatchContext,
  matched: ReadonlyMap<ImportedFamily, number | null>,
): void {
  const addresses = new Map<number, string>()
  for (const [family, id] of matched) {
    if (id === null || !family.address) continue
    const key = addressKey(family.address)
    const first = addresses.get(id)
    if (first === undefined) addresses.set(id, key)
    else if (first !== key)
      ask(
        family.origin,
        'a family on file is listed at two addresses',
        'if its adults live apart now, an officer separates the family first',
      )
  }
}
