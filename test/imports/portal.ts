import assert from 'node:assert/strict'
import type { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { instantAt } from '../../src/kernel/day.ts'
import {
  importFamilies,
  importSteps,
  type ImportResult,
} from '../../src/operations/imports/import-families.ts'
import type { FamilySource } from '../../src/operations/imports/read.ts'
import type { ImportFile } from '../../src/operations/imports/table.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

export const now = instantAt('2026-11-02', '10:00')
export const keys = testKeys()

/** An empty portal, a function that imports, and eyes on its tables. */
export async function portal() {
  const db = await testDatabase()
  return {
    db,
    take: async (source: FamilySource, dryRun = false) => {
      let steps = 0
      const options = { now, actor: 'mairie', dryRun, onStep: () => void (steps += 1) }
      const done = await asWorker(db, (tx) => importFamilies(tx, keys, source, options))
      if (done.state === 'applied') assert.equal(steps, importSteps, 'the bar ends full')
      return done
    },
    count: async (
      table: 'household' | 'person' | 'child' | 'account' | 'import_batch' | 'guardianship',
    ) =>
      asWorker(db, async (tx) =>
        Number(
          (
            await tx
              .selectFrom(table)
              .select((of) => of.fn.countAll().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        ),
      ),
    rows: <T>(query: ReturnType<typeof sql<T>>) =>
      asWorker(db, async (tx) => (await query.execute(tx)).rows),
  }
}

export function applied(result: ImportResult) {
  assert.ok(result.state === 'applied' || result.state === 'foreseen', JSON.stringify(result))
  return result
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** The same content in other bytes. */
export function savedAnew(source: FamilySource): FamilySource {
  return source.format === 'generic'
    ? { ...source, file: longer(source.file) }
    : { ...source, pupils: longer(source.pupils) }
}

function longer({ name, bytes }: ImportFile): ImportFile {
  return { name, bytes: Buffer.concat([bytes, Buffer.from('\r\n')]) }
}
