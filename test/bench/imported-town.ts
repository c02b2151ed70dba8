import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import type { Keys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { valpres } from '../../src/demo/valpres.ts'
import { applyFamilies, type Identity } from '../../src/households/apply-families.ts'
import type { FamilyModel } from '../../src/households/family-model.ts'
import type { Identities } from '../../src/households/known.ts'

export interface Imported {
  readonly ms: number
  readonly model: FamilyModel
  /** What the source's own keys mean now: two people of one name and one day of birth stay two. */
  readonly identities: Identities
}

/** The first of September 2026: the school year that the benches live in. */
export const termStart = new Date('2026-09-01T08:00:00Z')

/** The families of Roncq, whose price list the benches use (test/data/communes/roncq). */
export function townFamilies(count: number): FamilyModel {
  const { families, children } = demoFamilies(count, '2026-09-01')
  return {
    children,
    families: families.map((family) =>
      family.address?.insee === valpres.insee
        ? { ...family, address: { ...family.address, insee: '59508' } }
        : family,
    ),
  }
}

/** As the importers do it: one transaction, statistics at its end. */
export async function importTown(db: Database, keys: Keys, families: number): Promise<Imported> {
  const model = townFamilies(families)
  const started = performance.now()
  const identities = await asWorker(db, async (tx) => {
    const applied = await applyFamilies(tx, keys, model, { now: termStart, actor: 'bench' })
    if (!applied.ok) throw new Error(JSON.stringify(applied.anomalies.slice(0, 5)))
    await sql`select app.analyze_after_load()`.execute(tx)
    return applied.identities
  })
  return { ms: performance.now() - started, model, identities: byKind(identities) }
}

function byKind(all: readonly Identity[]): Identities {
  const idsOf = (wanted: Identity['kind']) =>
    new Map(all.filter(({ kind }) => kind === wanted).map(({ key, id }) => [key, id]))
  return { household: idsOf('household'), adult: idsOf('adult'), child: idsOf('child') }
}
