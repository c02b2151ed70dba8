import { sql } from 'kysely'
import { sha256 } from '../kernel/ids.ts'
import type { Tx } from './connect.ts'

/**
 * Uses a form's one-use key in the transaction of its effect. Null the first time; for a repeat, the address that
 * answered the first one. A repeat that arrives meanwhile waits for the first to commit.
 */
export async function useFormKey(
  tx: Tx,
  key: string,
  use: { readonly accountId: number | null; readonly answerTo: string; readonly now: Date },
): Promise<string | null> {
  const used = await sql<{ answer: string | null }>`
    select app.use_form_key(${sha256(key)}, ${use.accountId}::bigint, ${use.answerTo}, ${use.now}) as answer`.execute(
    tx,
  )
  return used.rows[0]?.answer ?? null
}

/** Forgets the keys that were used before an instant (two days are kept). Returns how many. */
export async function forgetFormKeys(tx: Tx, before: Date): Promise<number> {
  const gone = await sql`delete from form_key where used_at < ${before}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}
