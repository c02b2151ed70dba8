import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import type { ImportedAdult } from '../../src/households/family-model.ts'
import { matchKey } from '../../src/kernel/text.ts'
import type { Figure } from './figures.ts'
import { townFamilies } from './imported-town.ts'
import type { Town } from './town.ts'

/** Families a second through the one way in; floor: their adults and children as bare rows. */
export async function importBench(town: Town): Promise<Figure[]> {
  const db = await town.database()
  const floorMs = await bareInsert(town)
  const { ms, model, identities } = await town.imported()
  const people = model.children.length + adultsOf(town.families).length
  const repeat = performance.now()
  await asWorker(db, async (tx) => {
    const { applyFamilies } = await import('../../src/households/apply-families.ts')
    const now = new Date('2026-09-02T08:00:00Z')
    const options = { now, actor: 'bench', identities }
    const again = await applyFamilies(tx, town.keys, model, options)
    if (!again.ok || again.changes.length > 0)
      throw new Error('the second import changed something')
  })
  return [
    {
      name: 'import',
      value: perSecond(town.families, ms),
      unit: 'families/s',
      floor: perSecond(town.families, floorMs),
      note: `${town.families} families, ${people} people in ${Math.round(ms)} ms`,
    },
    {
      name: 'import again',
      value: perSecond(town.families, performance.now() - repeat),
      unit: 'families/s',
      note: 'everything is found again and nothing written',
    },
  ]
}

function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms
}

function adultsOf(families: number): ImportedAdult[] {
  return townFamilies(families).families.flatMap((family) => family.adults)
}

/** As many rows of `person` as the town has people, in one statement, taken back. */
async function bareInsert(town: Town): Promise<number> {
  const { children } = townFamilies(town.families)
  const people = [
    ...adultsOf(town.families).map(({ usualName, firstName }) => ({ usualName, firstName })),
    ...children.map(({ lastName, firstName }) => ({ usualName: lastName, firstName })),
  ]
  const names = people.map((one) => one.usualName)
  const firstNames = people.map((one) => one.firstName)
  const keys = people.map((one) => matchKey(one.usualName, one.firstName))
  const db = await town.database()
  const started = performance.now()
  let ms = 0
  await asWorker(db, async (tx) => {
    await sql`
      insert into person (usual_name, first_name, match_key)
      select * from unnest(${names}::text[], ${firstNames}::text[], ${keys}::text[])`.execute(tx)
    ms = performance.now() - started
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
  return ms
}

class TakenBack extends Error {}
