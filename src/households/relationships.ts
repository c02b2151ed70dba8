import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Relationship } from './family-model.ts'

/** What an adult is to a child of the household. */
export interface ChildRelationship {
  readonly childId: number
  /** First name. */
  readonly child: string
  readonly relationship: Relationship
}

/** To each child of a household on a day, the eldest first. */
export async function relationshipsOf(
  tx: Tx,
  { personId, householdId, day }: { personId: number; householdId: number; day: Day },
): Promise<ChildRelationship[]> {
  const found = await sql<ChildRelationship>`
    select c.id as "childId", c.first_name as child, g.relationship
    from household_child m
    join child c on c.id = m.child_id
    join guardianship g on g.child_id = c.id and g.person_id = ${personId}
    where m.household_id = ${householdId}
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
      and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to >= ${day}::date)
    order by c.birth_date, c.id`.execute(tx)
  return found.rows
}

/** Says what an adult is to children. Rights do not follow: a judgment or the family record decides them. */
export async function setRelationships(
  tx: Tx,
  personId: number,
  relationships: readonly Pick<ChildRelationship, 'childId' | 'relationship'>[],
  day: Day,
): Promise<void> {
  await sql`
    update guardianship g set relationship = r.relationship
    from jsonb_to_recordset(${JSON.stringify(relationships)}::jsonb) as r("childId" bigint, relationship text)
    where g.person_id = ${personId} and g.child_id = r."childId"
      and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to >= ${day}::date)`.execute(
    tx,
  )
}
