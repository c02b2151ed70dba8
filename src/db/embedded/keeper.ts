/**
 * Keeps the embedded PostgreSQL while somebody uses it. Started detached by whichever process needs the database
 * first; each user holds a connection to the lease port; when the last one is gone, however it died, the server
 * is stopped. Runs on plain Node: `node keeper.ts <settings as JSON>`.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type { Place } from './binaries.ts'

interface KeeperOptions {
  readonly place: Place
  readonly settings: Readonly<Record<string, string>>
}

const graceMs = 1_000
const options = readOptions()
const { place } = options
const dataFolder = join(place.folder, 'data')
const lockFile = join(place.folder, 'keeper.lock')
const stateFile = join(place.folder, 'keeper.json')
const portFile = join(place.folder, 'port')

function readOptions(): KeeperOptions {
  return JSON.parse(process.argv[2] ?? '{}') as KeeperOptions
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** False when another keeper is at work. The lock appears with its owner's number in it, never empty. */
function takeLock(): boolean {
  const mine = `${lockFile}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    return linkOnce(mine) || (breakStaleLock() && linkOnce(mine))
  } finally {
    rmSync(mine, { force: true })
  }
}

function linkOnce(file: string): boolean {
  try {
    linkSync(file, lockFile)
    return true
  } catch {
    return false
  }
}

/** Takes the lock of a keeper that is dead out of the way; one that another put there meanwhile is put back. */
function breakStaleLock(): boolean {
  const aside = `${lockFile}.${process.pid}.old`
  try {
    if (isAlive(Number(readFileSync(lockFile, 'utf8')))) return false
    renameSync(lockFile, aside)
  } catch {
    return true // gone by itself, or broken by another
  }
  const isFresh = isAlive(Number(readFileSync(aside, 'utf8')))
  if (isFresh) linkOnce(aside)
  rmSync(aside, { force: true })
  return !isFresh
}

function superuserPassword(): string {
  const file = join(place.folder, 'password')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}

function initialise(password: string): void {
  if (existsSync(join(dataFolder, 'PG_VERSION'))) return
  rmSync(dataFolder, { recursive: true, force: true })
  const passwordFile = join(place.folder, 'initdb-password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.user) spawnSync('chown', [`${place.user.uid}:${place.user.gid}`, passwordFile])
  const args = [
    '-D',
    dataFolder,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
  ]
  const made = spawnSync(
    join(place.bin, 'initdb'),
    [...args, '--encoding=UTF8', '--locale=C', '--no-sync'],
    {
      ...place.user,
      encoding: 'utf8',
    },
  )
  rmSync(passwordFile, { force: true })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`)
}

/** A server whose keeper was killed is still running: ask it to stop before starting another. */
async function stopOrphan(): Promise<void> {
  const file = join(dataFolder, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGINT')
  for (let tries = 0; tries < 100; tries += 1) {
    if (pid <= 0 || !isAlive(pid)) return
    await wait(100)
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The port of the last time when it is free: whoever used that server finds this one. Else any. */
async function serverPort(): Promise<number> {
  const last = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0
  const port = (await freePort(last || 0)) || (await freePort(0))
  writeFileSync(portFile, String(port), { mode: 0o600 })
  return port
}

/** 0 when it is taken. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(0))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function startServer(port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '120',
    shared_buffers: '128MB',
    log_destination: 'stderr',
    log_min_messages: 'log', // what a statement did wrong is in our own log, which keeps its values out
    ...options.settings,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(join(place.bin, 'postgres'), ['-D', dataFolder, ...flags], {
    ...place.user,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Closes over the set of users; calls back when nobody has been there for a moment. */
function serveLeases(onDeserted: () => void): Promise<Server> {
  let users = 0
  let timer: NodeJS.Timeout | undefined
  const watch = () => {
    clearTimeout(timer)
    if (users === 0) timer = setTimeout(onDeserted, graceMs)
  }
  const server = createServer((socket) => {
    users += 1
    clearTimeout(timer)
    socket.on('error', () => {})
    socket.on('close', () => {
      users -= 1
      watch()
    })
    socket.resume()
  })
  timer = setTimeout(onDeserted, 30_000) // started for somebody who never came
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function keep(): Promise<void> {
  if (!takeLock()) return
  rmSync(stateFile, { force: true })
  const password = superuserPassword()
  await stopOrphan()
  initialise(password)
  const port = await serverPort()
  const postgres = startServer(port)
  let leases: Server | undefined
  const stop = () => {
    rmSync(stateFile, { force: true })
    leases?.close()
    postgres.kill('SIGINT')
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  postgres.on('exit', (code) => {
    rmSync(stateFile, { force: true })
    rmSync(lockFile, { force: true })
    process.exit(code ?? 1)
  })
  leases = await serveLeases(stop)
  const address = leases.address()
  const leasePort = typeof address === 'object' && address ? address.port : 0
  const state = { leasePort, port, password }
  writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 })
}

await keep()
