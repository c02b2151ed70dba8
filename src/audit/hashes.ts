import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../kernel/ids.ts'

/** For the trail: of a value that the database holds in clear. Nothing was there: null. */
export function hashOf(value: unknown): Buffer | null {
  return value === undefined ? null : sha256(JSON.stringify(value))
}

/**
 * For the trail: of rows as they are kept, what is sealed in them sealed, so that nobody tries values against it.
 * Null: there are none.
 */
export async function rowsHash(
  tx: Tx,
  table: string,
  key: { readonly column: string; readonly value: number | string },
): Promise<Buffer | null> {
  const found = await sql<{ hash: Buffer | null }>`
    select sha256(convert_to(string_agg(to_jsonb(t)::text, ' ' order by to_jsonb(t)::text), 'UTF8')) as hash
    from ${sql.table(table)} t where ${sql.ref(key.column)} = ${key.value}`.execute(tx)
  return found.rows[0]?.hash ?? null
}
