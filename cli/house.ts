import { connectDatabase, type Database } from '../src/db/connect.ts'
import { createKeysFile, loadKeys, type Keys } from '../src/db/keys.ts'
import { hasQueueTables, migrate, migrationStatus } from '../src/db/migrator.ts'
import { openDatabasePlace, type DatabasePlace } from '../src/db/open.ts'
import { existsSync } from 'node:fs'
import type { CliBase } from './context.ts'
import { exits, Failure } from './failures.ts'

/** The database and the keys, open. */
export interface House {
  readonly place: DatabasePlace
  readonly db: Database
  readonly keys: Keys
  readonly close: () => Promise<void>
}

/** Opens both; the embedded database is started, made and brought up to date by whoever comes first. */
export async function openHouse(
  { config, output }: Pick<CliBase, 'config' | 'output'>,
  options: { readonly migrates?: boolean } = {},
): Promise<House> {
  const place = await openDatabasePlace(config).catch(folderIsClosed(config.dataDir))
  try {
    if (place.notice) output.note(place.notice)
    if (place.isEmbedded || options.migrates) await migrateAll(place.url)
    else await requireMigrated(place.url)
    const keys = openKeys(config.keysFile, place.isEmbedded)
    // a recurring job holds its lock on one while it works on another, and a worker has four at once
    const db = await connectDatabase(place.url, { max: 10, patience: 'batch' })
    return { place, db, keys, close: () => closeBoth(db, place) }
  } catch (error) {
    place.leave()
    throw error
  }
}

/** A folder for the embedded database that cannot be made or written: the disk, its rights, or a file in its place. */
function folderIsClosed(dataDir: string): (error: unknown) => never {
  return (error) => {
    const at = error instanceof Error && 'path' in error ? String(error.path) : ''
    if (!`${at}/`.startsWith(`${dataDir}/`)) throw error
    throw new Failure(
      exits.configuration,
      'DATA_FOLDER',
      `Nothing can be kept in ${dataDir}. ${error instanceof Error ? error.message : ''}`,
      { hint: 'PREAU_DATA_DIR=/somewhere/else npm start' },
    )
  }
}

/** The portal's tables and, with new ones or after a start that was killed in between, the queue's. */
export async function migrateAll(url: string): Promise<void> {
  const applied = await migrate(url)
  if (applied.length > 0 || !(await hasQueueTables(url))) await migrateQueueOf(url)
}

/** BullMQ is loaded only when there is something to do. */
export async function migrateQueueOf(url: string): Promise<void> {
  const { migrateQueue } = await import('../src/queue.ts')
  const db = await connectDatabase(url, { max: 1 })
  try {
    await migrateQueue(url, db.roles)
  } finally {
    await db.close()
  }
}

async function closeBoth(db: Database, place: DatabasePlace): Promise<void> {
  await db.close()
  place.leave()
}

async function requireMigrated(url: string): Promise<void> {
  const { pending } = await migrationStatus(url)
  if (pending.length === 0) return
  throw new Failure(
    exits.configuration,
    'NOT_MIGRATED',
    `The database lacks ${pending.length} migrations, first ${pending[0] ?? ''}`,
    {
      hint: 'preau db migrate',
    },
  )
}

/** With the embedded database the key file is made on the way; elsewhere its absence is a fault to look into. */
function openKeys(file: string, mayCreate: boolean): Keys {
  if (!mayCreate || existsSync(file)) return loadKeys(file)
  try {
    createKeysFile(file)
  } catch (error) {
    if (!existsSync(file)) throw error // else who started at the same moment has made it
  }
  return loadKeys(file)
}
