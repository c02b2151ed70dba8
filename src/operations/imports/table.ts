import { CsvError, parse } from 'csv-parse/sync'
import type { Anomaly } from '../../households/family-model.ts'
import { matchKey } from '../../kernel/text.ts'
import { decodeFile } from './decode.ts'

/** A file as it came: its name (for messages) and its bytes. */
export interface ImportFile {
  readonly name: string
  readonly bytes: Buffer
}

/** A CSV file read as text: its header as written, its rows with the line each starts on. */
export interface Table {
  readonly file: string
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
}

export interface TableRow {
  readonly line: number
  readonly cells: readonly string[]
}

export type TableResult =
  | { readonly ok: true; readonly table: Table }
  | { readonly ok: false; readonly anomalies: readonly Anomaly[] }

/** Reads `;` CSV, quoted or not. What keeps it from being read at all is one anomaly of the file. */
export function readTable({ name, bytes }: ImportFile): TableResult {
  const decoded = decodeFile(bytes)
  if (!decoded.ok) return failed(name, null, decoded.message, decoded.hint)
  const { rows, brokenAt } = parseLines(decoded.text)
  if (brokenAt) return failed(name, brokenAt, 'a quote opens a cell and never closes it', quoteHint)
  const [first, ...rest] = rows
  if (!first || rest.length === 0) {
    return failed(name, first ? 1 : null, 'the file has no line of data', 'export it again')
  }
  return { ok: true, table: { file: name, header: first.cells, rows: rest } }
}

const quoteHint = 'write a cell that holds a quote as "like ""this"""'

/** How headers are compared: trimmed, without accents, case, curly apostrophes or underscores. */
export function headerKey(text: string): string {
  return matchKey(text.replace(/[_\uFEFF]/g, ' '))
}

/** `brokenAt`: the line of the record that cannot be read. */
function parseLines(text: string): { rows: TableRow[]; brokenAt: number | null } {
  const rows: TableRow[] = []
  let read = 0
  try {
    parse(text.replace(/\r\n?/g, '\n'), {
      delimiter: ';',
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
      on_record: (cells: string[], { lines }) => {
        // The count is that of the record's last line: a quoted cell may hold line breaks.
        const breaks = cells.join('').split('\n').length - 1
        read = lines
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: lines - breaks, cells })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { rows, brokenAt: read + 1 }
  }
  return { rows, brokenAt: null }
}

function failed(file: string, line: number | null, message: string, hint: string): TableResult {
  return { ok: false, anomalies: [{ file, line, column: null, message, hint }] }
}
