import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type PostgresPoolConfig,
} from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Roles } from './db/roles.ts'

/** Where the queue lives. The code above this file does not know which of the two it has. */
export interface QueuePlace {
  readonly databaseUrl: string
  /** Null: BullMQ's PostgreSQL backend in the same server. */
  readonly redisUrl: string | null
  readonly roles: Roles
  /** One queue a database: several communes may share a Redis. */
  readonly name?: string
}

/** A side effect to ring for. `urgent` goes before what is not. */
export interface Ring {
  readonly outboxId: number
  readonly urgent: boolean
}

export interface JobCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
}

/** The doorbell: it carries ids, PostgreSQL holds the truth. */
export interface JobQueue {
  readonly backend: 'PostgreSQL' | 'Redis'
  /** Rings for rows of the outbox. One that is waiting or being worked on is not rung twice. */
  readonly ring: (rings: readonly Ring[]) => Promise<void>
  /** Makes the recurring jobs known: cron expressions in Europe/Paris. Safe to repeat. */
  readonly schedule: (
    jobs: readonly { readonly name: string; readonly cron: string }[],
  ) => Promise<void>
  /** Asks for one recurring job now. */
  readonly runNow: (name: string) => Promise<void>
  readonly counts: () => Promise<JobCounts>
  /** A job goes in and comes out again: milliseconds. Throws when the queue is away. */
  readonly canary: (limitMs: number) => Promise<number>
  readonly work: (desk: Desk) => Promise<QueueWorker>
  readonly close: () => Promise<void>
}

/** Who takes the jobs. */
export interface Desk {
  readonly concurrency: number
  readonly onOutbox: (outboxId: number) => Promise<void>
  readonly onRecurring: (name: string) => Promise<void>
  readonly onError: (error: Error) => void
}

export interface QueueWorker {
  /** Takes no more, and waits for what it has. */
  readonly close: () => Promise<void>
}

interface JobData {
  readonly outboxId?: number
}

const schema = 'queue'
const gone = { removeOnComplete: true, removeOnFail: true }

/** Opens the queue, on Redis when there is an address, else in PostgreSQL. */
export async function openQueue(
  place: QueuePlace,
  onError: (error: Error) => void,
): Promise<JobQueue> {
  const backend = place.redisUrl ? onRedis(place.redisUrl, onError) : onPostgres(place)
  const name = place.name ?? place.roles.prefix
  const queue = backend.queue(name)
  queue.on('error', onError)
  if (!place.redisUrl) await queue.waitUntilReady()
  return {
    backend: place.redisUrl ? 'Redis' : 'PostgreSQL',
    ring: async (rings) => void (await queue.addBulk(rings.map(jobFor))),
    schedule: async (jobs) => {
      for (const { name: job, cron } of jobs) {
        await queue.upsertJobScheduler(
          job,
          { pattern: cron, tz: 'Europe/Paris' },
          { name: job, opts: gone },
        )
      }
    },
    runNow: async (job) => void (await queue.add(job, {}, gone)),
    counts: async () =>
      countsOf(await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')),
    canary: (limitMs) => flyCanary(backend, `${name}-canary`, limitMs),
    work: (desk) => startDesk(backend, name, desk),
    close: async () => {
      await queue.close()
      await backend.close()
    },
  }
}

/** Brings BullMQ's own tables in schema `queue` up to date, as the queue's role: its functions make sequences. */
export async function migrateQueue(databaseUrl: string, roles: Roles): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c role=${roles.queue}` })
  await client.connect()
  try {
    await runMigrations(withoutCreatingSchemas(client), schema)
  } finally {
    await client.end()
  }
}

/** The schema was made by our migration; `create schema` asks for a right on the database even when it exists. */
function withoutCreatingSchemas(client: pg.Client): pg.Client {
  return new Proxy(client, {
    get(target, property) {
      if (property !== 'query') return Reflect.get(target, property)
      return (text: string, values: unknown[] = []) =>
        text.startsWith('CREATE SCHEMA')
          ? Promise.resolve({ rows: [] })
          : target.query(text, values.length > 0 ? values : undefined)
    },
  })
}

/** What the two backends' classes have in common, as far as it is used here. */
type AnyQueue = Pick<
  Queue,
  'add' | 'addBulk' | 'upsertJobScheduler' | 'getJobCounts' | 'waitUntilReady' | 'close'
> &
  Noisy
type AnyWorker = Pick<Worker, 'run' | 'close'> & Noisy

interface Noisy {
  on(event: 'error', listener: (error: Error) => void): unknown
}

interface Backend {
  readonly queue: (name: string) => AnyQueue
  readonly worker: (
    name: string,
    take: (name: string, data: JobData) => Promise<void>,
    concurrency: number,
  ) => AnyWorker
  readonly close: () => Promise<void>
}

const workerTiming = {
  lockDuration: 20_000,
  stalledInterval: 10_000,
  maxStalledCount: 3,
  autorun: false,
}

function onPostgres({ databaseUrl, roles }: QueuePlace): Backend {
  const connection: PostgresPoolConfig = {
    connectionString: databaseUrl,
    schema,
    max: 3,
    connectionTimeoutMillis: 3_000,
    options: `-c role=${roles.queue} -c statement_timeout=10000`,
  }
  return {
    queue: (name) => new Queue(name, { connection }, createPostgresBackend),
    worker: (name, take, concurrency) =>
      new Worker(
        name,
        (job) => take(job.name, job.data),
        { connection, concurrency, ...workerTiming },
        createPostgresBackend,
      ),
    close: () => Promise.resolve(),
  }
}

function onRedis(url: string, onError: (error: Error) => void): Backend {
  const ringing = new Redis(url, {
    maxRetriesPerRequest: 1,
    connectTimeout: 3_000,
    commandTimeout: 5_000,
  })
  const working: Redis[] = []
  ringing.on('error', onError)
  return {
    queue: (name) => new Queue(name, { connection: ringing, skipWaitingForReady: true }),
    worker: (name, take, concurrency) => {
      const connection = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 3_000 })
      connection.on('error', onError)
      working.push(connection)
      return new Worker(name, (job) => take(job.name, job.data), {
        connection,
        concurrency,
        ...workerTiming,
      })
    },
    close: () => {
      for (const connection of [ringing, ...working]) connection.disconnect()
      return Promise.resolve()
    },
  }
}

/** A kept job of the same id would silently not run again: nothing is kept. */
function jobFor({ outboxId, urgent }: Ring) {
  return {
    name: 'outbox',
    data: { outboxId },
    opts: { jobId: `o-${outboxId}`, ...gone, ...(urgent ? {} : { priority: 10 }) },
  }
}

async function startDesk(backend: Backend, name: string, desk: Desk): Promise<QueueWorker> {
  const take = (job: string, data: JobData) =>
    data.outboxId === undefined ? desk.onRecurring(job) : desk.onOutbox(data.outboxId)
  const worker = backend.worker(name, take, desk.concurrency)
  worker.on('error', desk.onError)
  worker.run().catch(desk.onError)
  return { close: () => worker.close() }
}

function countsOf(counts: Record<string, number>): JobCounts {
  const of = (name: string) => counts[name] ?? 0
  return {
    waiting: of('waiting') + of('prioritized'),
    active: of('active'),
    delayed: of('delayed'),
    failed: of('failed'),
  }
}

async function flyCanary(backend: Backend, name: string, limitMs: number): Promise<number> {
  const startedAt = performance.now()
  const queue = backend.queue(name)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = backend.worker(name, () => Promise.resolve(resolve()), 1)
  const timer = setTimeout(
    () => reject(new Error(`The canary did not come back within ${limitMs} ms`)),
    limitMs,
  )
  for (const part of [queue, worker]) part.on('error', reject)
  try {
    worker.run().catch(reject)
    queue.add('canary', {}, gone).catch(reject)
    await promise
    return performance.now() - startedAt
  } finally {
    clearTimeout(timer)
    await Promise.allSettled([worker.close(), queue.close()])
  }
}
