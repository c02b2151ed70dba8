/** What an officer works on. ADMIN may do everything. */
export type OfficerRole = 'SCHOOL' | 'REGIE' | 'HEALTH' | 'ADMIN'

export const officerRoles: readonly OfficerRole[] = ['SCHOOL', 'REGIE', 'HEALTH', 'ADMIN']

export const roleMeanings: Readonly<Record<OfficerRole, string>> = {
  SCHOOL: 'school service: families, children, enrolments, attendance, messages',
  REGIE: 'régisseur: prices, invoices, payments, debits, the treasury',
  HEALTH: 'nurse or nutrition: children, care protocols, sheets of the day',
  ADMIN: 'everything: settings, officers, keys, database, audit',
}

/** Data that the law protects most: reading it asks for a reason and is written to the audit trail. */
export type SensitiveData = 'health' | 'bank' | 'fiscal'

const school: readonly OfficerRole[] = ['SCHOOL']
const schoolAndHealth: readonly OfficerRole[] = ['SCHOOL', 'HEALTH']
const schoolAndRegie: readonly OfficerRole[] = ['SCHOOL', 'REGIE']
const regie: readonly OfficerRole[] = ['REGIE']

/** Who beside ADMIN uses a noun of the command line. A noun that is not here is for ADMIN alone. */
const byNoun: Readonly<Record<string, readonly OfficerRole[]>> = {
  families: schoolAndRegie,
  pickups: schoolAndHealth,
  exclusions: ['HEALTH'],
  consents: school,
  accounts: school,
  quotients: schoolAndRegie,
  custody: school,
  calendar: school,
  activities: school,
  tariffs: regie,
  enrolments: school,
  attendance: schoolAndHealth,
  absences: school,
  requests: ['SCHOOL', 'REGIE', 'HEALTH'],
  billing: regie,
  invoices: regie,
  payments: regie,
  debits: regie,
  treasury: regie,
  certificates: schoolAndRegie,
  documents: ['SCHOOL', 'REGIE', 'HEALTH'],
  messages: schoolAndRegie,
  mail: schoolAndRegie,
  news: school,
  stats: schoolAndRegie,
  doctor: ['SCHOOL', 'REGIE', 'HEALTH'],
  completion: ['SCHOOL', 'REGIE', 'HEALTH'],
}

/** Nouns that a role may look at and change nothing with. */
const readers: Readonly<Record<string, readonly OfficerRole[]>> = {
  families: ['HEALTH'],
}

const byData: Readonly<Record<SensitiveData, readonly OfficerRole[]>> = {
  health: ['HEALTH'],
  bank: ['REGIE'],
  fiscal: ['SCHOOL', 'REGIE'],
}

/** `reading`: for a command that changes nothing. */
export function mayUse(role: OfficerRole, noun: string, reading = false): boolean {
  if (role === 'ADMIN' || (byNoun[noun] ?? []).includes(role)) return true
  return reading && (readers[noun] ?? []).includes(role)
}

/** In a town hall of one person ADMIN reads it too: with a reason, and written down, like everybody. */
export function mayRead(role: OfficerRole, data: SensitiveData): boolean {
  return role === 'ADMIN' || byData[data].includes(role)
}

/** The nouns of a role, for `preau officers roles`. */
export function nounsOf(role: OfficerRole): string[] {
  return Object.keys(byNoun).filter((noun) => mayUse(role, noun, true))
}
