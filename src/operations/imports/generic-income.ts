import type {
  ImportedBenefit,
  ImportedQuotient,
  QuotientType,
  Scheme,
} from '../../households/family-model.ts'
import { dayIn, quotientValueIn } from './fields.ts'
import type { Columns, GenericLine } from './generic-lines.ts'

/** The family's benefit file, from the guardian whose line names it. */
export function benefitIn(holders: readonly GenericLine[], at: Columns): ImportedBenefit | null {
  const [scheme, number] = [at('caf_regime'), at('num_allocataire')]
  const line = holders.find(({ row }) => row.at(scheme) !== '' || row.at(number) !== '')
  if (!line) return null
  const known = schemeIn(line, at)
  const typed = line.row.at(number).toUpperCase().replace(/\s/g, '')
  if (
    typed !== '' &&
    !line.row.isRefused(number) &&
    !isRecipientNumber(typed, known ?? 'GENERAL')
  ) {
    line.row.fault(
      number,
      'this is no recipient number',
      'the CAF gives 7 digits, sometimes a letter; the MSA 15 characters at most',
    )
    return null
  }
  return known && { scheme: known, recipientNumber: typed || null }
}

/** CAF: 6 or 7 digits, on old forms a letter; MSA and others: 15 letters and digits at most. */
export function isRecipientNumber(text: string, scheme: Scheme): boolean {
  return scheme === 'GENERAL' ? /^\d{6,7}[A-Z]?$/.test(text) : /^[0-9A-Z]{1,15}$/.test(text)
}

function schemeIn({ row }: GenericLine, at: Columns): Scheme | null {
  const typed = row.at(at('caf_regime')).toUpperCase()
  const scheme = schemes.get(typed)
  return (
    scheme ??
    row.fault(at('caf_regime'), 'this scheme is not known', 'write GENERAL, MSA, OTHER or NONE')
  )
}

const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['', 'GENERAL'],
  ['GENERAL', 'GENERAL'],
  ['CAF', 'GENERAL'],
  ['MSA', 'MSA'],
  ['OTHER', 'OTHER'],
  ['AUTRE', 'OTHER'],
  ['NONE', 'NONE'],
  ['AUCUN', 'NONE'],
])

/** The family quotient, from the guardian whose line gives it. */
export function quotientIn(holders: readonly GenericLine[], at: Columns): ImportedQuotient | null {
  const [first, ...more] = holders.filter(({ row }) => row.at(at('qf')) !== '')
  if (!first) return null
  const { row } = first
  for (const other of more) {
    if (other.row.at(at('qf')) !== row.at(at('qf')))
      other.row.fault(at('qf'), 'the other guardian has another quotient', 'a family has one')
  }
  const value = quotientValueIn(row, at('qf'))
  const validFrom = dayIn(row, at('qf_debut'))
  if (row.at(at('qf_debut')) === '')
    row.fault(at('qf_debut'), 'the quotient has no first day', 'write the day from which it counts')
  const type = types[schemeIn(first, at) ?? 'GENERAL']
  return value !== null && validFrom ? { type, value, validFrom } : null
}

const types: Readonly<Record<Scheme, QuotientType>> = {
  GENERAL: 'CAF',
  MSA: 'MSA',
  OTHER: 'COMMUNAL',
  NONE: 'COMMUNAL',
}
