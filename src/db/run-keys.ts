import { sql } from 'kysely'
import type { Tx } from './connect.ts'

/** How something stands that has to happen once: not begun, begun and perhaps broken off, done. */
export type RunState = 'NONE' | 'RUNNING' | 'DONE'

export async function runState(tx: Tx, name: string, key: string): Promise<RunState> {
  const found = await sql<{ state: RunState }>`
    select state from run_key where name = ${name} and key = ${key}`.execute(tx)
  return found.rows[0]?.state ?? 'NONE'
}

export async function beginRun(tx: Tx, name: string, key: string, now: Date): Promise<void> {
  await sql`
    insert into run_key (name, key, state, started_at) values (${name}, ${key}, 'RUNNING', ${now})
    on conflict (name, key) do update set state = 'RUNNING', started_at = excluded.started_at, finished_at = null`.execute(
    tx,
  )
}

export async function endRun(tx: Tx, name: string, key: string, now: Date): Promise<void> {
  await sql`
    update run_key set state = 'DONE', finished_at = ${now} where name = ${name} and key = ${key}`.execute(
    tx,
  )
}
