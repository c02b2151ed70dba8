import { sql } from 'kysely'
import type { Tx } from '../src/db/connect.ts'
import { asWorker } from '../src/db/transactions.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import type { JobDeps } from './deps.ts'
import { recurring } from './recurring.ts'

/** Runs one recurring job, alone: throws RUN_LOCKED while another process is at it, NOT_FOUND for an unknown name. */
export async function runRecurring(deps: JobDeps, name: string, now: Date): Promise<number> {
  const job = recurring.find((known) => known.name === name)
  if (!job) throw new Refusal('NOT_FOUND', { name })
  return asWorker(deps.db, async (tx) => {
    const lock = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtext(${`preau.job.${name}`})) as mine`.execute(tx)
    if (!lock.rows[0]?.mine) throw new Refusal('RUN_LOCKED', { name })
    const count = await job.run(deps, now)
    await noteRun(tx, name, now, deps.clock(), count)
    return count
  })
}

async function noteRun(
  tx: Tx,
  name: string,
  startedAt: Date,
  finishedAt: Date,
  count: number,
): Promise<void> {
  await sql`
    insert into run_key (name, key, state, started_at, finished_at, summary)
    values (${name}, 'last', 'DONE', ${startedAt}, ${finishedAt}, ${JSON.stringify({ count })})
    on conflict (name, key) do update
      set started_at = excluded.started_at, finished_at = excluded.finished_at, summary = excluded.summary`.execute(
    tx,
  )
}

/** When each job last ran to its end. */
export async function lastRuns(tx: Tx): Promise<Map<string, Date>> {
  const found = await sql<{ name: string; at: Date }>`
    select name, finished_at as at from run_key where key = 'last' and finished_at is not null`.execute(
    tx,
  )
  return new Map(found.rows.map(({ name, at }) => [name, at]))
}
