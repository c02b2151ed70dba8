import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'

export interface SheetContact {
  readonly firstName: string
  readonly usualName: string
  readonly relationship: string | null
  /** E.164, the mobile first. */
  readonly phones: readonly string[]
}

/**
 * The adults whom the team calls first. In a parent's transaction those of the own household alone; for an officer those
 * of both, whoever has rights on the child first.
 */
export async function sheetContacts(tx: Tx, childId: number, day: Day): Promise<SheetContact[]> {
  const found = await sql<SheetContact>`
    select p.first_name as "firstName", p.usual_name as "usualName", g.relationship,
      array_remove(array[p.mobile, p.home_phone, p.work_phone], null) as phones
    from household_child hc
    join household_adult ha on ha.household_id = hc.household_id and ha.role <> 'JOINT_DEBTOR'
      and ha.valid_from <= ${day}::date and (ha.valid_to is null or ha.valid_to >= ${day}::date)
    join person p on p.id = ha.person_id
    left join guardianship g on g.child_id = hc.child_id and g.person_id = p.id
      and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to >= ${day}::date)
    where hc.child_id = ${childId} and p.erased_at is null and coalesce(g.access, '') <> 'NONE'
      and hc.valid_from <= ${day}::date and (hc.valid_to is null or hc.valid_to >= ${day}::date)
    order by hc.slot, (ha.role = 'PRIMARY') desc, p.id`.execute(tx)
  return found.rows
}

/** A household of the child, through which an officer reads the file. Throws NOT_FOUND. */
export async function householdOfChild(tx: Tx, childId: number, day: Day): Promise<number> {
  const found = await sql<{ id: number }>`
    select household_id as id from household_child
    where child_id = ${childId} and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
    order by slot limit 1`.execute(tx)
  const [row] = found.rows
  if (!row) throw new Refusal('NOT_FOUND')
  return row.id
}
