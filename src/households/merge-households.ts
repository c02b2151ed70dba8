import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface Merge {
  /** The file that ends. */
  readonly fromId: number
  /** The file that goes on. */
  readonly intoId: number
}

/**
 * Parents who live apart are never made one family: refused when a child belongs to both files, when an adult of one
 * is kept from a child of the other, or when a separated file shares no adult with the other.
 */
export async function refuseToMixParents(
  tx: Tx,
  { fromId, intoId }: Merge,
  day: Day,
): Promise<void> {
  const found = await sql<{ isMixed: boolean }>`
    with file as (select unnest(${[fromId, intoId]}::bigint[]) as id),
    kid as (
      select m.child_id, m.household_id from household_child m join file on file.id = m.household_id
      where m.valid_to is null or m.valid_to >= ${day}::date),
    adult as (
      select m.person_id, m.household_id from household_adult m join file on file.id = m.household_id
      where m.valid_to is null or m.valid_to >= ${day}::date)
    select exists (select 1 from kid group by child_id having count(distinct household_id) > 1)
      or exists (
        select 1 from kid join adult on adult.household_id <> kid.household_id
        join guardianship g on g.child_id = kid.child_id and g.person_id = adult.person_id
        where g.access = 'NONE' and (g.valid_to is null or g.valid_to >= ${day}::date))
      or (exists (select 1 from household h join file using (id) where h.separated)
        and not exists (select 1 from adult group by person_id having count(distinct household_id) > 1)) as "isMixed"`.execute(
    tx,
  )
  if (found.rows[0]?.isMixed) throw new Refusal('WOULD_MIX_FAMILIES')
}

/**
 * Children and adults of one file go on in the other from a day on. The adults keep the former file too, to read what
 * was issued, paid and written there; it is closed and stands in no list.
 */
export async function moveMembers(tx: Tx, { fromId, intoId }: Merge, day: Day): Promise<void> {
  const dayBefore = addDays(day, -1)
  await sql`
    insert into household_adult (household_id, person_id, role, file_holder, valid_from)
    select ${intoId}, m.person_id, 'PARTNER', false, ${day}
    from household_adult m
    where m.household_id = ${fromId} and (m.valid_to is null or m.valid_to >= ${day}::date)
      and not exists (
        select 1 from household_adult i
        where i.household_id = ${intoId} and i.person_id = m.person_id and (i.valid_to is null or i.valid_to >= ${day}::date))`.execute(
    tx,
  )
  const moving = await sql<{ childId: number; slot: number }>`
    select child_id as "childId", slot from household_child
    where household_id = ${fromId} and (valid_to is null or valid_to >= ${day}::date)`.execute(tx)
  await sql`delete from household_child where household_id = ${fromId} and valid_from >= ${day}::date`.execute(
    tx,
  )
  await sql`
    update household_child set valid_to = ${dayBefore}
    where household_id = ${fromId} and (valid_to is null or valid_to >= ${day}::date)`.execute(tx)
  await sql`
    insert into household_child (household_id, child_id, slot, valid_from)
    select ${intoId}, "childId", slot, ${day}
    from jsonb_to_recordset(${JSON.stringify(moving.rows)}::jsonb) as c("childId" bigint, slot smallint)`.execute(
    tx,
  )
  await sql`
    insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
    select c."childId", m.person_id, 'OTHER', false, 'DAILY', ${day}
    from jsonb_to_recordset(${JSON.stringify(moving.rows)}::jsonb) as c("childId" bigint, slot smallint)
    join household_adult m on m.household_id = ${intoId} and (m.valid_to is null or m.valid_to >= ${day}::date)
    where not exists (
      select 1 from guardianship g
      where g.child_id = c."childId" and g.person_id = m.person_id and (g.valid_to is null or g.valid_to >= ${day}::date))`.execute(
    tx,
  )
  await sql`
    update household set merged_into_id = ${intoId}, closed_on = ${day} where id = ${fromId}`.execute(
    tx,
  )
}
