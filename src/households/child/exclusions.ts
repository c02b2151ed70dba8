import { sql } from 'kysely'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { dataKeyFor, knownDataKeys } from '../../db/data-keys.ts'
import { openText, sealField, type Place } from '../../db/field-encryption.ts'
import type { Keys } from '../../db/keys.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { isRef } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { recordReading, type Reader } from '../reader.ts'
import { exclusionBody } from '../sealed.ts'

/** Days on which a child must stay at home for its health or that of others. */
export interface Exclusion {
  readonly ref: string
  readonly firstDay: Day
  readonly lastDay: Day
  readonly reason: string
}

export interface NewExclusion {
  readonly childId: number
  readonly firstDay: Day
  readonly lastDay: Day
  /** In French: the family reads it. */
  readonly reason: string
}

interface By {
  readonly now: Date
  readonly actor: string
}

export function exclusionPlace(childId: number): Place {
  return { table: 'exclusion_period', column: 'body_enc', row: childId }
}

/** An officer of health keeps a child away for some days; the reason is sealed with the child's key. */
export async function addExclusion(
  tx: Tx,
  keys: Keys,
  { childId, firstDay, lastDay, reason }: NewExclusion,
  { now, actor }: By,
): Promise<string> {
  const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
  const sealed = sealField(key, exclusionPlace(childId), JSON.stringify({ reason }))
  const added = await sql<{ ref: string }>`
    insert into exclusion_period (child_id, first_day, last_day, body_enc, decided_by)
    values (${childId}, ${firstDay}, ${lastDay}, ${sealed}, ${actor}) returning ref`.execute(tx)
  await recordOn(tx, childId, { now, actor, action: 'exclusion.add' })
  return added.rows[0]?.ref ?? ''
}

/** The child may come again from today; one that has not begun is taken away. */
export async function endExclusion(tx: Tx, ref: string, { now, actor }: By): Promise<void> {
  const today = dayOf(now)
  const found = isRef(ref)
    ? await sql<{ childId: number }>`
        with early as (
          delete from exclusion_period where ref = ${ref}::uuid and first_day >= ${today}::date
          returning child_id),
        begun as (
          update exclusion_period set last_day = ${today}::date - 1
          where ref = ${ref}::uuid and first_day < ${today}::date and last_day >= ${today}::date
          returning child_id)
        select child_id as "childId" from early union all select child_id from begun`.execute(tx)
    : { rows: [] }
  const [row] = found.rows
  if (!row) throw new Refusal('NOT_FOUND')
  await recordOn(tx, row.childId, { now, actor, action: 'exclusion.end' })
}

/** Those of a child that are not over, the nearest first; the reading is recorded. */
export async function listExclusions(
  tx: Tx,
  keys: Keys,
  childId: number,
  reader: Reader,
): Promise<Exclusion[]> {
  const found = await sql<{ ref: string; firstDay: Day; lastDay: Day; body: Buffer }>`
    select ref, first_day as "firstDay", last_day as "lastDay", body_enc as body from exclusion_period
    where child_id = ${childId} and last_day >= ${dayOf(reader.now)}::date order by first_day, id`.execute(
    tx,
  )
  const key = (await knownDataKeys(tx, keys, 'CHILD', [childId])).get(childId)
  const what = { action: 'health.read', subject: 'child', subjectId: childId } as const
  await recordReading(tx, reader, { ...what, householdId: null })
  if (!key) return []
  return found.rows.map(({ body, ...days }) => ({
    ...days,
    ...exclusionBody.parse(JSON.parse(openText(key, exclusionPlace(childId), body))),
  }))
}

async function recordOn(
  tx: Tx,
  childId: number,
  { now, actor, action }: By & { readonly action: string },
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action,
    subject: 'child',
    subjectId: childId,
  })
}
