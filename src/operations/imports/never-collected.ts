import type { Anomaly } from '../../households/family-model.ts'
import { religionWords } from '../../kernel/text.ts'
import { headerKey, type Table } from './table.ts'

/**
 * What a town hall may not ask of a family, told by the name of its column (domain.md §2.1 and §2.6, CNIL): beliefs,
 * origins, nationality, marital status, the blood group, the social security number, the nature of a disability.
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
  'etat matrimonial',
  'handicap',
  'mdph',
  'groupe sanguin',
  'nir',
  'securite sociale',
  'secu',
].map((word) => headerKey(word))

/** A column that must not be there and holds something, at its first value. */
export function neverCollected(table: Table): Anomaly[] {
  return table.header.flatMap((name, at) => {
    const key = ` ${headerKey(name).replace(/[^A-Z0-9]+/g, ' ')} `
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

/** A cell that tells a religion; a name, an address or a class may hold such a word. */
export function tellsReligion(column: string, cell: string): boolean {
  const mayHold = /NOM|ADRESSE|COMPLEMENT|COMMUNE|COURRIEL|CLASSE/
  return !mayHold.test(headerKey(column)) && religionWords.test(cell)
}
