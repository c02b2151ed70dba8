import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

/** Where a real Redis is on this machine, or null. */
export const redisProgram = findProgram('redis-server') ?? findProgram('valkey-server')

export interface TestRedis {
  readonly url: string
  readonly flush: () => Promise<void>
  /** It keeps its connections and answers nothing, as when its machine vanished. */
  readonly freeze: () => void
  readonly thaw: () => void
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** A Redis of this test alone, on a free port. */
export async function startRedis(program: string): Promise<TestRedis> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  const folder = mkdtempSync(join(tmpdir(), 'preau-redis-'))
  let server: ReturnType<typeof spawn> | null = null
  const redis: TestRedis = {
    url,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    flush: () => ask(url, (client) => client.flushall()),
    start: async () => {
      const args = ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', folder]
      server = spawn(program, args, { stdio: 'ignore' })
      await untilItAnswers(url)
    },
    stop: async () => {
      const ended = new Promise((resolve) => server?.once('exit', resolve))
      server?.kill('SIGKILL')
      await ended
    },
  }
  await redis.start()
  return redis
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await ask(url, (client) => client.ping())
    } catch {
      await sleep(50) // still starting
    }
  }
  throw new Error('Redis did not start')
}

async function ask(url: string, question: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(url, {
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    retryStrategy: () => null,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await question(client)
  } finally {
    client.disconnect()
  }
}

function findProgram(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
