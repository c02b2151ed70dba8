import { sql } from 'kysely'
import type { Tx } from '../src/db/connect.ts'
import { addDays, dayOf, instantAt } from '../src/kernel/day.ts'
import { lastRuns } from './run-recurring.ts'

interface Timed {
  readonly name: string
  readonly cron: string
}

/** How long the queue's own bell has before a job counts as late. */
const graceMs = 10 * 60_000

/**
 * The nightly jobs whose last time passed without them: the machine slept, was off, or Redis was flushed. Each time is
 * answered once; a job that was never known before is late from its next time on. Those of every minute need no such
 * care.
 */
export async function lateJobs(tx: Tx, jobs: readonly Timed[], now: Date): Promise<string[]> {
  const [ran, rung] = [await lastRuns(tx), await lastRings(tx)]
  const isLate = ({ name, cron }: Timed) => {
    const due = lastTimeOf(cron, new Date(now.getTime() - graceMs))
    const since = Math.max(...[ran.get(name), rung.get(name)].map((at) => at?.getTime() ?? 0))
    return due !== null && since > 0 && since < due.getTime()
  }
  const late = jobs.filter(isLate).map(({ name }) => name)
  const unknown = jobs.filter(({ name }) => !rung.has(name)).map(({ name }) => name)
  if (late.length + unknown.length > 0)
    await noteRings(tx, [...new Set([...late, ...unknown])], now)
  return late
}

/** The last time a nightly cron expression rang, up to an instant; null for one that rings every minute. */
function lastTimeOf(cron: string, until: Date): Date | null {
  const [, minute, hour] = /^(\d+) (\d+) \* \* \*$/.exec(cron) ?? []
  if (minute === undefined || hour === undefined) return null
  const clock = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  const today = instantAt(dayOf(until), clock)
  return today <= until ? today : instantAt(addDays(dayOf(until), -1), clock)
}

/** When each job was first known, or last rung for because it was late. */
async function lastRings(tx: Tx): Promise<Map<string, Date>> {
  const found = await sql<{ name: string; at: Date }>`
    select name, started_at as at from run_key where key = 'rung'`.execute(tx)
  return new Map(found.rows.map(({ name, at }) => [name, at]))
}

async function noteRings(tx: Tx, names: readonly string[], now: Date): Promise<void> {
  await sql`
    insert into run_key (name, key, state, started_at, finished_at)
    select name, 'rung', 'DONE', ${now}, ${now} from unnest(${names}::text[]) as name
    on conflict (name, key) do update
      set started_at = excluded.started_at, finished_at = excluded.finished_at`.execute(tx)
}
