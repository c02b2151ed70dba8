import type { Database } from '../../src/db/connect.ts'
import { createKeysFile, loadKeys, type Keys } from '../../src/db/keys.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { billTown, type Billed } from './billed-town.ts'
import { openBenchDatabase } from './database.ts'
import { importTown, type Imported } from './imported-town.ts'

/** The town that the benches share. Each step is made once, by whichever bench asks first. */
export interface Town {
  readonly root: string
  readonly families: number
  /** A folder of this run. */
  readonly folder: string
  readonly keysFile: string
  readonly keys: Keys
  readonly database: () => Promise<Database>
  readonly imported: () => Promise<Imported>
  readonly billed: () => Promise<Billed>
  readonly close: () => Promise<void>
}

export function openTown(options: { readonly root: string; readonly families: number }): Town {
  const folder = mkdtempSync(join(tmpdir(), 'preau-bench-run-'))
  const keysFile = join(folder, 'keys.json')
  createKeysFile(keysFile)
  const keys = loadKeys(keysFile)
  const opened = once(openBenchDatabase)
  const database = async () => (await opened.get()).db
  const imported = once(async () => importTown(await database(), keys, options.families))
  const billed = once(async () => {
    await imported.get()
    return billTown(await database(), keys)
  })
  return {
    ...options,
    folder,
    keysFile,
    keys,
    database,
    imported: imported.get,
    billed: billed.get,
    close: async () => {
      if (opened.isAsked()) await (await opened.get()).close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function once<T>(make: () => Promise<T>): {
  readonly get: () => Promise<T>
  readonly isAsked: () => boolean
} {
  let made: Promise<T> | null = null
  return { get: () => (made ??= make()), isAsked: () => made !== null }
}
