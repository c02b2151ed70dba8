import type {
  Address,
  Anomaly,
  ImportedAdult,
  ImportedChild,
} from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { matchKey } from '../../kernel/text.ts'
import { addressIn } from './address-fields.ts'
import {
  birthDateIn,
  emailIn,
  firstNameIn,
  ineIn,
  levelIn,
  nameIn,
  optionalName,
  phoneIn,
  schoolIn,
  sexIn,
  titleIn,
} from './fields.ts'
import { careProtocolIn, refuseCareProtocol } from './generic-care.ts'
import { positionsOf } from './header.ts'
import { openRows, type Column, type Row } from './row.ts'
import { headerKey, type Table } from './table.ts'

/** The columns of our own format, one line a person (docs/families.md). The last six are beyond the published sample. */
export const genericColumns = [
  'cle_famille',
  'role',
  'civilite',
  'nom_usage',
  'nom_naissance',
  'prenom',
  'date_naissance',
  'code_insee_naissance',
  'adresse',
  'complement',
  'code_postal',
  'commune',
  'code_insee',
  'tel_mobile',
  'tel_domicile',
  'courriel',
  'caf_regime',
  'num_allocataire',
  'qf',
  'qf_debut',
  'ecole_uai',
  'niveau',
  'classe',
  'repartition_pct',
  'commentaire',
  'tel_travail',
  'ine',
  'pays',
  'pai_debut',
  'pai_fin',
  'pai_repas',
] as const

export type GenericColumn = (typeof genericColumns)[number]
export type Columns = (name: GenericColumn) => Column

export type Role = 'RESPONSABLE1' | 'RESPONSABLE2' | 'ENFANT'

/** One line of the generic file: a person in a role of a family. */
export interface GenericLine {
  readonly row: Row
  readonly family: string
  readonly role: Role | null
  readonly adult: ImportedAdult | null
  readonly child: ImportedChild | null
  readonly address: Address | null
}

export function columnsOf(table: Table, report: (anomaly: Anomaly) => void): Columns {
  const known = new Set(genericColumns.map(headerKey))
  table.header.forEach((name, at) => {
    const place = { file: table.file, line: 1, column: name.trim() || `column ${at + 1}` }
    if (!known.has(headerKey(name)))
      report({
        ...place,
        message: 'this column is not known',
        hint: `the columns are ${genericColumns.join(', ')}`,
      })
    else if (table.header.findIndex((other) => headerKey(other) === headerKey(name)) < at)
      report({ ...place, message: 'this column is there twice', hint: 'remove one' })
  })
  const positions = positionsOf(table)
  for (const name of ['prenom', 'date_naissance', 'nom_usage'] as const) {
    if (!positions.has(headerKey(name)))
      report({
        file: table.file,
        line: 1,
        column: name,
        message: 'this column is missing',
        hint: 'add it',
      })
  }
  const byColumn = new Map(genericColumns.map((name) => [name, positions.get(headerKey(name))]))
  return (name) => byColumn.get(name)
}

export function readLines(
  table: Table,
  at: Columns,
  context: { readonly today: Day; readonly report: (anomaly: Anomaly) => void },
): GenericLine[] {
  return openRows(table, context.report).map((row) => {
    const family = row.at(at('cle_famille'))
    if (family === '')
      row.fault(
        at('cle_famille'),
        'the key of the family is missing',
        'give each family a key of your own',
      )
    const role = roleIn(row, at('role'))
    const isAdult = role === 'RESPONSABLE1' || role === 'RESPONSABLE2'
    return {
      row,
      family,
      role,
      adult: isAdult ? adultIn(row, at, { family, role, today: context.today }) : null,
      child: role === 'ENFANT' ? childIn(row, at, { family, role, today: context.today }) : null,
      address: isAdult ? addressOf(row, at) : null,
    }
  })
}

function roleIn(row: Row, column: Column): Role | null {
  const typed = row.at(column).toUpperCase()
  if (typed === 'RESPONSABLE1' || typed === 'RESPONSABLE2' || typed === 'ENFANT') return typed
  return row.fault(column, 'this role is not known', 'write RESPONSABLE1, RESPONSABLE2 or ENFANT')
}

interface Person {
  readonly family: string
  readonly role: Role
  readonly today: Day
}

function adultIn(row: Row, at: Columns, { family, role, today }: Person): ImportedAdult | null {
  const { usualName, birthName } = namesIn(row, at)
  const firstName = firstNameIn(row, at('prenom'))
  const birthDate = birthDateIn(row, at('date_naissance'), 'ADULT', today)
  refuseCareProtocol(row, at)
  const details = {
    title: titleIn(row, at('civilite')),
    mobile: phoneIn(row, at('tel_mobile')),
    homePhone: phoneIn(row, at('tel_domicile')),
    workPhone: phoneIn(row, at('tel_travail')),
    email: emailIn(row, at('courriel')),
    ...birthPlaceIn(row, at),
  }
  if (usualName === null || firstName === null) return null
  const key = personKey({ family, role, firstName, birthDate })
  return {
    ...details,
    origin: row.origin,
    key,
    usualName,
    birthName,
    firstName,
    birthDate,
    relationship: null,
  }
}

function childIn(row: Row, at: Columns, { family, role, today }: Person): ImportedChild | null {
  const { usualName, birthName } = namesIn(row, at)
  const firstName = firstNameIn(row, at('prenom'))
  const birthDate = birthDateIn(row, at('date_naissance'), 'CHILD', today)
  const sex = sexIn(row, at('civilite'))
  const ine = ineIn(row, at('ine'))
  const { birthInsee } = birthPlaceIn(row, at)
  const schooling = {
    school: schoolIn(row, at('ecole_uai')),
    level: levelIn(row, at('niveau')),
    className: row.at(at('classe')) || null,
  }
  const careProtocol = careProtocolIn(row, at)
  if (usualName === null || firstName === null || birthDate === null || sex === null) return null
  const lastName = birthName ?? usualName
  return {
    origin: row.origin,
    keys: [personKey({ family, role, firstName, birthDate })],
    lastName,
    usualName: matchKey(lastName) === matchKey(usualName) ? null : usualName,
    firstName,
    sex,
    birthDate,
    birthInsee,
    ine,
    schooling: (schooling.school ?? schooling.level ?? schooling.className) ? schooling : null,
    careProtocol,
  }
}

/** `FAM-0001:RESPONSABLE1:CLAIRE:1987-03-14`: what makes the same line of a later file the same person. */
function personKey(person: {
  readonly family: string
  readonly role: Role
  readonly firstName: string
  readonly birthDate: Day | null
}): string {
  return [person.family, person.role, matchKey(person.firstName), person.birthDate ?? ''].join(':')
}

/** Either name serves when the other is missing. */
function namesIn(row: Row, at: Columns): { usualName: string | null; birthName: string | null } {
  const birthName = optionalName(row, at('nom_naissance'))
  const usual = at('nom_usage')
  if (row.at(usual) === '' && birthName) return { usualName: birthName, birthName }
  return { usualName: nameIn(row, usual, 'name'), birthName }
}

function birthPlaceIn(
  row: Row,
  at: Columns,
): { birthInsee: string | null; birthCountry: string | null } {
  const column = at('code_insee_naissance')
  const code = row.at(column).toUpperCase()
  if (code === '') return { birthInsee: null, birthCountry: null }
  if (/^99\d{3}$/.test(code)) return { birthInsee: null, birthCountry: code }
  if (/^(\d{2}|2[AB])\d{3}$/.test(code)) return { birthInsee: code, birthCountry: '99100' }
  row.fault(
    column,
    'this is no INSEE code',
    'write five characters, 99xxx for a country, or leave it empty',
  )
  return { birthInsee: null, birthCountry: null }
}

function addressOf(row: Row, at: Columns): Address | null {
  return addressIn(row, {
    street: at('adresse'),
    complement: at('complement'),
    postcode: at('code_postal'),
    commune: at('commune'),
    insee: at('code_insee'),
    country: at('pays'),
  })
}
