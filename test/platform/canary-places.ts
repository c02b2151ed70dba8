import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'

/** Which of the values are in these bytes. */
export function foundIn(bytes: Buffer, values: readonly string[]): string[] {
  return values.filter((value) => bytes.includes(value))
}

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export interface Watch {
  readonly commands: readonly string[]
  readonly end: () => void
}

/** Every command that a Redis is sent, from now on. */
export async function watchRedis(url: string): Promise<Watch> {
  const commands: string[] = []
  const client = new Redis(url)
  const monitor = await client.monitor()
  monitor.on(
    'monitor',
    (_: string, words: readonly string[]) => void commands.push(words.join(' ')),
  )
  return {
    commands,
    end: () => {
      monitor.disconnect()
      client.disconnect()
    },
  }
}

/** In which tables each value is readable, as text or as plain bytes. */
export async function tablesWith(
  superuserUrl: string,
  values: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>(values.map((value) => [value, []]))
  await asSuperuser(superuserUrl, async (client) => {
    const tables = await client.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { schema, name } of tables.rows) {
      const rows = await client.query<{ value: string }>(
        `select planted.value from unnest($1::text[]) as planted(value)
         where exists (
           select from ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)} as whole_row
           where strpos(whole_row::text, planted.value) > 0
             or strpos(whole_row::text, encode(convert_to(planted.value, 'utf8'), 'hex')) > 0)`,
        [values],
      )
      for (const { value } of rows.rows) found.get(value)?.push(name)
    }
  })
  return found
}

/** For a while, no row can be added to a table: PostgreSQL quotes the row in the detail of its refusal. */
export async function refusing(
  superuserUrl: string,
  table: string,
  work: () => Promise<void>,
): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    const name = client.escapeIdentifier(table)
    await client.query(`alter table ${name} add constraint refusing check (false) not valid`)
    await work()
    await client.query(`alter table ${name} drop constraint refusing`)
  })
}

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
