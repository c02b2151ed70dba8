import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { connectDatabase, type Database } from '../../src/db/connect.ts'
import { joinEmbeddedServer } from '../../src/db/embedded/server.ts'
import { migrate } from '../../src/db/migrator.ts'
import { sha256 } from '../../src/kernel/ids.ts'

const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum: 'off',
}

interface TestServer {
  /** The portal's login, on the database postgres. */
  readonly loginUrl: string
  readonly leave: () => void
}

/** The embedded server of all tests, or the one of TEST_DATABASE_URL (a login that may create databases and roles). */
async function joinTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { loginUrl: given, leave: () => {} }
  const server = await joinEmbeddedServer(join(tmpdir(), 'preau-test'), fast)
  return { loginUrl: onDatabase(server.url, 'postgres'), leave: server.leave }
}

const cleanUps: (() => Promise<void>)[] = []

// Registered on the file itself, so that a database opened in a hook or in a test lives as long as the file.
after(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
})

/**
 * A migrated database of this test file alone, cloned from a template that is made once for these migrations.
 * Dropped when the file ends.
 */
export async function testDatabase(): Promise<Database> {
  const { url, drop } = await testDatabaseUrl()
  const db = await connectDatabase(url)
  cleanUps.push(async () => {
    await db.close()
    await drop()
  })
  return db
}

/** The same for tests that start whole processes: the address, and how to drop it. */
export async function testDatabaseUrl(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = await joinTestServer()
  const template = await ensureTemplate(server.loginUrl)
  const name = `preau_file_${randomBytes(6).toString('hex')}`
  await run(server.loginUrl, `create database ${name} template ${template}`)
  return {
    url: onDatabase(server.loginUrl, name),
    drop: async () => {
      await dropDatabase(server.loginUrl, name)
      server.leave()
    },
  }
}

async function ensureTemplate(loginUrl: string): Promise<string> {
  const template = `preau_template_${await migrationsHash()}`
  const client = new pg.Client({ connectionString: loginUrl })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext($1))`, [template])
    const ready = await client.query('select 1 from pg_database where datname = $1', [template])
    if (ready.rowCount) return template
    const making = `${template}_making`
    await client.query(`drop database if exists ${making} with (force)`)
    await client.query(`create database ${making}`)
    await migrate(onDatabase(loginUrl, making))
    await client.query(`alter database ${making} rename to ${template}`)
    return template
  } finally {
    await client.end()
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
async function dropDatabase(url: string, name: string): Promise<void> {
  try {
    await run(url, `drop database ${name} with (force)`)
  } catch {
    await run(url, `drop database ${name}`)
  }
}

/** A failed statement must end the connection too: left open, it would keep the test process alive for ever. */
async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
