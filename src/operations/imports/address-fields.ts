import { longestLine, splitStreet } from '../../households/addresses.ts'
import { currentCommune, findCommune } from '../../households/communes.ts'
import { countryCode, france } from '../../households/countries.ts'
import type { Address } from '../../households/family-model.ts'
import type { Column, Row } from './row.ts'

export interface AddressColumns {
  readonly street: Column
  readonly complement?: Column
  readonly postcode: Column
  readonly commune: Column
  /** A commune's code, or 99xxx for a country. */
  readonly insee?: Column
  readonly country?: Column
}

/** The address of a line, with the INSEE code that decides residence. Null when there is none, or a fault was noted. */
export function addressIn(row: Row, columns: AddressColumns): Address | null {
  const { street, complement, postcode, commune } = columns
  const cells = [street, complement, postcode, commune]
  if (
    cells.every((column) => row.at(column) === '') ||
    cells.some((column) => row.isRefused(column))
  )
    return null
  const country = countryIn(row, columns)
  const place = country === null ? null : placeIn(row, columns, country)
  if (row.at(street) === '')
    return row.fault(street, 'the street is missing', 'complete the address')
  const line = splitStreet(row.at(street))
  const more = [line.complement, row.at(complement)].filter((part) => part).join(', ')
  if (more.length > longestLine || line.street.length > longestLine) {
    return row.fault(
      more.length > longestLine ? (complement ?? street) : street,
      `longer than a line of ${longestLine} characters`,
      'shorten the address',
    )
  }
  return (
    place && {
      ...place,
      number: line.number,
      repetition: line.repetition,
      street: line.street,
      complement: more || null,
    }
  )
}

type Place = Pick<Address, 'postcode' | 'commune' | 'insee' | 'country'>

function countryIn(row: Row, { country, insee }: AddressColumns): string | null {
  if (/^99\d{3}$/.test(row.at(insee))) return row.at(insee)
  return (
    countryCode(row.at(country)) ??
    row.fault(country, 'this country is not known', 'write its INSEE code, 99 and three digits')
  )
}

function placeIn(row: Row, columns: AddressColumns, country: string): Place | null {
  const { postcode, commune } = columns
  const name = row.at(commune)
  if (name === '') row.fault(commune, 'the commune is missing', 'complete the address')
  if (country !== france) return abroad(row, columns, country)
  if (!/^\d{5}$/.test(row.at(postcode))) {
    return row.fault(
      postcode,
      'the postcode does not have five digits',
      'complete it, or write the country',
    )
  }
  const insee = name === '' ? null : communeIn(row, columns)
  return insee === null
    ? null
    : fittingPlace(row, commune, { postcode: row.at(postcode), commune: name, insee, country })
}

function abroad(row: Row, { postcode, commune }: AddressColumns, country: string): Place | null {
  const code = row.at(postcode)
  if (!/^[0-9A-Z][0-9A-Z -]{1,11}$/i.test(code))
    return row.fault(postcode, 'the postcode is not readable', 'write 2 to 12 letters and digits')
  return row.at(commune) === ''
    ? null
    : fittingPlace(row, commune, { postcode: code, commune: row.at(commune), insee: null, country })
}

function fittingPlace(row: Row, commune: Column, place: Place): Place | null {
  return place.commune.length <= longestLine
    ? place
    : row.fault(commune, `longer than ${longestLine} characters`, 'shorten it')
}

function communeIn(row: Row, { insee, postcode, commune }: AddressColumns): string | null {
  const given = row.at(insee).toUpperCase()
  if (given !== '') {
    return (
      currentCommune(given)?.insee ??
      row.fault(insee, 'no commune has this code', 'leave it empty to have it found')
    )
  }
  return (
    findCommune(row.at(postcode), row.at(commune))?.insee ??
    row.fault(
      commune,
      'no commune of this name has this postcode',
      'check both; or give the INSEE code in our own format',
    )
  )
}
