import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { houseFolder } from '../kernel/house-folder.ts'
import { sha256 } from '../kernel/ids.ts'
import { missingRoles, rolesNamed, roleStatements, type Roles } from './roles.ts'

export interface MigrationStatus {
  readonly applied: readonly string[]
  readonly pending: readonly string[]
}

/** The login may not create the database's roles: what an administrator has to run once. */
export class RolesMissing extends Error {
  readonly statements: readonly string[]

  constructor(statements: readonly string[]) {
    super('The roles of the database are missing and this login may not create them')
    this.statements = statements
  }
}

const migrationsFolder = fileURLToPath(houseFolder('migrations/'))

/**
 * Brings the database to the newest migration: forward only, each in its own transaction, one process at a time
 * (advisory lock). Returns the names applied now. Throws when an applied file was changed since.
 */
export async function migrate(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('preau.migrate'))`)
    const database = await currentDatabase(client)
    const roles = await ensureRoles(client, database)
    await client.query(`
      create table if not exists public.schema_migration (
        name text primary key, sha256 bytea not null, applied_at timestamptz not null default now())`)
    const done: string[] = []
    for (const name of (await statusOf(client)).pending) {
      await applyOne(client, name, roles)
      done.push(name)
    }
    return done
  })
}

/** What is applied and what is not; a database that was never migrated has everything pending. */
export async function migrationStatus(url: string): Promise<MigrationStatus> {
  return withClient(url, statusOf)
}

/** Are the queue's own tables there? They are made after ours. */
export async function hasQueueTables(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const found = await client.query(`
      select 1 from pg_class where relname = 'migration' and relnamespace = to_regnamespace('queue')`)
    return found.rowCount === 1
  })
}

async function statusOf(client: pg.Client): Promise<MigrationStatus> {
  const exists = await client.query(
    `select 1 where to_regclass('public.schema_migration') is not null`,
  )
  const rows = exists.rowCount
    ? (
        await client.query<{ name: string; sha256: Buffer }>(
          'select name, sha256 from public.schema_migration order by name',
        )
      ).rows
    : []
  const applied = new Map(rows.map((row) => [row.name, row.sha256]))
  const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort()
  for (const name of files) {
    const known = applied.get(name)
    if (known && !known.equals(sha256(await readFile(join(migrationsFolder, name))))) {
      throw new Error(`Migration ${name} was changed after it was applied: write a new one instead`)
    }
  }
  return { applied: [...applied.keys()], pending: files.filter((name) => !applied.has(name)) }
}

async function applyOne(client: pg.Client, name: string, roles: Roles): Promise<void> {
  const text = await readFile(join(migrationsFolder, name), 'utf8')
  await client.query('begin')
  try {
    await client.query(fillIn(text, roles))
    await client.query('reset role')
    await client.query('insert into public.schema_migration (name, sha256) values ($1, $2)', [
      name,
      sha256(text),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed`, { cause: error })
  }
}

function fillIn(text: string, roles: Roles): string {
  return text
    .replaceAll('{{prefix}}', roles.prefix)
    .replaceAll(
      /\{\{(owner|web|gate|worker|queue)\}\}/g,
      (_, name: string) => `"${roles.prefix}_${name}"`,
    )
}

async function ensureRoles(client: pg.Client, database: string): Promise<Roles> {
  const known = await client
    .query<{ prefix: string }>(
      `select app.role_prefix() as prefix where to_regproc('app.role_prefix') is not null`,
    )
    .catch(() => ({ rows: [] as { prefix: string }[] }))
  const roles = rolesNamed(known.rows[0]?.prefix ?? database)
  if ((await missingRoles(client, roles)).length === 0) return roles
  const login =
    (await client.query<{ login: string }>('select current_user as login')).rows[0]?.login ?? ''
  for (const statement of roleStatements(roles, login, database)) {
    await runRoleStatement(client, statement, () => roleStatements(roles, login, database))
  }
  return roles
}

/** 42710: another process made the role meanwhile. */
async function runRoleStatement(
  client: pg.Client,
  statement: string,
  all: () => string[],
): Promise<void> {
  try {
    await client.query(statement)
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined
    if (code === '42710') return
    if (code === '42501') throw new RolesMissing(all())
    throw error
  }
}

async function currentDatabase(client: pg.Client): Promise<string> {
  const found = await client.query<{ name: string }>('select current_database() as name')
  return found.rows[0]?.name ?? ''
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
