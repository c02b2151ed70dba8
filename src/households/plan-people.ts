import { matchKey } from '../kernel/text.ts'
import type { ImportedAdult, ImportedChild } from './family-model.ts'
import { childKeys, type KnownAdult, type KnownChild } from './known.ts'
import type { AdultRow, ChildRow } from './plan.ts'

export interface Updated<Row> {
  readonly row: Row
  /** The fields that differ from what is on file. */
  readonly fields: readonly string[]
}

/** What is on file with what the source says. Another spelling of the same name is no change. */
export function updateAdult(known: KnownAdult, adult: ImportedAdult): Updated<AdultRow> {
  // ONDE writes a birth name alone where the file here has both: it does not undo the usual name.
  const isBirthNameAlone =
    adult.birthName === null &&
    known.birthName !== null &&
    sameName(adult.usualName, known.birthName)
  const row = rowOfAdult({
    title: adult.title ?? known.title,
    usualName: isBirthNameAlone ? known.usualName : spelling(known.usualName, adult.usualName),
    birthName:
      adult.birthName === null ? known.birthName : spelling(known.birthName, adult.birthName),
    firstName: spelling(known.firstName, adult.firstName),
    birthDate: adult.birthDate ?? known.birthDate,
    birthInsee: adult.birthInsee ?? (adult.birthCountry === null ? known.birthInsee : null),
    birthCountry: adult.birthCountry ?? known.birthCountry,
    mobile: adult.mobile ?? known.mobile,
    homePhone: adult.homePhone ?? known.homePhone,
    workPhone: adult.workPhone ?? known.workPhone,
    email: adult.email ?? known.email,
  })
  return { row, fields: differing(rowOfAdult(known), row) }
}

export function updateChild(known: KnownChild, child: ImportedChild): Updated<ChildRow> {
  // Found by its usual name: the family name on file stays.
  const sameChild = childKeys(child).some((key) => childKeys(known).includes(key))
  const row = rowOfChild({
    lastName: sameChild ? known.lastName : child.lastName,
    usualName:
      child.usualName === null ? known.usualName : spelling(known.usualName, child.usualName),
    firstName: spelling(known.firstName, child.firstName),
    sex: child.sex,
    birthDate: child.birthDate,
    birthInsee: child.birthInsee ?? known.birthInsee,
    ine: child.ine ?? known.ine,
  })
  return { row, fields: differing(rowOfChild(known), row) }
}

function spelling(known: string | null, given: string): string {
  return known !== null && sameName(known, given) ? known : given
}

function sameName(one: string, other: string): boolean {
  return matchKey(one) === matchKey(other)
}

export function rowOfAdult(adult: Omit<AdultRow, 'matchKey'>): AdultRow {
  const { title, usualName, birthName, firstName, birthDate, birthInsee, birthCountry } = adult
  const { mobile, homePhone, workPhone, email } = adult
  return {
    title,
    usualName,
    birthName,
    firstName,
    birthDate,
    birthInsee,
    birthCountry,
    mobile,
    homePhone,
    workPhone,
    email,
    matchKey: matchKey(usualName, firstName),
  }
}

export function rowOfChild(child: Omit<ChildRow, 'matchKey'>): ChildRow {
  const { lastName, usualName, firstName, sex, birthDate, birthInsee, ine } = child
  return {
    lastName,
    usualName,
    firstName,
    sex,
    birthDate,
    birthInsee,
    ine,
    matchKey: matchKey(lastName, firstName),
  }
}

function differing(before: object, after: object): string[] {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).flatMap(([field, value]) =>
    field !== 'matchKey' && old.get(field) !== value ? [field] : [],
  )
}
