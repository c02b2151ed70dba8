import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'

export const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'test' }

/** A régie and bare families: enough for money to move. */
export async function regieWithFamilies(
  db: Database,
  names: readonly string[],
): Promise<{ regieId: number; householdIds: number[] }> {
  return asWorker(db, async (tx) => {
    const regie = await sql<{ id: number }>`
      insert into regie (code, name, siret, route, vat_mention)
      values ('CANTINE', 'Restauration scolaire', '21590508900013', 'REGIE', 'TVA non applicable')
      returning id`.execute(tx)
    const families = await sql<{ id: number }>`
      insert into household (file_number, name, sort_name)
      select 1000 + place, name, upper(name)
      from unnest(${[...names]}::text[]) with ordinality as given(name, place)
      returning id`.execute(tx)
    return {
      regieId: regie.rows[0]?.id ?? 0,
      householdIds: families.rows.map((row) => row.id),
    }
  })
}
