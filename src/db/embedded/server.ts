import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { findPlace, type Place } from './binaries.ts'

/** The embedded PostgreSQL as one of its users sees it. */
export interface EmbeddedServer {
  /** Connection of the portal's own login to its database. */
  readonly url: string
  /** Connection of the superuser: tests create databases with it. */
  readonly superuserUrl: string
  /** Where the data had to go instead, in one line. */
  readonly moved: string | null
  /** Gives the lease back; the last user stops the server. */
  readonly leave: () => void
}

interface KeeperState {
  readonly leasePort: number
  readonly port: number
  readonly password: string
}

const startLimitMs = 60_000
/** One that failed so often will fail again. */
const triesAtMost = 3

/** The server does not start. What it said last, and where the rest is. */
export class EmbeddedServerDown extends Error {
  readonly log: string

  constructor(log: string) {
    super(`The embedded PostgreSQL does not start. ${lastFault(log)}`)
    this.name = 'EmbeddedServerDown'
    this.log = log
  }
}

/** Of the server's log: its last fault, with the detail that follows. */
function lastFault(log: string): string {
  const text = existsSync(log) ? readFileSync(log, 'utf8').trimEnd() : ''
  const lines = text.split('\n')
  const fault = lines.findLastIndex((line) => /\b(FATAL|PANIC|Error): /.test(line))
  const at = fault < 0 ? lines.length - 1 : fault
  return lines
    .slice(at, lines[at + 1]?.includes('DETAIL:') ? at + 2 : at + 1)
    .map((line) => line.replace(/^.*?\b(FATAL|PANIC|Error|DETAIL): */, ''))
    .join('. ')
}

/** Joins the embedded server of a data folder, starting it when nobody has. */
export async function joinEmbeddedServer(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedServer> {
  const place = findPlace(dataDir)
  const { lease, state } = await takeLease(place, settings)
  const leave = keepLease(lease, (isOver) => takeLease(place, settings, isOver))
  const at = `127.0.0.1:${state.port}`
  const superuserUrl = `postgresql://postgres:${state.password}@${at}/postgres`
  await ensureLoginAndDatabase(superuserUrl, state.password)
  return {
    url: `postgresql://preau:${state.password}@${at}/preau`,
    superuserUrl,
    moved: place.moved,
    leave,
  }
}

/**
 * A lease that ends by itself has lost its keeper, and with it the server: both are started again, at the same port,
 * so that whoever is connected to them finds them. Returns how to leave.
 */
function keepLease(
  first: Socket,
  again: (isOver: () => boolean) => Promise<{ readonly lease: Socket }>,
): () => void {
  let lease = first
  let hasLeft = false
  const watch = () => {
    if (lease.destroyed) void (hasLeft || rejoin())
    else lease.once('close', watch)
  }
  const rejoin = async () => {
    try {
      ;({ lease } = await again(() => hasLeft))
      watch()
      if (hasLeft) lease.destroy()
    } catch {
      if (!hasLeft) setTimeout(() => void rejoin(), 5_000).unref()
    }
  }
  watch()
  return () => {
    hasLeft = true
    lease.destroy()
  }
}

async function takeLease(
  place: Place,
  settings: Readonly<Record<string, string>>,
  isOver: () => boolean = () => false,
) {
  const deadline = Date.now() + startLimitMs
  const log = join(place.folder, 'server.log')
  let startedAt = 0
  let failures = 0
  while (Date.now() < deadline && !isOver()) {
    const state = readState(place)
    const lease = state && (await tryLease(state.leasePort))
    if (state && lease) {
      lease.unref()
      if (await isReady(state, lease, deadline)) return { lease, state }
    }
    if (Date.now() - startedAt > 3_000) {
      if (failures >= triesAtMost) break
      startedAt = Date.now()
      startKeeper(place, settings, log, () => {
        failures += 1
        startedAt = 0
      })
    }
    await sleep(50)
  }
  throw new EmbeddedServerDown(log)
}

function readState(place: Place): KeeperState | null {
  const file = join(place.folder, 'keeper.json')
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeeperState
  } catch {
    return null // being written
  }
}

function tryLease(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
    socket.on('error', () => {})
  })
}

function startKeeper(
  place: Place,
  settings: Readonly<Record<string, string>>,
  logFile: string,
  onFailure: () => void,
): void {
  const program = fileURLToPath(import.meta.url).replace(/server\.(ts|js)$/, 'keeper.$1')
  const log = openSync(logFile, 'a', 0o600)
  const keeper = spawn(process.execPath, [program, JSON.stringify({ place, settings })], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1' },
    cwd: place.folder,
  })
  keeper.on('error', onFailure).on('exit', (code) => void (code && onFailure()))
  keeper.unref()
  closeSync(log)
}

/** Waits for the server. False when its keeper is gone before, or the patience over. */
async function isReady(state: KeeperState, lease: Socket, deadline: number): Promise<boolean> {
  while (Date.now() < deadline && !lease.destroyed) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: state.port,
      user: 'postgres',
      password: state.password,
      database: 'postgres',
      connectionTimeoutMillis: 3_000,
    })
    client.on('error', () => {}) // killed while we say goodbye
    try {
      await client.connect()
      return !lease.destroyed // one whose keeper has just died is still there
    } catch {
      await sleep(50) // still starting
    } finally {
      client.end().catch(() => {})
    }
  }
  lease.destroy()
  return false
}

/** The portal's login is no superuser and inherits nothing: it can only switch to a role it was given. */
async function ensureLoginAndDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('preau.embedded'))`)
    const login = await client.query(`select 1 from pg_roles where rolname = 'preau'`)
    if (!login.rowCount) {
      await client.query(
        `create role preau login noinherit createrole createdb password '${password}'`,
      )
    }
    const database = await client.query(`select 1 from pg_database where datname = 'preau'`)
    if (!database.rowCount) {
      await client.query(`create database preau owner preau`)
    }
  } finally {
    await client.end()
  }
}
