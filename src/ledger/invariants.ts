import type { RawBuilder } from 'kysely'
import type { Tx } from '../db/connect.ts'

/** A rule of the data that must hold, and how many rows break it (data-model.md §7). */
export interface Invariant {
  readonly name: string
  readonly broken: number
}

/** Asks each question, by the name of its rule: how many rows break it? */
export async function countBroken(
  tx: Tx,
  questions: Readonly<Record<string, RawBuilder<{ broken: number }>>>,
): Promise<Invariant[]> {
  const invariants: Invariant[] = []
  for (const [name, question] of Object.entries(questions)) {
    const found = await question.execute(tx)
    invariants.push({ name, broken: found.rows[0]?.broken ?? 0 })
  }
  return invariants
}
