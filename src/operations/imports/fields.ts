import type { Level, Sex, Title } from '../../households/family-model.ts'
import { levels } from '../../households/family-model.ts'
import { ageOn, parseDay, type Day } from '../../kernel/day.ts'
import { givenName, matchKey, normalisePhone } from '../../kernel/text.ts'
import type { Column, Row } from './row.ts'

/** A required value that was not there: the line is not taken, its fault is noted. */
const longestName = 38

export function nameIn(row: Row, column: Column, what: string): string | null {
  const name = row.at(column)
  if (name === '')
    return row.fault(column, `the ${what} is missing`, 'complete it at the school or in the file')
  return fittingName(row, column)
}

/** A first name, in the case that screens and papers show. */
export function firstNameIn(row: Row, column: Column): string | null {
  const name = nameIn(row, column, 'first name')
  return name === null ? null : givenName(name)
}

/** A name that may be missing. */
export function optionalName(row: Row, column: Column): string | null {
  return row.at(column) === '' ? null : fittingName(row, column)
}

function fittingName(row: Row, column: Column): string | null {
  const name = row.at(column)
  if (row.isRefused(column)) return null
  if (!/\p{L}/u.test(name) || /\d/.test(name))
    return row.fault(column, 'this is no name', 'write letters')
  if (name.length > longestName)
    return row.fault(column, `longer than ${longestName} characters`, 'shorten it')
  return name
}

/** A birth date: it exists, is not after today, and fits the age (`CHILD`: 18 at most, `ADULT`: 14 to 110). */
export function birthDateIn(
  row: Row,
  column: Column,
  who: 'CHILD' | 'ADULT',
  today: Day,
): Day | null {
  const typed = row.at(column)
  if (row.isRefused(column)) return null
  if (typed === '')
    return who === 'CHILD' ? row.fault(column, 'the birth date is missing', dateHint) : null
  const day = parseDay(typed)
  if (!day) return row.fault(column, 'this date does not exist', dateHint)
  if (day > today) return row.fault(column, 'the birth date is in the future', 'check the year')
  const [youngest, oldest] = who === 'CHILD' ? [0, 18] : [14, 110]
  const age = ageOn(day, today)
  if (age < youngest || age > oldest) {
    return row.fault(
      column,
      `the age is not between ${youngest} and ${oldest} years`,
      'check the year',
    )
  }
  return day
}

/** Any other day, null when the cell is empty. */
export function dayIn(row: Row, column: Column): Day | null {
  const typed = row.at(column)
  if (typed === '' || row.isRefused(column)) return null
  return parseDay(typed) ?? row.fault(column, 'this date does not exist', dateHint)
}

/** A family quotient in whole euros: decimals are dropped, as published brackets expect (domain.md §2.3). */
export function quotientValueIn(row: Row, column: Column): number | null {
  if (row.isRefused(column)) return null
  const digits = /^(\d{1,5})([.,]\d+)?$/.exec(row.at(column).replace(/\s/g, ''))?.[1]
  return digits === undefined
    ? row.fault(column, 'this is no quotient', 'write euros, 0 to 99999')
    : Number(digits)
}

const dateHint = 'write the day as JJ/MM/AAAA'

export function sexIn(row: Row, column: Column): Sex | null {
  const typed = matchKey(row.at(column))
  if (row.isRefused(column)) return null
  if (/^(F|FEMININ|FILLE)$/.test(typed)) return 'F'
  if (/^(M|H|G|MASCULIN|GARCON)$/.test(typed)) return 'M'
  return row.fault(
    column,
    typed === '' ? 'the sex is missing' : 'the sex is neither F nor M',
    'write F or M',
  )
}

/** `M.`, `MME`; the abolished `MLLE` is `MME`. */
export function titleIn(row: Row, column: Column): Title | null {
  const typed = matchKey(row.at(column)).replace(/\./g, '')
  if (typed === '' || row.isRefused(column)) return null
  if (/^(M|MR|MONSIEUR)$/.test(typed)) return 'M'
  if (/^(MME|MLLE|MADAME|MADEMOISELLE)$/.test(typed)) return 'MME'
  return row.fault(column, 'the title is neither M. nor MME', 'write M. or MME')
}

export function phoneIn(row: Row, column: Column): string | null {
  const typed = row.at(column)
  if (typed === '' || row.isRefused(column)) return null
  return (
    normalisePhone(typed) ??
    row.fault(
      column,
      'this is no phone number',
      'write ten digits, or + and the country for a foreign one',
    )
  )
}

export function emailIn(row: Row, column: Column): string | null {
  const typed = row.at(column).toLowerCase()
  if (typed === '' || row.isRefused(column)) return null
  if (typed.length <= 254 && /^[^\s@<>(),;:"]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(typed)) return typed
  return row.fault(column, 'this is no e-mail address', 'write one address like nom@exemple.fr')
}

/** The pupil's national number: 11 characters, the last a letter. */
export function ineIn(row: Row, column: Column): string | null {
  const typed = row.at(column).toUpperCase().replace(/\s/g, '')
  if (typed === '' || row.isRefused(column)) return null
  if (/^\d{9}[0-9A-Z][A-Z]$/.test(typed)) return typed
  return row.fault(column, 'this is no INE', 'an INE has 11 characters and ends with a letter')
}

export function schoolIn(row: Row, column: Column): string | null {
  const typed = row.at(column).toUpperCase()
  if (typed === '' || row.isRefused(column)) return null
  return isSchoolCode(typed)
    ? typed
    : row.fault(column, 'this is no school code', 'a UAI has seven digits and a letter')
}

export function isSchoolCode(text: string): boolean {
  return /^\d{7}[A-Z]$/.test(text)
}

export function levelIn(row: Row, column: Column): Level | null {
  const typed = matchKey(row.at(column))
  if (typed === '' || row.isRefused(column)) return null
  const short = longLevels.get(typed) ?? (typed.startsWith('ULIS') ? 'ULIS' : typed)
  const level = levels.find((known) => known === short)
  return level ?? row.fault(column, 'this level is not known', `write one of ${levels.join(', ')}`)
}

const longLevels = new Map([
  ['TOUTE PETITE SECTION', 'TPS'],
  ['PETITE SECTION', 'PS'],
  ['MOYENNE SECTION', 'MS'],
  ['GRANDE SECTION', 'GS'],
  ['COURS PREPARATOIRE', 'CP'],
])
