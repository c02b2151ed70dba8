import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'

export interface OwnHousehold {
  readonly id: number
  readonly ref: string
  readonly name: string
  /** The one that the session looks at. */
  readonly isCurrent: boolean
}

/** The households of the signed-in adult, whichever he or she looks at: one, or two after a separation. */
export async function ownHouseholds(tx: Tx): Promise<OwnHousehold[]> {
  const found = await sql<OwnHousehold>`
    select id, ref, name, is_current as "isCurrent" from app.own_households()`.execute(tx)
  return found.rows
}
