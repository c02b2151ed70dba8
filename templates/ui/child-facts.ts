import type { ChildFile, Diet } from '../../src/households/child-file.ts'
import { hourInWords } from '../../src/kernel/french.ts'
import { isShown } from './child-rights.ts'
import { levelInWords } from './school.ts'

export const diets: Readonly<Record<Diet, string>> = {
  STANDARD: 'Pas de régime particulier',
  NO_PORK: 'Sans porc',
  NO_MEAT: 'Sans viande',
  VEGETARIAN: 'Végétarien',
  NO_GLUTEN: 'Sans gluten',
}

/** School and class, unless the commune hides them. */
export function schoolFacts(child: ChildFile): (readonly [string, string | null])[] {
  if (!isShown(child, 'CHILD.school')) return []
  return [
    ['École', child.school],
    ['Classe', child.className ?? (child.level ? levelInWords(child.level) : null)],
  ]
}

/** May the child leave without an adult, unless the commune hides it. */
export function leaveFacts(child: ChildFile): (readonly [string, string])[] {
  if (!isShown(child, 'CHILD.mayLeaveAlone')) return []
  return [[child.sex === 'F' ? 'Rentre seule' : 'Rentre seul', leavesAlone(child)]]
}

export function leavesAlone(child: Pick<ChildFile, 'mayLeaveAloneFrom'>): string {
  if (!child.mayLeaveAloneFrom) return 'Non'
  return `Oui, à partir de ${hourInWords(child.mayLeaveAloneFrom)}`
}
