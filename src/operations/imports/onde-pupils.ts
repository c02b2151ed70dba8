import type { Address, Anomaly, ImportedChild } from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { matchKey } from '../../kernel/text.ts'
import { addressIn } from './address-fields.ts'
import { birthDateIn, firstNameIn, ineIn, levelIn, nameIn, optionalName, sexIn } from './fields.ts'
import { positionsOf } from './header.ts'
import { openRows, type Column, type Row } from './row.ts'
import { headerKey, type Table } from './table.ts'

/** A line of ONDE's pupils: what the guardian file is joined on, and the child when the line has no fault. */
export interface PupilLine {
  readonly line: number
  /** Family name and usual name, each with the first name. */
  readonly nameKeys: readonly string[]
  readonly classKey: string
  readonly addresses: readonly Address[]
  /** Null: a line with a fault. */
  readonly child: ImportedChild | null
  readonly isRepeated: boolean
}

interface Context {
  readonly today: Day
  /** UAI of the school whose directors exported the file. */
  readonly school: string | null
  readonly report: (anomaly: Anomaly) => void
}

/** Reads ONDE's `CSVExtraction.csv` of pupils, and the older BE1D one without INE and with one column of class. */
export function readPupils(table: Table, context: Context): PupilLine[] {
  const columns = columnsOf(table)
  const seen: PupilsSeen = { byIne: new Map(), byName: new Map() }
  return openRows(table, context.report).map((row) => pupilOf(row, columns, { ...context, seen }))
}

type Columns = ReturnType<typeof columnsOf>

function columnsOf(table: Table) {
  const positions = positionsOf(table)
  const at = (name: string): Column => positions.get(headerKey(name))
  return {
    lastName: at('Nom élève'),
    usualName: at("Nom d'usage élève"),
    firstName: at('Prénom élève'),
    birthDate: at('Date naissance'),
    sex: at('Sexe'),
    ine: at('INE'),
    level: at('Niveau'),
    className: at('Libellé classe') ?? at('Classe'),
    first: {
      street: at('Adresse1'),
      postcode: at('Cp1'),
      commune: at('Commune1'),
      country: at('Pays1'),
    },
    second: {
      street: at('Adresse2'),
      postcode: at('Cp2'),
      commune: at('Commune2'),
      country: at('Pays2'),
    },
  }
}

interface PupilsSeen {
  readonly byIne: Map<string, number>
  readonly byName: Map<string, { readonly line: number; readonly ine: string | null }>
}

function pupilOf(
  row: Row,
  columns: Columns,
  context: Context & { readonly seen: PupilsSeen },
): PupilLine {
  const lastName = nameIn(row, columns.lastName, 'family name')
  const firstName = firstNameIn(row, columns.firstName)
  const birthDate = birthDateIn(row, columns.birthDate, 'CHILD', context.today)
  const sex = sexIn(row, columns.sex)
  const ine = ineIn(row, columns.ine)
  const usualName = optionalName(row, columns.usualName)
  const className = row.at(columns.className) || null
  const schooling = { school: context.school, level: levelIn(row, columns.level), className }
  const addresses = [columns.first, columns.second].flatMap((place) => addressIn(row, place) ?? [])
  const isRepeated = reportRepeated(
    row,
    columns,
    { lastName, firstName, birthDate, ine },
    context.seen,
  )
  const identity = { lastName, firstName, birthDate, sex }
  return {
    line: row.origin.line,
    nameKeys: firstName
      ? namesOf(lastName, usualName).map((name) => matchKey(name, firstName))
      : [],
    classKey: matchKey(className ?? ''),
    addresses,
    isRepeated,
    child: isComplete(identity)
      ? { ...identity, ...unsaid, origin: row.origin, keys: [], usualName, ine, schooling }
      : null,
  }
}

/** What ONDE's list of pupils does not tell. */
const unsaid = { birthInsee: null, careProtocol: null } as const

function namesOf(...names: readonly (string | null)[]): string[] {
  return names.filter((name) => name !== null)
}

type Complete<T> = { readonly [K in keyof T]: NonNullable<T[K]> }

function isComplete<T extends Record<string, unknown>>(values: T): values is T & Complete<T> {
  return Object.values(values).every((value) => value !== null)
}

interface PupilIdentity {
  readonly lastName: string | null
  readonly firstName: string | null
  readonly birthDate: Day | null
  readonly ine: string | null
}

/** One pupil twice in a file: the same INE, or the same names and birth date without two INE that tell them apart. */
function reportRepeated(
  row: Row,
  columns: Columns,
  pupil: PupilIdentity,
  { byIne, byName }: PupilsSeen,
): boolean {
  const { lastName, firstName, birthDate, ine } = pupil
  const { line } = row.origin
  const sameIne = ine === null ? undefined : byIne.get(ine)
  if (ine !== null && sameIne === undefined) byIne.set(ine, line)
  if (sameIne !== undefined) {
    row.fault(
      columns.ine,
      `the same INE as line ${sameIne}`,
      'remove one of the two lines, or correct its INE',
    )
    return true
  }
  if (lastName === null || firstName === null || birthDate === null) return false
  const key = `${matchKey(lastName, firstName)}|${birthDate}`
  const same = byName.get(key)
  if (!same) byName.set(key, { line, ine })
  if (!same || (ine !== null && same.ine !== null)) return false
  row.fault(
    columns.lastName,
    `the same names and birth date as line ${same.line}`,
    'remove one of the two lines, or give both their INE',
  )
  return true
}
