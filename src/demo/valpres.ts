import {
  usualLevel,
  type Address,
  type ImportedSchooling,
  type Level,
  type Origin,
} from '../households/family-model.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'

/** Valprés, a commune that does not exist: its INSEE code is given to none. */
export const valpres = {
  insee: '59999',
  postcode: '59990',
  commune: 'VALPRÉS',
  school: '0599999X',
} as const

const neighbour = { insee: '59998', postcode: '59991', commune: 'BOIS-LE-BAC' } as const

/** Where the demonstration's families were read: nowhere. */
export const origin: Origin = { file: 'demo', line: 0 }

/** An address in Valprés, or in the next commune for the few who do not live there. */
export function addressOf(
  number: string,
  street: string,
  where: 'valpres' | 'outside' = 'valpres',
): Address {
  const { insee, postcode, commune } = where === 'valpres' ? valpres : neighbour
  const place = { postcode, commune, insee, country: '99100' }
  return { number, repetition: null, street, complement: null, ...place }
}

const classNames: Readonly<Record<Level, string>> = {
  TPS: 'TPS-PS Mme Lebrun',
  PS: 'TPS-PS Mme Lebrun',
  MS: 'MS-GS M. Faure',
  GS: 'MS-GS M. Faure',
  CP: 'CP Mme Blanc',
  CE1: 'CE1 Mme Petit',
  CE2: 'CE2 M. Roux',
  CM1: 'CM1-CM2 Mme Garnier',
  CM2: 'CM1-CM2 Mme Garnier',
  ULIS: 'ULIS Mme Simon',
}

/** The usual level for the age, in the school of Valprés. */
export function schoolingOf(birthDate: Day, today: Day): ImportedSchooling {
  const level = usualLevel(birthDate, schoolYearOf(today))
  return { school: valpres.school, level, className: classNames[level] }
}
