import type { Address, Anomaly, ImportedAdult, Origin } from '../../households/family-model.ts'
import { matchKey } from '../../kernel/text.ts'
import { addressIn } from './address-fields.ts'
import { emailIn, firstNameIn, nameIn, optionalName, phoneIn, titleIn } from './fields.ts'
import { positionsOf } from './header.ts'
import { openRows, type Column, type Row } from './row.ts'
import { headerKey, type Table } from './table.ts'

/** A line of ONDE's guardians: an adult, where he or she lives, and the pupils as that file names them. */
export interface GuardianLine {
  readonly origin: Origin
  readonly row: Row
  readonly columns: GuardianColumns
  readonly adult: ImportedAdult | null
  readonly address: Address | null
  readonly wards: readonly Ward[]
}

/** A pupil named in a guardian's line. The file has no number for it: names and class are all there is. */
export interface Ward {
  readonly column: number
  readonly nameKeys: readonly string[]
  readonly classKey: string
}

export function readGuardians(table: Table, report: (anomaly: Anomaly) => void): GuardianLine[] {
  const columns = columnsOf(table)
  return openRows(table, report).map((row) => guardianOf(row, columns))
}

export interface GuardianColumns {
  readonly title: Column
  readonly usualName: Column
  readonly lastName: Column
  readonly firstName: Column
  readonly email: Column
  readonly homePhone: Column
  readonly workPhone: Column
  readonly mobile: Column
  readonly address: {
    readonly street: Column
    readonly postcode: Column
    readonly commune: Column
    readonly country: Column
  }
  readonly wards: readonly WardColumns[]
}

interface WardColumns {
  readonly usualName: Column
  readonly lastName: Column
  readonly firstName: number
  readonly className: Column
}

function columnsOf(table: Table): GuardianColumns {
  const positions = positionsOf(table)
  const at = (name: string): Column => positions.get(headerKey(name))
  return {
    title: at('Civilité Responsable'),
    usualName: at('Nom usage responsable') ?? at("Nom d'usage responsable"),
    lastName: at('Nom responsable') ?? at('Nom de famille responsable'),
    firstName: at('Prénom responsable'),
    email: at('Courriel'),
    homePhone: at('Téléphone domicile'),
    workPhone: at('Téléphone travail'),
    mobile: at('Téléphone portable'),
    address: {
      street: at('Adresse responsable'),
      postcode: at('CP responsable'),
      commune: at('Commune responsable'),
      country: at('Pays'),
    },
    wards: wardColumns(table.header.map(headerKey)),
  }
}

/** The repeated group of four columns, each found by position from its « Prénom enfant ». */
function wardColumns(keys: readonly string[]): WardColumns[] {
  const first = headerKey('Prénom enfant')
  return keys.flatMap((key, at) => {
    if (key !== first) return []
    const near = (name: string, ...distances: number[]): Column =>
      distances.map((distance) => at + distance).find((place) => keys[place] === headerKey(name))
    return [
      {
        firstName: at,
        lastName: near('Nom de famille enfant', -1, -2),
        usualName: near("Nom d'usage enfant", -2, -1),
        className: near('Classes enfants', 1) ?? near('Classe enfant', 1),
      },
    ]
  })
}

function guardianOf(row: Row, columns: GuardianColumns): GuardianLine {
  const familyName = nameIn(row, columns.lastName, 'family name')
  const firstName = firstNameIn(row, columns.firstName)
  const usualName = optionalName(row, columns.usualName)
  const details = {
    title: titleIn(row, columns.title),
    email: emailIn(row, columns.email),
    homePhone: phoneIn(row, columns.homePhone),
    workPhone: phoneIn(row, columns.workPhone),
    mobile: phoneIn(row, columns.mobile),
  }
  const { origin } = row
  const names = familyName && firstName ? { familyName, firstName } : null
  return {
    origin,
    row,
    columns,
    adult: names && {
      ...details,
      origin,
      key: null,
      usualName: usualName ?? names.familyName,
      birthName: usualName ? names.familyName : null,
      firstName: names.firstName,
      birthDate: null,
      birthInsee: null,
      birthCountry: null,
      relationship: null,
    },
    address: addressIn(row, columns.address),
    wards: columns.wards.flatMap((ward) => wardOf(row, ward) ?? []),
  }
}

function wardOf(row: Row, columns: WardColumns): Ward | null {
  const first = row.at(columns.firstName)
  const names = [row.at(columns.lastName), row.at(columns.usualName)].filter((name) => name !== '')
  if (first === '' && names.length === 0) return null
  if (first === '')
    return row.fault(
      columns.firstName,
      'the first name of the pupil is missing',
      'complete it in the file',
    )
  if (names.length === 0)
    return row.fault(
      columns.lastName,
      'the name of the pupil is missing',
      'complete it in the file',
    )
  return {
    column: columns.firstName,
    nameKeys: names.map((name) => matchKey(name, first)),
    classKey: matchKey(row.at(columns.className)),
  }
}
