import type { ChildFile } from '../../src/households/child-file.ts'

type Field = keyof ChildFile['access']

export function isShown({ access }: Pick<ChildFile, 'access'>, field: Field): boolean {
  return access[field] !== 'HIDDEN'
}

/** May the family change it? */
export function isOpen({ access }: Pick<ChildFile, 'access'>, field: Field): boolean {
  return access[field] === 'EDITABLE' || access[field] === 'REQUIRED'
}
