import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'

export interface ChildHouseholds {
  readonly id: number
  readonly ref: string
  readonly firstName: string
  readonly lastName: string
  /** One, or two after a separation. */
  readonly households: readonly {
    readonly id: number
    readonly fileNumber: number
    readonly name: string
  }[]
}

/** A child by ref, with the households it belongs to on a day. */
export async function childHouseholds(
  tx: Tx,
  ref: string,
  day: Day,
): Promise<ChildHouseholds | undefined> {
  if (!isRef(ref)) return undefined
  const found = await sql<ChildHouseholds>`
    select c.id, c.ref, c.first_name as "firstName", c.last_name as "lastName",
      (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'fileNumber', h.file_number, 'name', h.name)
          order by m.slot), '[]')
       from household_child m join household h on h.id = m.household_id
       where m.child_id = c.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)) as households
    from child c where c.ref = ${ref}::uuid and c.erased_at is null`.execute(tx)
  return found.rows[0]
}
