import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { Merge } from './merge-households.ts'

/**
 * A custody goes on with the file: what was lived before the day stays the former one's, in a decision that ends the
 * day before; from the day on the decision, its days and its exceptions name the file that goes on.
 */
export async function moveCustody(tx: Tx, { fromId, intoId }: Merge, day: Day): Promise<void> {
  const dayBefore = addDays(day, -1)
  const held = await sql<{ id: number; past: object }>`
    select id, to_jsonb(c) - 'id' || jsonb_build_object('valid_to', ${dayBefore}::date) as past
    from custody c
    where ${fromId} in (first_household_id, second_household_id)
      and (valid_to is null or valid_to >= ${day}::date) and valid_from < ${day}::date
    for update`.execute(tx)
  const begun = held.rows.map((one) => one.id)
  await sql`update custody set valid_from = ${day} where id = any(${begun}::bigint[])`.execute(tx)
  await sql`
    insert into custody (child_id, mode, billing, first_household_id, second_household_id, first_percent,
      even_week_household_id, handover_weekday, handover_time, even_year_first_half_id, judgment_id, decided_by,
      decided_at, valid_from, valid_to)
    select child_id, mode, billing, first_household_id, second_household_id, first_percent, even_week_household_id,
      handover_weekday, handover_time, even_year_first_half_id, judgment_id, decided_by, decided_at, valid_from, valid_to
    from jsonb_populate_recordset(null::custody, ${JSON.stringify(held.rows.map((one) => one.past))}::jsonb)`.execute(
    tx,
  )
  await leavePast(tx, begun, day)
  await renameFrom(tx, { fromId, intoId }, day)
}

/** Days and exceptions that are over belong to the decision that ended. */
async function leavePast(tx: Tx, begun: readonly number[], day: Day): Promise<void> {
  const past = sql`
    from custody c join custody past on past.child_id = c.child_id and past.valid_to = ${addDays(day, -1)}::date
    where c.id = any(${begun}::bigint[])`
  await sql`
    update custody_day d set custody_id = moved.past_id
    from (select c.id, past.id as past_id ${past}) moved
    where d.custody_id = moved.id and d.day < ${day}::date`.execute(tx)
  await sql`
    update custody_exception x set custody_id = moved.past_id
    from (select c.id, past.id as past_id ${past}) moved
    where x.custody_id = moved.id and x.last_day < ${day}::date`.execute(tx)
}

async function renameFrom(tx: Tx, { fromId, intoId }: Merge, day: Day): Promise<void> {
  const renamed = (column: string) =>
    sql`${sql.ref(column)} = case ${sql.ref(column)} when ${fromId} then ${intoId} else ${sql.ref(column)} end`
  await sql`
    update custody set ${renamed('first_household_id')}, ${renamed('second_household_id')},
      ${renamed('even_week_household_id')}, ${renamed('even_year_first_half_id')}
    where valid_from >= ${day}::date and ${fromId} in (first_household_id, second_household_id)`.execute(
    tx,
  )
  await sql`
    update custody_day set household_id = ${intoId}
    where household_id = ${fromId} and day >= ${day}::date`.execute(tx)
  await sql`
    update custody_exception set household_id = ${intoId}
    where household_id = ${fromId} and last_day >= ${day}::date`.execute(tx)
}
