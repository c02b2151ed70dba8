import type { Tx } from '../src/db/connect.ts'
import { lastDone, noteDone } from '../src/db/run-keys.ts'
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
  const [ran, rung] = [await lastRuns(tx), await lastDone(tx, 'rung')]
  const isLate = ({ name, cron }: Timed) => {
    const due = lastTimeOf(cron, new Date(now.getTime() - graceMs))
    const since = Math.max(...[ran.get(name), rung.get(name)].map((at) => at?.getTime() ?? 0))
    return due !== null && since > 0 && since < due.getTime()
  }
  const late = jobs.filter(isLate).map(({ name }) => name)
  const unknown = jobs.filter(({ name }) => !rung.has(name)).map(({ name }) => name)
  if (late.length + unknown.length > 0)
    await noteDone(tx, [...new Set([...late, ...unknown])], {
      key: 'rung',
      startedAt: now,
      finishedAt: now,
    })
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
