import type { Anomaly } from '../../households/family-model.ts'
import { headerKey, type Table } from './table.ts'

/** What a file is, told by its header. */
export type FileKind = 'generic' | 'onde-pupils' | 'onde-guardians'

const marks: readonly (readonly [FileKind, readonly string[]])[] = [
  ['generic', ['cle_famille', 'role']],
  ['onde-guardians', ['Nom responsable', 'Prénom responsable']],
  ['onde-pupils', ['Nom élève', 'Prénom élève']],
]

const kindNames: Readonly<Record<FileKind, string>> = {
  generic: 'the generic format (cle_famille;role;…)',
  'onde-pupils': "ONDE's list of pupils",
  'onde-guardians': "ONDE's list of guardians",
}

export function kindOf(table: Table): FileKind | null {
  const keys = new Set(table.header.map(headerKey))
  return marks.find(([, names]) => names.every((name) => keys.has(headerKey(name))))?.[0] ?? null
}

/** The fault of a file that is not of the kind that was asked for, if it is not. */
export function wrongKind(table: Table, wanted: FileKind): Anomaly | null {
  const found = kindOf(table)
  if (found === wanted) return null
  const message = found
    ? `this is ${kindNames[found]}, not ${kindNames[wanted]}`
    : `the header is not that of ${kindNames[wanted]}`
  const separator = table.header.length === 1 && /[,\t]/.test(table.header[0] ?? '')
  const missing = marks.find(([kind]) => kind === wanted)?.[1].join(', ') ?? ''
  const hint = found
    ? hints[found]
    : separator
      ? 'separate the columns with « ; »'
      : `the first line must name ${missing}`
  return { file: table.file, line: 1, column: null, message, hint }
}

const hints: Readonly<Record<FileKind, string>> = {
  generic: 'import it with --format generic',
  'onde-pupils': 'give it as the file to import',
  'onde-guardians': 'give it with --guardians',
}

/** The position of each column, by name. A name that the file repeats is its first. */
export function positionsOf(table: Table): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  table.header.forEach((name, at) => {
    if (!positions.has(headerKey(name))) positions.set(headerKey(name), at)
  })
  return positions
}
