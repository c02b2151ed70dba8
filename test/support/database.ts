import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { connectDatabase, type Database } from '../../src/db/connect.ts'
import { joinEmbeddedServer } from '../../src/db/embedded/server.ts'
import { migrate } from '../../src/db/migrator.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { quickFolder } from './quick-folder.ts'

const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

interface TestServer {
  /** The portal's login, on the database postgres. */
  readonly login: pg.Pool
  readonly url: string
  /** A migrated database, which is cloned for each test file. */
  readonly template: string
  /** How the clones begin since the server started. */
  readonly prefix: string
}

let joined: Promise<TestServer> | null = null

/** Once for a process, whose end is its leave. */
function joinTestServer(): Promise<TestServer> {
  joined ??= (async () => {
    const url = await loginUrl()
    const login = new pg.Pool({ connectionString: url, allowExitOnIdle: true })
    const prefix = await sweep(login)
    return { login, url, prefix, template: await ensureTemplate(login, url) }
  })()
  return joined
}

/** Removes what killed runs left to a server that has started again since. */
async function sweep(login: pg.Pool): Promise<string> {
  const found = await login.query<{ prefix: string; left: string[] }>(`
    with since as (
      select 'preau_file_' || extract(epoch from pg_postmaster_start_time())::bigint || '_' as prefix)
    select prefix, array(
      select datname::text from pg_database
      where starts_with(datname, 'preau_file_') and not starts_with(datname, prefix)) as left
    from since`)
  const { prefix = '', left = [] } = found.rows[0] ?? {}
  for (const name of left) await login.query(`drop database if exists ${name} with (force)`)
  return prefix
}

/** On the embedded server of all tests, or on TEST_DATABASE_URL (a login that may create databases and roles). */
async function loginUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return given
  const server = await joinEmbeddedServer(join(quickFolder(), 'preau-test'), fast)
  return onDatabase(server.url, 'postgres')
}

const cleanUps: (() => Promise<void>)[] = []

// Registered on the file itself, so that a database opened in a hook or in a test lives as long as the file.
after(async () => {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()))
})

/**
 * A migrated database of this test file alone, cloned from a template that is made once for these migrations.
 * Dropped when the file ends. Each connection plans everything anew: few for a story, more where many come at once.
 */
export async function testDatabase({ connections = 4 } = {}): Promise<Database> {
  const { url, drop } = await testDatabaseUrl()
  const db = await connectDatabase(url, { max: connections })
  cleanUps.push(async () => {
    await db.close()
    await drop()
  })
  return db
}

/** The same for tests that start whole processes: the address, and how to drop it. */
export async function testDatabaseUrl(): Promise<{ url: string; drop: () => Promise<void> }> {
  const { login, url, template, prefix } = await joinTestServer()
  const name = prefix + randomBytes(6).toString('hex')
  await login.query(`create database ${name} template ${template} strategy file_copy`)
  return { url: onDatabase(url, name), drop: () => dropDatabase(login, name) }
}

async function ensureTemplate(login: pg.Pool, url: string): Promise<string> {
  const template = `preau_template_${await migrationsHash()}`
  const client = await login.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext($1))`, [template])
    const ready = await client.query('select 1 from pg_database where datname = $1', [template])
    if (ready.rowCount) return template
    const making = `${template}_making`
    await client.query(`drop database if exists ${making} with (force)`)
    await client.query(`create database ${making}`)
    await migrate(onDatabase(url, making))
    await client.query(`alter database ${making} rename to ${template}`)
    return template
  } finally {
    client.release(true) // its end gives the lock back
  }
}

async function migrationsHash(): Promise<string> {
  const folder = new URL('../../migrations/', import.meta.url)
  const names = (await readdir(folder)).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder))))
  return sha256(Buffer.concat(texts)).toString('hex').slice(0, 12)
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** `force` may not end an autovacuum worker, which belongs to the superuser; a plain drop asks it to go. */
async function dropDatabase(login: pg.Pool, name: string): Promise<void> {
  try {
    await login.query(`drop database ${name} with (force)`)
  } catch {
    await login.query(`drop database ${name}`)
  }
}
