import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Forgotten } from '../kernel/kept.ts'

/** The counters of places of days two years ago. */
export async function forgetPlaces(tx: Tx, today: Day): Promise<Forgotten> {
  const gone = await sql`
    delete from capacity_day where day < ${today}::date - interval '2 years'`.execute(tx)
  return { capacity_day: Number(gone.numAffectedRows ?? 0n) }
}
