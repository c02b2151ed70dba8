import { writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

/** One measured thing. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The least that this machine needs for it, measured in the same run, in the same unit. */
  readonly floor?: number
  readonly limit?: Limit
  /** Why there is no value, or what it stands on. */
  readonly note?: string
}

/** `ratio` is the value over its floor. */
export interface Limit {
  readonly of: 'value' | 'ratio'
  readonly at: 'most' | 'least'
  readonly bound: number
}

export function atMost(bound: number): Limit {
  return { of: 'value', at: 'most', bound }
}

export function ratioAtLeast(bound: number): Limit {
  return { of: 'ratio', at: 'least', bound }
}

/** What could not be measured fails when it has a limit, and says why. */
export function notMeasured(name: string, unit: string, limit: Limit, note: string): Figure {
  return { name, value: Number.NaN, unit, limit, note }
}

export function ratioOf({ value, floor }: Figure): number | null {
  return floor === undefined ? null : value / floor
}

export function isMissed(figure: Figure): boolean {
  const { limit } = figure
  if (!limit) return false
  const measured = limit.of === 'ratio' ? (ratioOf(figure) ?? Number.NaN) : figure.value
  return !(limit.at === 'most' ? measured <= limit.bound : measured >= limit.bound)
}

export function printTable(figures: readonly Figure[]): void {
  const head = ['name', 'value', 'unit', 'floor', 'ratio', 'limit', '']
  const rows = [head, ...figures.map(cellsOf)]
  const widths = head.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  for (const row of rows) {
    const cells = row.map((cell, at) => {
      const width = widths[at] ?? 0
      return at === 1 || at === 3 || at === 4 ? cell.padStart(width) : cell.padEnd(width)
    })
    console.log(cells.join('  ').trimEnd())
  }
  for (const { name, note } of figures) if (note) console.log(`${name}: ${note}`)
}

function cellsOf(figure: Figure): string[] {
  const { name, value, unit, floor, limit } = figure
  const ratio = ratioOf(figure)
  const sign = limit?.at === 'most' ? '≤' : '≥'
  return [
    name,
    shown(value),
    unit,
    floor === undefined ? '' : shown(floor),
    ratio === null ? '' : shown(ratio),
    limit ? `${limit.of === 'ratio' ? 'ratio ' : ''}${sign} ${limit.bound}` : '',
    limit ? (isMissed(figure) ? 'FAILED' : 'ok') : '',
  ]
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3)
}

export function writeResults(file: string, figures: readonly Figure[], families: number): void {
  const machine = {
    cpus: availableParallelism(),
    memoryMb: Math.round(totalmem() / 1e6),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
  }
  const measured = figures.map((figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    ...(figure.limit ? { ok: !isMissed(figure) } : {}),
  }))
  const results = { at: new Date().toISOString(), machine, families, figures: measured }
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}
