import type { Anomaly } from '../../households/family-model.ts'
import { headerKey, type Table } from './table.ts'

/**
 * What a town hall may not ask of a family, told by the name of its column (domain.md §2.1 and §2.6, CNIL): beliefs,
 * origins, nationality, marital status, the social security number, the nature of a disability.
 */
const words = [
  'religion',
  'confession',
  'culte',
  'halal',
  'casher',
  'nationalite',
  'ethnie',
  'origine',
  'situation familiale',
  'situation matrimoniale',
  'handicap',
  'nir',
  'securite sociale',
].map((word) => headerKey(word))

/** A column that must not be there and holds something, at its first value. */
export function neverCollected(table: Table): Anomaly[] {
  return table.header.flatMap((name, at) => {
    const key = ` ${headerKey(name)} `
    if (!words.some((word) => key.includes(` ${word} `))) return []
    const first = table.rows.find(({ cells }) => (cells[at] ?? '').trim() !== '')
    if (!first) return []
    return [
      {
        file: table.file,
        line: first.line,
        column: name.trim(),
        message: 'this is never collected, and must not reach the portal',
        hint: 'remove the column from the file (CNIL)',
      },
    ]
  })
}
