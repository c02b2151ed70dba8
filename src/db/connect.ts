import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { sha256 } from '../kernel/ids.ts'
import { rolesNamed, type Roles } from './roles.ts'
import type { Schema } from './schema.ts'
import { typeParsers } from './types.ts'

export type Tx = Transaction<Schema>

/** One pool, seen through one role a transaction. There is no query outside a transaction. */
export interface Database {
  readonly url: string
  readonly roles: Roles
  readonly pool: pg.Pool
  readonly web: Kysely<Schema>
  readonly gate: Kysely<Schema>
  readonly worker: Kysely<Schema>
  readonly close: () => Promise<void>
}

export interface ConnectOptions {
  /** Connections at most. */
  readonly max?: number
  /** `page`: seconds; `batch`: for runs and imports, a statement may take ten minutes. */
  readonly patience?: 'page' | 'batch'
}

/** Opens the database. Throws when the server is away or the database has not been migrated. */
export async function connectDatabase(
  url: string,
  options: ConnectOptions = {},
): Promise<Database> {
  const pool = new pg.Pool(poolConfig(url, options))
  pool.on('error', () => {}) // an idle connection died: the next query opens another
  // one that died at work: its query fails, which is enough; without a listener the whole process would end
  pool.on('connect', (client) => void client.on('error', () => {}))
  try {
    const found = await pool.query<{ prefix: string }>('select app.role_prefix() as prefix')
    const roles = rolesNamed(found.rows[0]?.prefix ?? '')
    return {
      url,
      roles,
      pool,
      web: kyselyAs(pool, roles.web),
      gate: kyselyAs(pool, roles.gate),
      worker: kyselyAs(pool, roles.worker),
      close: () => pool.end(),
    }
  } catch (error) {
    await pool.end()
    throw error
  }
}

export function poolConfig(
  url: string,
  { max = 10, patience = 'page' }: ConnectOptions,
): pg.PoolConfig {
  const limit = patience === 'page' ? 10_000 : 600_000
  return {
    connectionString: url,
    max,
    // What is asked without waiting for the answer before goes out in one write: a page's statements, its begin.
    pipeline: patience === 'page',
    types: typeParsers,
    connectionTimeoutMillis: 3_000,
    query_timeout: limit + 2_000,
    statement_timeout: limit,
    lock_timeout: patience === 'page' ? 5_000 : 60_000,
    idle_in_transaction_session_timeout: limit,
    options: optionsOf(patience),
  }
}

/** A page's statements are small and always the same: planning them, which costs more than running them, is done once. */
function optionsOf(patience: 'page' | 'batch'): string {
  const always = '-c timezone=Europe/Paris -c client_min_messages=warning'
  return patience === 'page' ? `${always} -c plan_cache_mode=force_generic_plan -c jit=off` : always
}

/** Each transaction begins in the role, in the same round trip: nothing runs as the login. */
function kyselyAs(pool: pg.Pool, role: string): Kysely<Schema> {
  const begin = `begin; set local role "${role}"`
  const roled: PostgresPool = {
    options: pool.options,
    connect: async () => asRole(await pool.connect(), begin),
    end: async () => {},
  }
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: roled }) })
}

/**
 * A client whose `begin` takes the role and whose statements are prepared by name. Nobody waits for `begin`: the first
 * statement travels with it, and fails with it.
 */
function asRole(client: pg.PoolClient, begin: string): PostgresPoolClient {
  return new Proxy(client, {
    get(target, property) {
      if (property === 'query') return queryAs(target, begin)
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function queryAs(client: pg.PoolClient, begin: string) {
  return (text: string, values: readonly unknown[] = []) => {
    if (text === 'begin') return begun(client.query(begin))
    if (values.length === 0) return client.query(text)
    return client.query({ ...nameOf(text), text, values: [...values] })
  }
}

/** A transaction that did not begin refuses whatever comes after. */
function begun(asked: Promise<unknown>) {
  asked.catch(() => {})
  return Promise.resolve({ command: 'BEGIN', rowCount: 0, rows: [] })
}

const names = new Map<string, string>()

/** Prepared once a connection; texts without end (a list of values spelt out) stay unprepared. */
function nameOf(text: string): { name?: string } {
  const known = names.get(text)
  if (known) return { name: known }
  if (names.size >= 500 || text.length > 20_000) return {}
  const name = sha256(text).toString('hex').slice(0, 24)
  names.set(text, name)
  return { name }
}
