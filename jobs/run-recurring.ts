import type { Tx } from '../src/db/connect.ts'
import { takeLock } from '../src/db/locks.ts'
import { lastDone, noteDone } from '../src/db/run-keys.ts'
import { asWorker } from '../src/db/transactions.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import type { JobDeps } from './deps.ts'
import { recurring } from './recurring.ts'

/**
 * Runs one recurring job, alone, and notes it. Returns how many things it did. Throws RUN_LOCKED while another process
 * is at it, NOT_FOUND for an unknown name.
 */
export async function runRecurring(deps: JobDeps, name: string, now: Date): Promise<number> {
  const job = recurring.find((known) => known.name === name)
  if (!job) throw new Refusal('NOT_FOUND', { job: name })
  return asWorker(deps.db, async (tx) => {
    if (!(await takeLock(tx, `preau.job.${name}`))) throw new Refusal('RUN_LOCKED', { name })
    const count = await job.run(deps, now)
    const done = { key: 'last', startedAt: now, finishedAt: deps.clock(), summary: { count } }
    await noteDone(tx, [name], done)
    return count
  })
}

/** When each job last ran to its end. */
export function lastRuns(tx: Tx): Promise<Map<string, Date>> {
  return lastDone(tx, 'last')
}

/** A run that ended with an error is told in `preau jobs list` until one ends well. */
export function noteFailure({ db, clock }: JobDeps, name: string): Promise<void> {
  const failed = { key: 'failed', startedAt: clock(), finishedAt: clock() }
  return asWorker(db, (tx) => noteDone(tx, [name], failed))
}

/** Which jobs ended with an error since they last ran to their end, and when. */
export async function lastFailures(tx: Tx): Promise<Map<string, Date>> {
  const [failed, ran] = [await lastDone(tx, 'failed'), await lastDone(tx, 'last')]
  return new Map([...failed].filter(([name, at]) => at > (ran.get(name) ?? new Date(0))))
}
