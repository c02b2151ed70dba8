import { styleText } from 'node:util'
import { inOneLine } from '../src/kernel/text.ts'
import type { Anomaly, FailureReport } from './failures.ts'

type Cell = string | number | boolean | null

/** Rows under headings. Numbers are set to the right. */
export interface Table {
  readonly title?: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** What a command answers: for people `text`, tables and the summary; for machines `data` and the summary. */
export interface Answer {
  /** One sentence: what was done or found. */
  readonly summary: string
  /** What `--json` shows. */
  readonly data: unknown
  readonly text?: string
  readonly tables?: readonly Table[]
}

export interface Progress {
  /** `count` more are done. */
  readonly step: (count?: number) => void
  readonly end: () => void
}

/** Where a command says things. The answer goes to stdout, everything else to stderr. */
export interface Output {
  readonly json: boolean
  /** People are looking at both streams. */
  readonly isTerminal: boolean
  readonly answer: (answer: Answer) => void
  readonly fail: (report: FailureReport) => void
  /** A remark on the way. */
  readonly note: (text: string) => void
  /** A bar that shows itself on a terminal when the work lasts more than a second. */
  readonly progress: (label: string, total: number) => Progress
}

interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

export function createOutput(
  json: boolean,
  stdout: Stream = process.stdout,
  stderr: Stream = process.stderr,
): Output {
  const isTerminal = stdout.isTTY === true && stderr.isTTY === true && !json
  return {
    json,
    isTerminal,
    answer: (answer) => {
      stdout.write(
        json
          ? envelope({ ok: true, data: answer.data ?? null, summary: answer.summary })
          : forPeople(answer, stdout),
      )
    },
    fail: (report) => {
      if (json) stdout.write(envelope(errorOf(report)))
      else stderr.write(failureText(report, stderr))
    },
    note: (text) => void stderr.write(`${text}\n`),
    progress: (label, total) =>
      isTerminal ? bar(label, total, stderr) : { step: () => {}, end: () => {} },
  }
}

/** A table of objects: `labels` names the keys to show and their headings. */
export function tableOf<Row extends object>(
  rows: readonly Row[],
  labels: Partial<Record<keyof Row & string, string>>,
  title?: string,
): Table {
  const keys = Object.keys(labels)
  const columns = Object.values<string | undefined>(labels).map((label) => label ?? '')
  const cells = rows.map((row) => {
    const values = new Map<string, unknown>(Object.entries(row))
    return keys.map((key) => cellOf(values.get(key)))
  })
  return { columns, rows: cells, ...(title ? { title } : {}) }
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return value instanceof Date ? value.toISOString() : JSON.stringify(value)
}

function envelope(document: unknown): string {
  return `${JSON.stringify(document)}\n`
}

function errorOf({ code, message, hint, details }: FailureReport) {
  return { ok: false, error: { code, message, hint, details } }
}

function forPeople({ text, tables = [], summary }: Answer, stream: Stream): string {
  const parts = tables
    .filter((table) => table.rows.length > 0)
    .map((table) => tableText(table, stream))
  return [
    ...(text ? [`${text.trimEnd()}\n`] : []),
    ...parts,
    ...(summary ? [`${summary}\n`] : []),
  ].join(stream.isTTY ? '\n' : '')
}

/** Aligned on a terminal; tabs between the cells in a pipe. */
function tableText(table: Table, stream: Stream): string {
  const rows = table.rows.map((row) => row.map(plain))
  const title = table.title ? `${paint(stream, 'bold', table.title)}\n` : ''
  if (!stream.isTTY)
    return `${title}${[table.columns, ...rows].map((row) => `${row.join('\t')}\n`).join('')}`
  const widths = table.columns.map((label, at) =>
    Math.max(label.length, ...rows.map((row) => widthOf(row[at] ?? ''))),
  )
  const right = table.columns.map((_, at) => table.rows.some((row) => typeof row[at] === 'number'))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0, right[at] ?? false))
      .join('  ')
      .trimEnd()
  return `${title}${paint(stream, 'bold', line(table.columns))}\n${rows.map((row) => `${line(row)}\n`).join('')}`
}

function plain(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return inOneLine(String(cell))
}

function widthOf(text: string): number {
  return Array.from(text.normalize('NFC')).length
}

function pad(text: string, width: number, toRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return toRight ? space + text : text + space
}

function failureText({ message, hint, anomalies }: FailureReport, stream: Stream): string {
  const head = `${paint(stream, 'red', 'Error:')} ${message}\n`
  const table = anomalies.length > 0 ? tableText(anomalyTable(anomalies), stream) : ''
  return `${table}${head}${hint ? `${paint(stream, 'dim', 'Try:')} ${hint}\n` : ''}`
}

function anomalyTable(anomalies: readonly Anomaly[]): Table {
  return {
    columns: ['file', 'line', 'column', 'what is wrong', 'what to do'],
    rows: anomalies.map(({ file, line, column, message, hint }) => [
      file ?? null,
      line,
      column,
      message,
      hint ?? null,
    ]),
  }
}

/** Colour only where people look and NO_COLOR is not set: styleText asks the stream. */
function paint(stream: Stream, style: 'bold' | 'red' | 'dim', text: string): string {
  return stream.isTTY ? styleText(style, text, { stream }) : text
}

function bar(label: string, total: number, stream: Stream): Progress {
  const startedAt = performance.now()
  let done = 0
  let drawnAt = startedAt
  let shown = false
  return {
    step: (count = 1) => {
      done += count
      const now = performance.now()
      if (now - startedAt < 1_000 || now - drawnAt < 100) return
      drawnAt = now
      shown = true
      stream.write(`\r${barText(label, done, total)}`)
    },
    end: () => {
      if (shown) stream.write(`\r${' '.repeat(barText(label, done, total).length)}\r`)
    },
  }
}

/** Nobody knows how many there are (total 0): only what is done. */
function barText(label: string, done: number, total: number): string {
  if (total === 0) return `${label} ${done}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * 24)
  return `${label} ${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${done}/${total}`
}
