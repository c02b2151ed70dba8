import type {
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  ImportedFamily,
  Level,
  Relationship,
} from '../households/family-model.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import { addressOf, origin, valpres } from './valpres.ts'

/**
 * The people of the documentation and of the tests: Claire Martin with Zoé and Noël; Marc Leroy and Anne Bernard,
 * separated, with Inès; Awa Diallo with Mariam and Ibrahim. Birthdays follow the school year, so that Zoé is always
 * in CE1 and Noël in MS.
 */
export function storyFamilies(today: Day): FamilyModel {
  const year = schoolYearOf(today)
  const children = [
    child('ZOE', 'Martin', 'Zoé', 'F', `${year - 7}-06-21`, 'CE1', 'CE1 Mme Petit'),
    child('NOEL', 'Martin', 'Noël', 'M', `${year - 4}-02-09`, 'MS', 'MS-GS M. Faure'),
    child('INES', 'Leroy', 'Inès', 'F', `${year - 8}-11-03`, 'CE2', 'CE2 M. Roux'),
    child('MARIAM', 'Diallo', 'Mariam', 'F', `${year - 6}-04-17`, 'CP', 'CP Mme Blanc'),
    child('IBRAHIM', 'Diallo', 'Ibrahim', 'M', `${year - 10}-01-30`, 'CM2', 'CM1-CM2 Mme Garnier'),
  ]
  return { families: households(year), children }
}

function households(year: number): ImportedFamily[] {
  const claire = adult('CLAIRE', 'MME', 'Martin', 'Claire', '1987-03-14', '+33600000001', 'MOTHER')
  const jean = adult('JEAN', 'M', 'Martin', 'Jean-Loup', '1985-11-02', '+33600000002', 'FATHER')
  const marc = adult('MARC', 'M', 'Leroy', 'Marc', '1983-09-18', '+33600000003', 'FATHER')
  const anne = adult('ANNE', 'MME', 'Bernard', 'Anne', '1986-01-25', '+33600000004', 'MOTHER')
  const awa = adult('AWA', 'MME', 'Diallo', 'Awa', '1989-07-07', '+33600000005', 'MOTHER')
  return [
    family('MARTIN', [claire, jean], [0, 1], ['12', 'rue des Lilas'], 735, year),
    family('LEROY', [marc], [2], ['5', 'allée des Tilleuls'], 912, year),
    family('BERNARD', [anne], [2], ['18', 'rue de la Gare'], 648, year),
    family('DIALLO', [awa], [3, 4], ['7', 'impasse du Lavoir'], 388, year),
  ]
}

function family(
  key: string,
  adults: readonly ImportedAdult[],
  children: readonly number[],
  [number, street]: readonly [string, string],
  ...[quotient, year]: readonly [number, number]
): ImportedFamily {
  return {
    origin,
    key: `DEMO-${key}`,
    adults,
    children,
    address: addressOf(number, street),
    benefit: { scheme: 'GENERAL', recipientNumber: String(1_000_000 + quotient) },
    quotient: { type: 'CAF', value: quotient, validFrom: `${year}-01-01` },
  }
}

function adult(
  key: string,
  title: 'M' | 'MME',
  ...[usualName, firstName, birthDate, mobile, relationship]: readonly [
    string,
    string,
    Day,
    string,
    Relationship,
  ]
): ImportedAdult {
  const email = `${firstName.toLowerCase()}.${usualName.toLowerCase()}@example.org`
  return {
    origin,
    key: `DEMO-${key}`,
    title,
    usualName,
    birthName: usualName,
    firstName,
    birthDate,
    birthInsee: null,
    birthCountry: null,
    mobile,
    homePhone: null,
    workPhone: null,
    email,
    relationship,
  }
}

function child(
  key: string,
  lastName: string,
  firstName: string,
  ...[sex, birthDate, level, className]: readonly ['F' | 'M', Day, Level, string]
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
    schooling: { school: valpres.school, level, className },
  }
}
