import type { Anomaly, QuotientType, Scheme } from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { matchKey } from '../../kernel/text.ts'
import { dayIn, quotientValueIn } from './fields.ts'
import { isRecipientNumber } from './generic-income.ts'
import { positionsOf } from './header.ts'
import { openRows, type Column, type Row } from './row.ts'
import { headerKey, type Table } from './table.ts'

/** One line of a file of quotients: whose it is by the town hall's own key or the recipient's number, and the value. */
export interface QuotientLine {
  readonly row: Row
  readonly familyKey: string | null
  readonly recipient: { readonly scheme: Scheme; readonly number: string } | null
  readonly type: QuotientType
  readonly value: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

const names = ['cle_famille', 'num_allocataire', 'caisse', 'qf', 'date_debut', 'date_fin'] as const
type Name = (typeof names)[number]

export type QuotientColumns = (name: Name) => Column

/** The columns of the file; every one that is unknown, there twice or missing is told. */
export function quotientColumns(table: Table, report: (anomaly: Anomaly) => void): QuotientColumns {
  const place = { file: table.file, line: 1 }
  const known = new Set(names.map(headerKey))
  const headers = table.header.map(headerKey)
  headers.forEach((key, at) => {
    const column = table.header[at]?.trim() || `column ${at + 1}`
    if (!known.has(key)) {
      const hint = `the columns are ${names.join(', ')}`
      report({ ...place, column, message: 'this column is not known', hint })
    } else if (headers.indexOf(key) < at)
      report({ ...place, column, message: 'this column is there twice', hint: 'remove one' })
  })
  const positions = positionsOf(table)
  for (const column of ['caisse', 'qf', 'date_debut'] as const) {
    if (!positions.has(headerKey(column)))
      report({ ...place, column, message: 'this column is missing', hint: 'add it' })
  }
  if (!positions.has(headerKey('cle_famille')) && !positions.has(headerKey('num_allocataire'))) {
    const hint = 'add cle_famille or num_allocataire'
    report({ ...place, column: 'cle_famille', message: 'no column tells the family', hint })
  }
  return (name) => positions.get(headerKey(name))
}

/** The lines that can be taken; what is wrong with the others is told. */
export function quotientLines(
  table: Table,
  at: QuotientColumns,
  report: (anomaly: Anomaly) => void,
): QuotientLine[] {
  return openRows(table, report).flatMap((row) => lineOf(row, at) ?? [])
}

function lineOf(row: Row, at: QuotientColumns): QuotientLine | null {
  const fund = fundIn(row, at('caisse'))
  const familyKey = row.at(at('cle_famille')) || null
  const recipient = fund && familyKey === null ? recipientIn(row, at, fund.scheme) : null
  const value = quotientValueIn(row, at('qf'))
  const validFrom = dayIn(row, at('date_debut'))
  if (row.at(at('date_debut')) === '')
    row.fault(
      at('date_debut'),
      'the quotient has no first day',
      'write the day from which it counts',
    )
  const validTo = dayIn(row, at('date_fin'))
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    return row.fault(at('date_fin'), 'the last day is before the first', 'check the two days')
  const isWhole = fund !== null && value !== null && validFrom !== null
  if (!isWhole || (familyKey === null && recipient === null)) return null
  return { row, familyKey, recipient, type: fund.type, value, validFrom, validTo }
}

function recipientIn(row: Row, at: QuotientColumns, scheme: Scheme): QuotientLine['recipient'] {
  const column = at('num_allocataire')
  const number = row.at(column).toUpperCase().replace(/\s/g, '')
  if (row.isRefused(column)) return null
  if (number === '') {
    const asked = at('cle_famille') ?? column
    return row.fault(asked, 'nothing tells the family', 'write its key or the recipient’s number')
  }
  return isRecipientNumber(number, scheme)
    ? { scheme, number }
    : row.fault(
        column,
        'this is no recipient number',
        'the CAF gives 7 digits, sometimes a letter; the MSA 15 characters at most',
      )
}

/** `CAF`, `CAF du Nord`, `MSA`, `COMMUNAL` or `MAIRIE`. */
function fundIn(
  row: Row,
  column: Column,
): { readonly type: QuotientType; readonly scheme: Scheme } | null {
  const [first = ''] = matchKey(row.at(column).replaceAll('.', '')).split(' ')
  if (first === 'CAF') return { type: 'CAF', scheme: 'GENERAL' }
  if (first === 'MSA') return { type: 'MSA', scheme: 'MSA' }
  if (first === 'COMMUNAL' || first === 'MAIRIE') return { type: 'COMMUNAL', scheme: 'OTHER' }
  return row.fault(column, 'this fund is not known', 'write CAF, MSA or COMMUNAL')
}
