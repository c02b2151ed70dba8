import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connectDatabase, type Database } from '../../src/db/connect.ts'
import { joinEmbeddedServer } from '../../src/db/embedded/server.ts'
import { migrateAll } from '../../cli/house.ts'

const prefix = 'preau_bench_'

/** Where that server's data are; its keeper is known by it. */
export const benchServerFolder = join(tmpdir(), 'preau-bench')

/**
 * A fresh migrated database on an embedded server of the benches alone, with the settings that `npm start` gives it:
 * every commit reaches the disk. What a killed run left behind is dropped first.
 */
export async function openBenchDatabase(): Promise<{
  db: Database
  close: () => Promise<void>
}> {
  const server = await joinEmbeddedServer(benchServerFolder)
  const name = `${prefix}${randomBytes(4).toString('hex')}`
  await onServer(server.url, async (client) => {
    await dropLeftovers(client)
    await client.query(`create database ${name}`)
  })
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await migrateAll(url.href)
  const db = await connectDatabase(url.href, { max: 4, patience: 'batch' })
  return {
    db,
    close: async () => {
      await db.close()
      await onServer(server.url, (client) => dropDatabase(client, name))
      server.leave()
    },
  }
}

/** `force` may not end an autovacuum worker, which belongs to the superuser; a plain drop asks it to go. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`drop database ${name} with (force)`)
  } catch {
    await client.query(`drop database ${name}`)
  }
}

async function dropLeftovers(client: pg.Client): Promise<void> {
  const found = await client.query<{ name: string }>(
    `select datname as name from pg_database d where starts_with(datname, $1)
     and not exists (select from pg_stat_activity a where a.datname = d.datname)`,
    [prefix],
  )
  for (const { name } of found.rows) await client.query(`drop database if exists ${name}`)
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
