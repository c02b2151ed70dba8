import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { registry, type SettingDefinition } from './registry.ts'
import { sealedValue } from './sealed-value.ts'
import { openedSecret, storedForm } from './settings.ts'

const definitions: readonly SettingDefinition<unknown>[] = Object.values(registry)

/** Seals the commune's secrets that another master key sealed with the current one. Answers how many there were. */
export async function resealSecrets(tx: Tx, keys: Keys): Promise<number> {
  let count = 0
  for (const definition of definitions.filter(({ access }) => access === 'secret')) {
    const { key } = definition
    const found = await sql<{ value: unknown }>`
      select value from setting where key = ${key} for update`.execute(tx)
    const stored = sealedValue.safeParse(found.rows[0]?.value)
    if (!stored.success || stored.data.master === keys.currentMasterId) continue
    const value = storedForm(definition, openedSecret(key, stored.data, keys), keys)
    await sql`update setting set value = ${value}::jsonb where key = ${key}`.execute(tx)
    count += 1
  }
  return count
}
