import type { Logger } from 'pino'
import { availableParallelism } from 'node:os'
import type { Config } from '../src/config.ts'
import type { Database } from '../src/db/connect.ts'
import type { Keys } from '../src/db/keys.ts'
import { asWorker } from '../src/db/transactions.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { openMailer } from '../src/mail.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { openQueue, type JobQueue } from '../src/queue.ts'
import type { JobDeps } from './deps.ts'
import { handlers, type Handlers } from './handlers.ts'
import { lateJobs } from './late-jobs.ts'
import { processOutbox } from './processor.ts'
import { recurring } from './recurring.ts'
import { startRelay } from './relay.ts'
import { noteFailure, runRecurring } from './run-recurring.ts'

export interface WorkerParts {
  readonly config: Config
  readonly db: Database
  readonly keys: Keys
  readonly log: Logger
  readonly clock: () => Date
  /** For tests: what stands for the domain, and a shorter patience with a silent worker. */
  readonly handlers?: Handlers
  readonly lockMs?: number
}

export interface RunningWorker {
  readonly queue: JobQueue
  /** Takes nothing new, finishes what it has. */
  readonly close: () => Promise<void>
}

/** A flushed Redis forgets the recurring jobs: they are made known again. */
const rescheduleMs = 60_000

/** The composition root of the worker: queue, relay, processor, recurring jobs. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const { config, db, log } = parts
  const onError = quietened(log)
  const { lockMs = 10_000 } = parts
  const place = { databaseUrl: db.url, redisUrl: config.redisUrl, roles: db.roles, lockMs }
  const queue = await openQueue(place, onError)
  const pdf = openPdfRenderer()
  const mailer = openMailer(config)
  const deps: JobDeps = { ...parts, queue, pdf, mailer }
  const desk = await queue.work({
    concurrency: Math.max(2, Math.min(4, availableParallelism())),
    onOutbox: async (outboxId) =>
      void (await processOutbox(deps, parts.handlers ?? handlers, outboxId)),
    onRecurring: (name) => runQuietly(deps, name),
    onError,
  })
  const relay = startRelay(deps)
  const schedule = () => remember(deps).catch(onError)
  void schedule()
  const timer = setInterval(schedule, rescheduleMs)
  return {
    queue,
    close: async () => {
      clearInterval(timer)
      await relay.close()
      await desk.close()
      await queue.close()
      pdf.close()
      mailer.close()
    },
  }
}

/** Makes the recurring jobs known, which forgets a time that has passed meanwhile: those that are late are rung for. */
async function remember({ queue, db, clock }: JobDeps): Promise<void> {
  await queue.schedule(recurring)
  await asWorker(db, async (tx) => {
    for (const name of await lateJobs(tx, recurring, clock())) await queue.runNow(name)
  })
}

/** Another worker at the same job is no fault. */
async function runQuietly(deps: JobDeps, name: string): Promise<void> {
  try {
    await runRecurring(deps, name, deps.clock())
  } catch (error) {
    if (error instanceof Refusal && error.code === 'RUN_LOCKED') return
    deps.log.error(
      { err: error, job: name },
      'a recurring job failed; it runs again at its next time',
    )
    await noteFailure(deps, name)
  }
}

/** A queue that is away says so many times a second: once in ten seconds is enough. */
function quietened(log: Logger): (error: Error) => void {
  let saidAt = 0
  return (error) => {
    if (Date.now() - saidAt < 10_000) return
    saidAt = Date.now()
    log.error({ err: error }, 'the queue is away; it is tried again')
  }
}
