import type { Anomaly, Origin } from '../../households/family-model.ts'
import { looksLikeNir, tidyText } from '../../kernel/text.ts'
import { neverCollected, tellsReligion } from './never-collected.ts'
import type { Table, TableRow } from './table.ts'

/** Position of a column; undefined when the file has no such column. */
export type Column = number | undefined

/** One line of a file, and where its faults are noted. No fault repeats a value: names and numbers stay in the file. */
export interface Row {
  readonly origin: Origin
  /** Tidied; empty when the cell or the column is not there. */
  readonly at: (column: Column) => string
  /** Notes a fault. The value is then null, and the line is not taken. */
  readonly fault: (column: Column, message: string, hint: string) => null
  /** The cell holds what must not be stored: already reported. */
  readonly isRefused: (column: Column) => boolean
}

/** Opens the lines of a table: checks its columns, their length and every cell, whatever its column. */
export function openRows(table: Table, report: (anomaly: Anomaly) => void): Row[] {
  for (const anomaly of neverCollected(table)) report(anomaly)
  return table.rows.map((row) => openRow(table, row, report))
}

function openRow(table: Table, { line, cells }: TableRow, report: (anomaly: Anomaly) => void): Row {
  const origin = { file: table.file, line }
  const fault = (column: Column, message: string, hint: string) => {
    const name =
      column === undefined ? null : tidyText(table.header[column] ?? `column ${column + 1}`)
    report({ ...origin, column: name, message, hint })
    return null
  }
  checkLength(table, cells, fault)
  const isRefused = (cell: string, at: number) =>
    refuseCell(cell, at, fault) ||
    (tellsReligion(table.header[at] ?? '', cell) && fault(at, ...religion) === null)
  const refused = new Set(cells.flatMap((cell, at) => (isRefused(cell, at) ? [at] : [])))
  return {
    origin,
    at: (column) => (column === undefined ? '' : tidyText(cells[column] ?? '')),
    fault,
    isRefused: (column) => column !== undefined && refused.has(column),
  }
}

function checkLength(table: Table, cells: readonly string[], fault: Row['fault']): void {
  const expected = table.header.length
  if (cells.length < expected) {
    fault(
      cells.length,
      `the line has ${cells.length} cells, the header ${expected}`,
      'export the file again, or complete the line with « ; »',
    )
  } else if (cells.slice(expected).some((cell) => cell.trim() !== '')) {
    fault(
      undefined,
      `the line has ${cells.length} cells, the header ${expected}`,
      'put a cell that holds « ; » between double quotes',
    )
  }
}

const religion = ['this tells a religion', 'remove it: the portal must not hold it (CNIL)'] as const

function refuseCell(cell: string, at: number, fault: Row['fault']): boolean {
  if (looksLikeNir(cell)) {
    fault(
      at,
      'this looks like a social security number',
      'remove it: the portal must not hold this number (CNIL)',
    )
    return true
  }
  // oxlint-disable-next-line no-control-regex
  if (/[\u001B\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFD]/.test(cell)) {
    fault(
      at,
      'a character of this cell cannot be read',
      'save the file again as UTF-8 or Windows-1252',
    )
    return true
  }
  return false
}
