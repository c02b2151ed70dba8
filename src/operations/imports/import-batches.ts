import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { takeLock } from '../../db/locks.ts'
import { familiesLock } from '../../households/apply-families.ts'
import type { Day } from '../../kernel/day.ts'
import type { Forgotten } from '../../kernel/kept.ts'
import { Refusal } from '../../kernel/refusal.ts'

/** One import of families or quotients at a time, until the transaction ends. Refuses the others with RUN_LOCKED. */
export async function holdImports(tx: Tx): Promise<void> {
  if (!(await takeLock(tx, familiesLock))) throw new Refusal('RUN_LOCKED')
}

/** When this very file was applied; null: never. */
export async function appliedBefore(tx: Tx, format: string, hash: Buffer): Promise<Date | null> {
  const found = await tx
    .selectFrom('import_batch')
    .select('applied_at')
    .where('format', '=', format)
    .where('file_sha256', '=', hash)
    .where('applied_at', 'is not', null)
    .executeTakeFirst()
  return found?.applied_at ?? null
}

export async function recordBatch(
  tx: Tx,
  batch: {
    readonly format: string
    readonly hash: Buffer
    readonly counts: object
    readonly now: Date
    readonly actor: string
  },
): Promise<number> {
  const { id } = await tx
    .insertInto('import_batch')
    .values({
      format: batch.format,
      file_sha256: batch.hash,
      applied_at: batch.now,
      actor: batch.actor,
      counts: JSON.stringify(batch.counts),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Imports two years ago; what their keys mean stays with the families. */
export async function forgetBatches(tx: Tx, today: Day): Promise<Forgotten> {
  const gone = await sql`
    delete from import_batch where applied_at < ${today}::date - interval '2 years'`.execute(tx)
  return { import_batch: Number(gone.numAffectedRows ?? 0n) }
}
