import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { connectDatabase, type Database } from '../../src/db/connect.ts'
import { createKeysFile, loadKeys, type Keys } from '../../src/db/keys.ts'
import { testDatabaseUrl } from '../support/database.ts'

export interface CommandTown {
  readonly db: Database
  readonly keys: Keys
  readonly keysFile: string
  /** The data folder; the system PostgreSQL's user may read in it. */
  readonly folder: string
  /** For a command of this town. */
  readonly env: Readonly<Record<string, string>>
}

/** An empty database with its keys and its data folder, for a file that runs commands; gone when its tests are done. */
export async function commandTown(): Promise<CommandTown> {
  const folder = mkdtempSync(join(tmpdir(), 'preau-commands-'))
  chmodSync(folder, 0o755)
  const keysFile = join(folder, 'keys.json')
  createKeysFile(keysFile)
  const { url, drop } = await testDatabaseUrl()
  const db = await connectDatabase(url)
  after(async () => {
    await db.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const env = { DATABASE_URL: url, PREAU_KEYS_FILE: keysFile, PREAU_DATA_DIR: folder }
  return { db, keys: loadKeys(keysFile), keysFile, folder, env }
}
