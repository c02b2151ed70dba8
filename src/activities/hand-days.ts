import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface HandDay {
  readonly activityCode: string
  readonly day: Day
}

export interface Hand {
  readonly now: Date
  readonly actor: string
}

/** Units of a day, opened by an officer. Null: every unit. */
export interface HandOpening extends HandDay {
  readonly unitCodes: readonly string[] | null
  readonly kind: 'SCHOOL' | 'HOLIDAY'
}

/**
 * Opens a day beside the calendar, or again after it was closed, with the places of the nearest day; imports leave it
 * open. Refuses NOT_FOUND for an activity or unit that does not exist. Returns the units that are open now.
 */
export async function openDay(
  tx: Tx,
  wanted: HandOpening,
  { now, actor }: Hand,
): Promise<string[]> {
  const { id: activityId } = await activityOf(tx, wanted.activityCode)
  await sql`
    insert into open_day (activity_id, day, kind, by_hand)
    values (${activityId}, ${wanted.day}, ${wanted.kind}, true)
    on conflict (activity_id, day) do update set closed_because = null, by_hand = true`.execute(tx)
  const opened = await sql<{ code: string }>`
    with added as (
      insert into open_day_unit (activity_id, day, unit_id)
      select ${activityId}::int, ${wanted.day}::date, u.id from unit u
      where u.activity_id = ${activityId} and (${wanted.unitCodes}::text[] is null or u.code = any(${wanted.unitCodes}::text[]))
      on conflict do nothing
    )
    select u.code from unit u
    where u.activity_id = ${activityId} and (${wanted.unitCodes}::text[] is null or u.code = any(${wanted.unitCodes}::text[]))
    order by u.position, u.id`.execute(tx)
  const missing = wanted.unitCodes?.find((code) => !opened.rows.some((row) => row.code === code))
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { unit: missing })
  await givePlaces(tx, activityId, wanted.day)
  await recordHand(tx, 'day.open', activityId, { now, actor })
  return opened.rows.map((row) => row.code)
}

/** Closes a day for families: imports leave it closed. Refuses NOT_FOUND when it is no day of the activity. */
export async function closeDay(
  tx: Tx,
  { activityCode, day, because }: HandDay & { readonly because: string },
  { now, actor }: Hand,
): Promise<{ activityId: number; name: string }> {
  const { id: activityId, name } = await activityOf(tx, activityCode)
  const closed = await sql`
    update open_day set closed_because = ${because} where activity_id = ${activityId} and day = ${day}`.execute(
    tx,
  )
  if (closed.numAffectedRows === 0n) throw new Refusal('NOT_FOUND', { activity: activityCode, day })
  await recordHand(tx, 'day.close', activityId, { now, actor })
  return { activityId, name }
}

async function activityOf(tx: Tx, code: string): Promise<{ id: number; name: string }> {
  const found = await sql<{ id: number; name: string }>`
    select id, name from activity where lower(code) = lower(${code})`.execute(tx)
  const [activity] = found.rows
  if (!activity) throw new Refusal('NOT_FOUND', { activity: code })
  return activity
}

/** As many as on the nearest day of the same group and unit. */
async function givePlaces(tx: Tx, activityId: number, day: Day): Promise<void> {
  await sql`
    insert into capacity_day (group_id, unit_id, day, places, overbooked)
    select g.id, u.unit_id, ${day}::date, nearest.places, nearest.overbooked
    from activity a
    join activity_group g on g.activity_id = a.id
    join open_day_unit u on u.activity_id = a.id and u.day = ${day}
    cross join lateral (select c.places, c.overbooked from capacity_day c
      where c.group_id = g.id and c.unit_id = u.unit_id
      order by abs(c.day - ${day}::date) limit 1) nearest
    where a.id = ${activityId} and a.capacity_mode = 'DAY'
    on conflict do nothing`.execute(tx)
}

async function recordHand(
  tx: Tx,
  action: string,
  activityId: number,
  { now, actor }: Hand,
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action,
    subject: 'activity',
    subjectId: activityId,
  })
}
