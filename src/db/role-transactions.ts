import {
  DefaultQueryExecutor,
  PostgresDialect,
  Transaction,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import { sha256 } from '../kernel/ids.ts'
import type { Schema } from './schema.ts'

export type Tx = Transaction<Schema>

/** Commits what the work did, or rolls all of it back and throws what the work threw. */
export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/**
 * Transactions in a role: nothing runs as the login. Kysely's own would send one statement after the other; here
 * those that are asked at once travel at once, and nobody waits for `begin`: the first statement travels with it, and
 * fails with it.
 */
export function transactionsAs(pool: pg.Pool, role: string): InTransaction {
  const dialect = new PostgresDialect({ pool })
  const [driver, adapter] = [dialect.createDriver(), dialect.createAdapter()]
  const compiler = dialect.createQueryCompiler()
  const begin = `begin; set local role "${role}"`
  return async (work) => {
    const client = await pool.connect()
    const line = openLine(client)
    const provideConnection: Provide = (consumer) => consumer(line.connection)
    const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection })
    const tx = new Transaction<Schema>({ config: { dialect }, dialect, driver, executor })
    sendTogether(client)
    client.query(begin).catch(() => {}) // a transaction that did not begin refuses whatever comes after
    try {
      const done = await work(tx)
      await commit(client)
      client.release()
      return done
    } catch (error) {
      await rollback(client)
      throw error
    } finally {
      line.close()
    }
  }
}

type Provide = <T>(consumer: (connection: DatabaseConnection) => Promise<T>) => Promise<T>

/** A statement that failed and was caught leaves the transaction aborted: PostgreSQL then answers ROLLBACK. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit')
  if (command === 'ROLLBACK') throw new Error('A statement of the transaction had failed')
}

/** A connection that cannot even roll back is not used again. */
async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch {
    client.release(true)
  }
}

/** The connection as Kysely sees it, until the transaction is over. */
function openLine(client: pg.PoolClient): { connection: DatabaseConnection; close: () => void } {
  let isOver = false
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      if (isOver) throw new Error('The transaction of this statement is over')
      sendTogether(client)
      const values = [...parameters]
      const query = values.length === 0 ? sql : { ...nameOf(sql), text: sql, values }
      const { command, rowCount, rows } = await client.query(query)
      return writes.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
    },
    streamQuery() {
      throw new Error('Rows are not streamed: ask for them in parts')
    },
  }
  const close = () => {
    isOver = true
  }
  return { connection, close }
}

const writes = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** What is asked before the next turn of the event loop goes out in one write, which costs more than what it carries. */
function sendTogether(client: pg.PoolClient): void {
  const connection: unknown = Reflect.get(client, 'connection')
  if (!(connection instanceof pg.Connection) || connection.stream.writableCorked > 0) return
  connection.stream.cork()
  process.nextTick(() => connection.stream.uncork())
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
