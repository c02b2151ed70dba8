import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { firstKeptDay, type Forgotten } from '../kernel/kept.ts'

/** Requests of a school year that is long over, with the old and new values in them. Those that wait stay. */
export async function forgetRequests(tx: Tx, today: Day): Promise<Forgotten> {
  const gone = await sql`
    delete from change_request
    where (decided_at at time zone 'Europe/Paris')::date < ${firstKeptDay(today)}::date`.execute(tx)
  return { change_request: Number(gone.numAffectedRows ?? 0n) }
}
