import type { ChangeResult } from '../requests/request-change.ts'

/** What a family is told after a change of its file. */
export function doneCodeOf({ applied, pending, isRepeat }: ChangeResult): string {
  if (isRepeat) return 'deja'
  if (applied && pending) return 'enregistre-et-demande'
  if (pending) return 'demande'
  return applied ? 'enregistre' : 'rien'
}
