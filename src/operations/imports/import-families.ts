import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import {
  applyFamilies,
  applySteps,
  type Applied,
  type Identity,
} from '../../households/apply-families.ts'
import type { Anomaly } from '../../households/family-model.ts'
import type { Identities } from '../../households/known.ts'
import { dayOf } from '../../kernel/day.ts'
import { sha256 } from '../../kernel/ids.ts'
import { appliedBefore, holdImports, recordBatch } from './import-batches.ts'
import { readFamilies, type FamilySource } from './read.ts'

export interface ImportOptions {
  readonly now: Date
  readonly actor: string
  readonly dryRun?: boolean
  /** Called after each of `importSteps`, fewer in a dry run. */
  readonly onStep?: () => void
}

/** Read, compared and written, kept. */
export const importSteps = applySteps + 2

export type ImportResult =
  | { readonly state: 'refused'; readonly anomalies: readonly Anomaly[] }
  | { readonly state: 'repeated'; readonly appliedAt: Date }
  | (Extract<Applied, { ok: true }> & { readonly state: 'applied' | 'foreseen' })

/**
 * Imports families from files: all or nothing. A file that was applied before changes nothing, so that an old list does
 * not undo newer ones; a list whose content is on file already changes nothing either.
 */
export async function importFamilies(
  tx: Tx,
  keys: Keys,
  source: FamilySource,
  options: ImportOptions,
): Promise<ImportResult> {
  const { model, anomalies } = readFamilies(source, dayOf(options.now))
  if (anomalies.length > 0) return { state: 'refused', anomalies }
  options.onStep?.()
  await holdImports(tx)
  const hash = hashOf(source)
  const appliedAt = await appliedBefore(tx, source.format, hash)
  if (appliedAt) return { state: 'repeated', appliedAt }
  const identities = await loadIdentities(tx, source.format)
  const applied = await applyFamilies(tx, keys, model, { ...options, identities })
  if (!applied.ok) return { state: 'refused', anomalies: applied.anomalies }
  if (options.dryRun) return { ...applied, state: 'foreseen' }
  const { created, changed } = applied
  const batch = await recordBatch(tx, {
    format: source.format,
    hash,
    counts: { created, changed },
    ...options,
  })
  await saveIdentities(tx, {
    source: source.format,
    batch,
    identities: applied.identities.filter(({ kind, key }) => !identities[kind].has(key)),
  })
  await sql`select app.analyze_after_load()`.execute(tx)
  options.onStep?.()
  return { ...applied, state: 'applied' }
}

/** The files' bytes and the school they are imported for: what makes two imports the same. */
function hashOf(source: FamilySource): Buffer {
  if (source.format === 'generic') return sha256(source.file.bytes)
  const parts = [
    source.pupils.bytes,
    source.guardians?.bytes ?? Buffer.alloc(0),
    Buffer.from(source.school ?? ''),
  ]
  return sha256(Buffer.concat(parts.map((part) => sha256(part))))
}

async function loadIdentities(tx: Tx, source: string): Promise<Identities> {
  const found = await tx
    .selectFrom('import_key')
    .select(['kind', 'key', 'entity_id'])
    .where('source', '=', source)
    .execute()
  const of = (kind: keyof Identities) =>
    new Map(found.filter((row) => row.kind === kind).map((row) => [row.key, row.entity_id]))
  return { household: of('household'), adult: of('adult'), child: of('child') }
}

async function saveIdentities(
  tx: Tx,
  {
    source,
    batch,
    identities,
  }: { readonly source: string; readonly batch: number; readonly identities: readonly Identity[] },
): Promise<void> {
  await sql`
    insert into import_key (source, kind, key, entity_id, batch_id)
    select ${source}, kind, key, id, ${batch}
    from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as r(kind text, key text, id bigint)
    on conflict (source, kind, key) do nothing`.execute(tx)
}
