import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type PostgresPoolConfig,
} from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Roles } from './db/roles.ts'
import { atMost, inTime } from './kernel/patience.ts'

/** Where the queue lives. The code above this file does not know which of the two it has. */
export interface QueuePlace {
  readonly databaseUrl: string
  /** Null: BullMQ's PostgreSQL backend in the same server. */
  readonly redisUrl: string | null
  readonly roles: Roles
  /** A job whose worker has not been heard of for so long goes to another. */
  readonly lockMs?: number
  /** How long a Redis may take to answer before it counts as away. */
  readonly answerMs?: number
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
  /** Asks for one recurring job now. One that waits already is not asked for twice. */
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

type JobData = { readonly outboxId?: number }

const closeLimitMs = 3_000
const workLimitMs = 8_000 // what takes longer is left to the next worker

/**
 * A connection on which nothing came back for so long is made again: a machine that vanished closes nothing. Longer
 * than a worker waits for its next job.
 */
const socketTimeout = 20_000

/** A Redis that comes back is noticed within a second. */
const retryStrategy = (times: number) => Math.min(1_000, 100 * times)

const schema = 'queue'
const gone = { removeOnComplete: true, removeOnFail: true }

/** The queue's server does not answer: try again later. */
export class QueueAway extends Error {
  readonly code = 'ETIMEDOUT'

  constructor() {
    super('Redis does not answer')
    this.name = 'QueueAway'
  }
}

/** Opens the queue, on Redis when there is an address, else in PostgreSQL. */
export async function openQueue(
  place: QueuePlace,
  onError: (error: Error) => void,
): Promise<JobQueue> {
  const backend = place.redisUrl ? onRedis(place, place.redisUrl, onError) : onPostgres(place)
  const name = place.roles.prefix // several communes may share a Redis
  const queue = backend.queue(name)
  queue.on('error', onError)
  if (!place.redisUrl) await queue.waitUntilReady()
  return {
    backend: place.redisUrl ? 'Redis' : 'PostgreSQL',
    ring: async (rings) => void (await backend.answer(() => queue.addBulk(rings.map(jobFor)))),
    schedule: async (jobs) => {
      for (const { name: job, cron } of jobs) {
        const when = { pattern: cron, tz: 'Europe/Paris' }
        await backend.answer(() => queue.upsertJobScheduler(job, when, { name: job, opts: gone }))
      }
    },
    runNow: async (job) => {
      await backend.answer(() => queue.add(job, {}, { jobId: `now-${job}`, ...gone }))
    },
    counts: () => backend.answer(() => countsOf(queue)),
    canary: (limitMs) =>
      backend
        .answer(() => countsOf(queue))
        .then(() => flyCanary(backend, `${name}-canary`, limitMs)),
    work: (desk) => startDesk(backend, name, desk),
    close: async () => {
      await atMost(closeLimitMs, queue.close())
      backend.close()
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
  /** What the server answers to a question. Throws QueueAway when it is away, soon. */
  readonly answer: <T>(ask: () => Promise<T>) => Promise<T>
  readonly close: () => void
}

function timing({ lockMs = 10_000 }: QueuePlace) {
  return {
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 3,
    autorun: false,
  }
}

function onPostgres(place: QueuePlace): Backend {
  const { databaseUrl, roles } = place
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
        { connection, concurrency, ...timing(place) },
        createPostgresBackend,
      ),
    answer: (ask) => ask(),
    close: () => {},
  }
}

/**
 * Commands wait for a Redis that is away (BullMQ never recovers from a first one that failed); so that they do not
 * pile up, nothing is asked before it answers.
 */
function onRedis(place: QueuePlace, url: string, onError: (error: Error) => void): Backend {
  const connections: Redis[] = []
  const open = () => {
    const patience = { connectTimeout: 3_000, socketTimeout, retryStrategy }
    const connection = new Redis(url, { ...patience, maxRetriesPerRequest: null }).on(
      'error',
      onError,
    )
    connections.push(connection)
    return connection
  }
  const ringing = open()
  const { answerMs = 2_000 } = place
  return {
    queue: (name) => new Queue(name, { connection: ringing }),
    worker: (name, take, concurrency) =>
      new Worker(name, (job) => take(job.name, job.data), {
        connection: open(),
        concurrency,
        ...timing(place),
      }),
    answer: async (ask) => {
      await untilReady(ringing, answerMs)
      return inTime(answerMs, ask(), () => new QueueAway()) // one that comes back answers it to nobody
    },
    close: () => {
      for (const connection of connections) connection.disconnect()
    },
  }
}

async function untilReady(redis: Redis, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (redis.status !== 'ready') {
    if (performance.now() > deadline) throw new QueueAway()
    await sleep(25)
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
  return { close: () => atMost(workLimitMs, worker.close()) }
}

async function countsOf(queue: AnyQueue): Promise<JobCounts> {
  const states = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const
  const counts = await queue.getJobCounts(...states)
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts
  return { waiting: waiting + prioritized, active, delayed, failed }
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
