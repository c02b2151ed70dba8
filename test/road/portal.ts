import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = join(root, 'cli', 'preau.js')

/** A portal of its own: empty data folder, free port, a clock. */
export interface Portal {
  readonly origin: string
  readonly dataDir: string
  /** Runs a command beside it and answers its data (`--json`). */
  readonly preau: (...args: string[]) => Promise<unknown>
  /** Runs a command that must fail, and answers its exit code and error. */
  readonly refused: (...args: string[]) => Promise<{ code: number; error: CliError }>
  /** Stops it and starts it again on another day: the data is kept. */
  readonly restart: (clock: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface CliError {
  readonly code: string
  readonly message: string
  readonly details?: unknown
}

interface Envelope {
  readonly ok: boolean
  readonly data?: unknown
  readonly error?: CliError
}

export async function startPortal(clock: string): Promise<Portal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'preau-road-'))
  chmodSync(dataDir, 0o755) // as root, PostgreSQL's own user has to reach it
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: origin,
    PREAU_DATA_DIR: dataDir,
    PREAU_DEMO: '0',
    LOG_LEVEL: 'warn',
  }
  let server = await startServer(origin, clock, env)
  return {
    origin,
    dataDir,
    preau: async (...args) => {
      const { code, envelope, stderr } = await run(args, env)
      if (code !== 0)
        throw new Error(`preau ${args.join(' ')} ended with ${code}: ${describe(envelope, stderr)}`)
      return envelope?.data
    },
    refused: async (...args) => {
      const { code, envelope, stderr } = await run(args, env)
      if (code === 0 || !envelope?.error)
        throw new Error(`preau ${args.join(' ')} was not refused: ${stderr}`)
      return { code, error: envelope.error }
    },
    restart: async (day) => {
      await stopped(server)
      server = await startServer(origin, day, env)
    },
    stop: async () => {
      await stopped(server)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function startServer(
  origin: string,
  clock: string,
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const server = spawn(process.execPath, [program, 'start', '--as-of', clock], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilAlive(origin, server)
  return server
}

function describe(envelope: Envelope | null, stderr: string): string {
  return envelope?.error ? JSON.stringify(envelope.error) : stderr
}

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ code: number; envelope: Envelope | null; stderr: string }>(
    (resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args, '--json', '--yes'], {
        cwd: root,
        env,
      })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
      child.on('error', reject)
      child.on('exit', (code) =>
        resolve({ code: code ?? 1, envelope: readEnvelope(stdout), stderr }),
      )
    },
  )
}

function readEnvelope(text: string): Envelope | null {
  try {
    return JSON.parse(text) as Envelope
  } catch {
    return null
  }
}

async function untilAlive(origin: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error(`preau start ended with ${server.exitCode}`)
    const alive = await fetch(`${origin}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (alive) return
    await sleep(100)
  }
  throw new Error('preau start did not answer within a minute')
}

async function stopped(server: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve())
  })
  if (server.exitCode !== null) return
  server.kill('SIGINT')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
