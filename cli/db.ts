import { Command } from 'commander'
import { connectDatabase } from '../src/db/connect.ts'
import { migrate, migrationStatus } from '../src/db/migrator.ts'
import { openDatabasePlace, type DatabasePlace } from '../src/db/open.ts'
import { migrateQueue } from '../src/queue.ts'
import { withExample, type CliBase, type CliRun } from './context.ts'
import type { Answer } from './output.ts'

/** `preau db migrate|status`. */
export function dbCommand(run: CliRun): Command {
  const command = new Command('db').description('migrate and look at the database')
  withExample(
    command
      .command('migrate')
      .description('brings the database and the queue to the newest migration')
      .action(() => run.withConfig((base) => inPlace(base, migrateAll))),
    'preau db migrate',
  )
  withExample(
    command
      .command('status')
      .description('which migrations are applied, which are not')
      .action(() => run.withConfig((base) => inPlace(base, status))),
    'preau db status --json',
  )
  return command
}

async function inPlace(
  { config, output }: CliBase,
  work: (url: string) => Promise<Answer>,
): Promise<Answer> {
  const place: DatabasePlace = await openDatabasePlace(config)
  try {
    if (place.notice) output.note(place.notice)
    return await work(place.url)
  } finally {
    place.leave()
  }
}

/** Everything that a database needs before the portal can use it. */
export async function migrateEverything(url: string): Promise<string[]> {
  const applied = await migrate(url)
  const db = await connectDatabase(url, { max: 1 })
  try {
    await migrateQueue(url, db.roles)
  } finally {
    await db.close()
  }
  return applied
}

async function migrateAll(url: string): Promise<Answer> {
  const applied = await migrateEverything(url)
  const summary =
    applied.length === 0 ? 'The database is up to date' : `${applied.length} migrations applied`
  return { summary, data: { applied }, ...(applied.length > 0 ? { text: applied.join('\n') } : {}) }
}

async function status(url: string): Promise<Answer> {
  const { applied, pending } = await migrationStatus(url)
  const rows = [
    ...applied.map((name) => [name, 'applied']),
    ...pending.map((name) => [name, 'pending']),
  ]
  const summary =
    pending.length === 0
      ? 'The database is up to date'
      : `${pending.length} migrations are pending: preau db migrate`
  return {
    summary,
    data: { applied, pending },
    tables: [{ columns: ['migration', 'state'], rows }],
  }
}
