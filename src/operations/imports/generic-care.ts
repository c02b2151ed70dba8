import type { ImportedCareProtocol, MealMode } from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { matchKey } from '../../kernel/text.ts'
import { dayIn } from './fields.ts'
import type { Columns } from './generic-lines.ts'
import type { Row } from './row.ts'

/** A child's PAI: first day, last day and meal, all three or none. Nothing medical is in the file. */
export function careProtocolIn(row: Row, at: Columns): ImportedCareProtocol | null {
  const empty = columns.filter((name) => row.at(at(name)) === '')
  if (empty.length === columns.length) return null
  for (const name of empty)
    row.fault(at(name), `the PAI has no ${meanings[name]}`, 'fill pai_debut, pai_fin and pai_repas')
  const validFrom = dayIn(row, at('pai_debut'))
  const validTo = dayIn(row, at('pai_fin'))
  const mealMode = mealModeIn(row, at)
  if (validFrom === null || validTo === null) return null
  if (validTo < validFrom)
    return row.fault(at('pai_fin'), 'the PAI ends before it begins', 'check both days')
  if (validTo > endOfSchoolYear(validFrom)) {
    return row.fault(
      at('pai_fin'),
      'the PAI ends after the school year in which it begins',
      'write 31 August at the latest; it is renewed each year',
    )
  }
  return mealMode && { validFrom, validTo, mealMode }
}

/** An adult has no PAI. */
export function refuseCareProtocol(row: Row, at: Columns): void {
  for (const name of columns) {
    if (row.at(at(name)) !== '')
      row.fault(at(name), 'only a child has a PAI', 'write it on a line ENFANT')
  }
}

/** A child whom two families list has one PAI. */
export function refuseOtherProtocol(
  row: Row,
  at: Columns,
  [first, second]: readonly [ImportedCareProtocol | null, ImportedCareProtocol | null],
): void {
  if (first === null || second === null) return
  const differing = columns.filter((name) => first[fields[name]] !== second[fields[name]])
  for (const name of differing)
    row.fault(at(name), 'the other family of this child says otherwise', 'write the same in both')
}

const columns = ['pai_debut', 'pai_fin', 'pai_repas'] as const

type CareColumn = (typeof columns)[number]

const meanings: Readonly<Record<CareColumn, string>> = {
  pai_debut: 'first day',
  pai_fin: 'last day',
  pai_repas: 'kind of meal',
}

const fields: Readonly<Record<CareColumn, keyof ImportedCareProtocol>> = {
  pai_debut: 'validFrom',
  pai_fin: 'validTo',
  pai_repas: 'mealMode',
}

function mealModeIn(row: Row, at: Columns): MealMode | null {
  const column = at('pai_repas')
  const typed = matchKey(row.at(column))
  if (typed === '' || row.isRefused(column)) return null
  return (
    mealModes.get(typed) ??
    row.fault(column, 'this kind of meal is not known', 'write PANIER, ADAPTE or SANS')
  )
}

const mealModes: ReadonlyMap<string, MealMode> = new Map([
  ['PANIER', 'BASKET'],
  ['BASKET', 'BASKET'],
  ['ADAPTE', 'ADAPTED'],
  ['ADAPTED', 'ADAPTED'],
  ['SANS', 'NONE'],
  ['NONE', 'NONE'],
])

/** The 31 August that follows: a PAI that begins in August is still of the year that ends. */
function endOfSchoolYear(day: Day): Day {
  const year = Number(day.slice(0, 4))
  return `${day.slice(5) <= '08-31' ? year : year + 1}-08-31`
}
