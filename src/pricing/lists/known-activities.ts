import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'

/** What a price list may name. */
export interface KnownActivity {
  readonly id: number
  readonly code: string
  readonly units: readonly KnownPlace[]
  readonly groups: readonly KnownPlace[]
}

export interface KnownPlace {
  readonly id: number
  readonly code: string
}

/** Every activity with the codes of its units and groups. */
export async function knownActivities(tx: Tx): Promise<KnownActivity[]> {
  const found = await sql<KnownActivity>`
    select a.id, a.code,
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'code', u.code) order by u.position, u.id)
                from unit u where u.activity_id = a.id), '[]') as units,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code) order by g.id)
                from activity_group g where g.activity_id = a.id), '[]') as groups
    from activity a order by a.code`.execute(tx)
  return found.rows
}
