import { addressKey } from '../../households/addresses.ts'
import type {
  Address,
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  ImportedFamily,
} from '../../households/family-model.ts'
import { matchKey } from '../../kernel/text.ts'
import type { GuardianLine, Ward } from './onde-guardians.ts'
import type { PupilLine } from './onde-pupils.ts'

/**
 * Joins ONDE's two files, which share no number, by names; then groups the guardians into households: the same address
 * and the same set of children. Two addresses make two households of one child.
 */
export function joinFamilies(
  pupils: readonly PupilLine[],
  guardians: readonly GuardianLine[],
): FamilyModel {
  const taken = pupils.filter((pupil) => pupil.child !== null && !pupil.isRepeated)
  const positions = new Map(taken.map((pupil, at) => [pupil, at]))
  const byName = pupilsByName(pupils)
  const homes = new Map<string, Home>()
  for (const guardian of guardians) {
    const wards = guardian.wards.flatMap((ward) => pupilOf(guardian, ward, byName) ?? [])
    if (guardian.wards.length === 0) reportNoPupil(guardian)
    const address = guardian.address ?? addressOfWards(guardian, wards)
    const children = [...new Set(wards.flatMap((pupil) => positions.get(pupil) ?? []))].sort(
      (a, b) => a - b,
    )
    if (guardian.adult && address) settle(homes, guardian.adult, address, children)
  }
  return {
    families: [...homes.values()].map(familyOf),
    children: taken.flatMap(({ child }): ImportedChild[] => (child ? [child] : [])),
  }
}

interface Home {
  readonly address: Address
  readonly children: readonly number[]
  readonly adults: ImportedAdult[]
}

function settle(
  homes: Map<string, Home>,
  adult: ImportedAdult,
  address: Address,
  children: readonly number[],
): void {
  const key = `${addressKey(address)}|${children.join(',')}`
  const home = homes.get(key)
  if (!home) homes.set(key, { address, children, adults: [adult] })
  else if (!home.adults.some((known) => nameKey(known) === nameKey(adult))) home.adults.push(adult)
}

function nameKey({ usualName, firstName }: ImportedAdult): string {
  return matchKey(usualName, firstName)
}

function familyOf({ address, children, adults }: Home): ImportedFamily {
  const origin = adults[0]?.origin ?? { file: '', line: 0 }
  return { origin, key: null, adults, children, address, benefit: null, quotient: null }
}

function pupilsByName(pupils: readonly PupilLine[]): Map<string, PupilLine[]> {
  const byName = new Map<string, PupilLine[]>()
  for (const pupil of pupils) {
    if (pupil.isRepeated) continue
    for (const key of new Set(pupil.nameKeys)) byName.set(key, [...(byName.get(key) ?? []), pupil])
  }
  return byName
}

/** The pupil of a ward: by name; of namesakes, the one of the same class, else of the same address. */
function pupilOf(
  guardian: GuardianLine,
  ward: Ward,
  byName: ReadonlyMap<string, readonly PupilLine[]>,
): PupilLine | null {
  const named = [...new Set(ward.nameKeys.flatMap((key) => byName.get(key) ?? []))]
  if (named.length === 0) {
    return guardian.row.fault(
      ward.column,
      'no pupil of the other file has this name',
      'export both files at the same moment, or correct the name',
    )
  }
  const found =
    onlyOne(named) ??
    onlyOne(named.filter((pupil) => ward.classKey !== '' && pupil.classKey === ward.classKey)) ??
    onlyOne(named.filter((pupil) => livesAt(pupil, guardian.address)))
  return (
    found ??
    guardian.row.fault(
      ward.column,
      'several pupils of the other file have this name',
      'correct the class or the address of this line',
    )
  )
}

function onlyOne<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null
}

function livesAt(pupil: PupilLine, address: Address | null): boolean {
  return address !== null && pupil.addresses.some((one) => addressKey(one) === addressKey(address))
}

/** A guardian without an address lives where the children do, when they have one home. */
function addressOfWards(
  { row, columns }: GuardianLine,
  wards: readonly PupilLine[],
): Address | null {
  const street = columns.address.street
  if (wards.length === 0 || row.at(street) !== '') return null
  const homes = new Map(
    wards.flatMap((pupil) => pupil.addresses).map((address) => [addressKey(address), address]),
  )
  return (
    onlyOne([...homes.values()]) ??
    row.fault(street, 'the address is missing', 'complete it: the pupil has no address, or two')
  )
}

function reportNoPupil({ row, columns }: GuardianLine): void {
  row.fault(
    columns.wards[0]?.firstName,
    'no pupil is named on this line',
    'remove the line, or name the pupil',
  )
}
