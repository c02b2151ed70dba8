import { sql } from 'kysely'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { sha256 } from '../kernel/ids.ts'
import { decimalText } from '../kernel/money.ts'
import { registry, type SettingDefinition } from './registry.ts'
import { storedForm } from './settings.ts'

const definitions: readonly SettingDefinition<unknown>[] = Object.values(registry)

export interface ListedSetting {
  readonly key: string
  /** As it would be typed; null for a secret, the size for the logo. */
  readonly value: string | null
  readonly isSet: boolean
  readonly access: 'public' | 'secret'
  readonly about: string
  readonly updatedAt: Date | null
  readonly updatedBy: string | null
}

/** `faults`: what is wrong with the key or its value, in sentences. */
export type SettingChange =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Sets one setting from its text, and keeps what it was before. Safe to run twice. */
export async function setSetting(
  tx: Tx,
  keys: Keys,
  change: {
    readonly key: string
    readonly value: string
    readonly now: Date
    readonly actor: string
    readonly actorKind?: ActorKind
  },
): Promise<SettingChange> {
  const definition = definitions.find((known) => known.key === change.key)
  if (!definition) return { ok: false, faults: [`There is no setting ${change.key}`] }
  const parsed = definition.schema.safeParse(change.value)
  if (!parsed.success)
    return { ok: false, faults: parsed.error.issues.map((issue) => issue.message) }
  const before = await storedValue(tx, change.key)
  const value = storedForm(definition, parsed.data, keys)
  if (before === value) return { ok: true, changed: false }
  await write(tx, { ...change, before, value, isPublic: definition.access === 'public' })
  return { ok: true, changed: true }
}

/** Every setting with its value, in the order of the registry. */
export async function listSettings(tx: Tx): Promise<ListedSetting[]> {
  const rows = await sql<{ key: string; value: unknown; updatedAt: Date; updatedBy: string }>`
    select key, value, updated_at as "updatedAt", updated_by as "updatedBy" from setting`.execute(
    tx,
  )
  const stored = new Map(rows.rows.map((row) => [row.key, row]))
  return definitions.map((definition) => {
    const row = stored.get(definition.key)
    return {
      key: definition.key,
      value: shown(definition, row ? row.value : definition.initial),
      isSet: row !== undefined,
      access: definition.access,
      about: definition.about,
      updatedAt: row?.updatedAt ?? null,
      updatedBy: row?.updatedBy ?? null,
    }
  })
}

function shown(definition: SettingDefinition<unknown>, value: unknown): string | null {
  if (definition.access === 'secret') return null
  if (definition.unit === 'euros') return decimalText(Number(value))
  const text = String(value)
  if (definition.key !== registry.lookLogo.key) return text
  return text === '' ? '' : `PNG, ${Math.round((text.length * 3) / 4096)} KB`
}

async function storedValue(tx: Tx, key: string): Promise<string | null> {
  const found = await sql<{
    value: unknown
  }>`select value from setting where key = ${key} for update`.execute(tx)
  const row = found.rows[0]
  return row ? JSON.stringify(row.value) : null
}

interface Write {
  readonly key: string
  readonly before: string | null
  readonly value: string
  readonly isPublic: boolean
  readonly now: Date
  readonly actor: string
  readonly actorKind?: ActorKind
}

async function write(
  tx: Tx,
  { key, before, value, isPublic, now, actor, actorKind }: Write,
): Promise<void> {
  await sql`
    with changed as (
      insert into setting (key, value, public, updated_at, updated_by)
      values (${key}, ${value}::jsonb, ${isPublic}, ${now}, ${actor})
      on conflict (key) do update
        set value = excluded.value, public = excluded.public, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by)
    insert into setting_history (key, old_value, new_value, at, actor)
    values (${key}, ${before}::jsonb, ${value}::jsonb, ${now}, ${actor})`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: actorKind ?? 'OFFICER',
    actor,
    action: 'setting.set',
    subject: `setting:${key}`,
    beforeHash: before === null ? null : sha256(before),
    afterHash: sha256(value),
  })
}
