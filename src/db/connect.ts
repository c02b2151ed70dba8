import pg from 'pg'
import { rolesNamed, type Roles } from './roles.ts'
import { transactionsAs, type InTransaction } from './role-transactions.ts'
import { typeParsers } from './types.ts'

export type { Tx } from './role-transactions.ts'

/** One pool, seen through one role a transaction. There is no query outside a transaction. */
export interface Database {
  readonly url: string
  readonly roles: Roles
  readonly pool: pg.Pool
  readonly web: InTransaction
  readonly gate: InTransaction
  readonly worker: InTransaction
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
      web: transactionsAs(pool, roles.web),
      gate: transactionsAs(pool, roles.gate),
      worker: transactionsAs(pool, roles.worker),
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
    // How long a page stands in line for a connection on a busy morning; opening one has its own, shorter limit.
    connectionTimeoutMillis: 10_000,
    Client: PromptClient,
    query_timeout: limit + 2_000,
    statement_timeout: limit,
    lock_timeout: patience === 'page' ? 5_000 : 60_000,
    idle_in_transaction_session_timeout: limit,
    options: optionsOf(patience),
  }
}

/** Gives up after three seconds on a server that does not answer. */
class PromptClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: 3_000 })
  }
}

/**
 * A page's statements are small and always the same: planning them, which costs more than running them, is done once.
 * A run sorts and groups some hundred families at a time: in memory. Compiling a plan pays for none of ours.
 */
function optionsOf(patience: 'page' | 'batch'): string {
  const always = '-c timezone=Europe/Paris -c client_min_messages=warning -c jit=off'
  const own = patience === 'page' ? '-c plan_cache_mode=force_generic_plan' : '-c work_mem=32MB'
  return `${always} ${own}`
}
