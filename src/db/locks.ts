import { sql } from 'kysely'
import type { Database, Tx } from './connect.ts'

/**
 * Does work that two processes must not do at once. Undefined when another one is at it: nothing waits. The lock
 * belongs to a connection of its own, so that it is free again however this process ends.
 */
export async function withLock<T>(
  db: Database,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await db.pool.connect()
  try {
    const taken = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(hashtextextended($1, 0)) as mine`,
      [name],
    )
    if (!taken.rows[0]?.mine) return undefined
    try {
      return await work()
    } finally {
      // closing the connection frees it too, but a moment later than who tries again; one that died has freed it
      const unlock = 'select pg_advisory_unlock(hashtextextended($1, 0))'
      await client.query(unlock, [name]).catch(() => {})
    }
  } finally {
    client.release(true)
  }
}

/** Waits until nobody else holds a name, and holds it to the end of the transaction. */
export async function waitForLock(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(tx)
}

/** Holds a name to the end of the transaction. False when another transaction holds it: nothing waits. */
export async function takeLock(tx: Tx, name: string): Promise<boolean> {
  const taken = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${name})) as mine`.execute(tx)
  return taken.rows[0]?.mine ?? false
}
