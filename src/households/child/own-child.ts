import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { isRef } from '../../kernel/ids.ts'

export interface OwnChildName {
  readonly id: number
  readonly firstName: string
  readonly sex: 'F' | 'M'
}

/** A child whose sheets the signed-in parent may change; undefined for everybody else's. */
export async function ownChild(tx: Tx, ref: string): Promise<OwnChildName | undefined> {
  if (!isRef(ref)) return undefined
  const found = await sql<OwnChildName>`
    select id, first_name as "firstName", sex from child
    where ref = ${ref}::uuid and erased_at is null and id = any ((select app.current_children_full())::bigint[])`.execute(
    tx,
  )
  return found.rows[0]
}
