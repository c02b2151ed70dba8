import type {
  Address,
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  ImportedFamily,
} from '../households/family-model.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import { addressOf, origin, schoolingOf } from './valpres.ts'

/**
 * The people of the documentation and of the tests: Claire Martin with Zoé and Noël; Marc Leroy and Anne Bernard,
 * separated, with Inès; Awa Diallo with Mariam and Ibrahim. Birthdays follow the school year, so that Zoé is always
 * in CE1 and Noël in MS.
 */
export function storyFamilies(today: Day, asOf: Day): FamilyModel {
  const year = schoolYearOf(today)
  const children = [
    child(
      { key: 'ZOE', lastName: 'Martin', firstName: 'Zoé', sex: 'F' },
      `${year - 7}-06-21`,
      asOf,
    ),
    child(
      { key: 'NOEL', lastName: 'Martin', firstName: 'Noël', sex: 'M' },
      `${year - 4}-02-09`,
      asOf,
    ),
    child(
      { key: 'INES', lastName: 'Leroy', firstName: 'Inès', sex: 'F' },
      `${year - 8}-11-03`,
      asOf,
    ),
    child(
      { key: 'MARIAM', lastName: 'Diallo', firstName: 'Mariam', sex: 'F' },
      `${year - 6}-04-17`,
      asOf,
    ),
    child(
      { key: 'IBRAHIM', lastName: 'Diallo', firstName: 'Ibrahim', sex: 'M' },
      `${year - 10}-01-30`,
      asOf,
    ),
  ]
  return { families: households(year), children }
}

function households(year: number): ImportedFamily[] {
  const claire = adult('MME', 'Martin', 'Claire', { born: '1987-03-14', mobile: '+33600000001' })
  const jean = adult('M', 'Martin', 'Jean-Loup', { born: '1985-11-02', mobile: '+33600000002' })
  const marc = adult('M', 'Leroy', 'Marc', { born: '1983-09-18', mobile: '+33600000003' })
  const anne = adult('MME', 'Bernard', 'Anne', { born: '1986-01-25', mobile: '+33600000004' })
  const awa = adult('MME', 'Diallo', 'Awa', { born: '1989-07-07', mobile: '+33600000005' })
  return [
    family([claire, jean], [0, 1], addressOf('12', 'rue des Lilas'), { value: 735, year }),
    family([marc], [2], addressOf('5', 'allée des Tilleuls'), { value: 912, year }),
    family([anne], [2], addressOf('18', 'rue de la Gare'), { value: 648, year }),
    family([awa], [3, 4], addressOf('7', 'impasse du Lavoir'), { value: 388, year }),
  ]
}

function family(
  adults: readonly ImportedAdult[],
  children: readonly number[],
  address: Address,
  { value, year }: { readonly value: number; readonly year: number },
): ImportedFamily {
  return {
    origin,
    key: `DEMO-${adults[0]?.firstName}`,
    adults,
    children,
    address,
    benefit: { scheme: 'GENERAL', recipientNumber: String(1_000_000 + value) },
    quotient: { type: 'CAF', value, validFrom: `${year - 1}-01-01` },
  }
}

function adult(
  title: 'M' | 'MME',
  usualName: string,
  firstName: string,
  { born, mobile }: { readonly born: Day; readonly mobile: string },
): ImportedAdult {
  return {
    origin,
    key: `DEMO-${firstName}`,
    title,
    usualName,
    birthName: usualName,
    firstName,
    birthDate: born,
    birthInsee: null,
    birthCountry: null,
    mobile,
    homePhone: null,
    workPhone: null,
    email: `${firstName.toLowerCase()}.${usualName.toLowerCase()}@example.org`,
    relationship: title === 'M' ? 'FATHER' : 'MOTHER',
  }
}

function child(
  {
    key,
    lastName,
    firstName,
    sex,
  }: Pick<ImportedChild, 'lastName' | 'firstName' | 'sex'> & { readonly key: string },
  birthDate: Day,
  asOf: Day,
): ImportedChild {
  return {
    origin,
    keys: [`DEMO-${key}`],
    lastName,
    usualName: null,
    firstName,
    sex,
    birthDate,
    birthInsee: null,
    ine: null,
    schooling: schoolingOf(birthDate, asOf),
    careProtocol: null,
  }
}
