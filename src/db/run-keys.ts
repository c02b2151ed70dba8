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

/** Notes that several things were done, as often as they are: the last time counts. */
export async function noteDone(
  tx: Tx,
  names: readonly string[],
  done: {
    readonly key: string
    readonly startedAt: Date
    readonly finishedAt: Date
    readonly summary?: Readonly<Record<string, number>>
  },
): Promise<void> {
  await sql`
    insert into run_key (name, key, state, started_at, finished_at, summary)
    select name, ${done.key}, 'DONE', ${done.startedAt}, ${done.finishedAt}, ${JSON.stringify(done.summary ?? {})}
    from unnest(${names}::text[]) as name
    on conflict (name, key) do update
      set started_at = excluded.started_at, finished_at = excluded.finished_at, summary = excluded.summary`.execute(
    tx,
  )
}

/** When each thing was last noted as done under a key, by its name. */
export async function lastDone(tx: Tx, key: string): Promise<Map<string, Date>> {
  const found = await sql<{ name: string; at: Date }>`
    select name, finished_at as at from run_key where key = ${key} and finished_at is not null`.execute(
    tx,
  )
  return new Map(found.rows.map(({ name, at }) => [name, at]))
}
