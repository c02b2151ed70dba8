import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dayOf } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface ChildLink {
  readonly childId: number
  readonly householdId: number
  /** What the adults of that household are to the child; of two, the first alone is its mother or father. */
  readonly relationship:
    | 'MOTHER'
    | 'FATHER'
    | 'STEP'
    | 'GRANDPARENT'
    | 'GUARDIAN'
    | 'FOSTER'
    | 'OTHER'
  /** FULL: health too. DAILY: the days and papers of the service. */
  readonly access: 'FULL' | 'DAILY'
}

/**
 * A child belongs to a second household too, from today on, and its adults see the child. False: it does already.
 * Refused: a child of two other households.
 */
export async function linkChild(
  tx: Tx,
  link: ChildLink,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<boolean> {
  const { childId, householdId, relationship, access } = link
  const today = dayOf(now)
  const found = await sql<{ householdId: number; slot: number }>`
    select household_id as "householdId", slot from household_child
    where child_id = ${childId} and (valid_to is null or valid_to >= ${today}::date)
    for update`.execute(tx)
  if (found.rows.some((one) => one.householdId === householdId)) return false
  const slot = [1, 2].find((free) => found.rows.every((one) => one.slot !== free))
  if (slot === undefined) throw new Refusal('TWO_HOUSEHOLDS')
  const rights = { column: 'child_id', value: childId } as const
  const beforeHash = await rowsHash(tx, 'guardianship', rights)
  await sql`
    insert into household_child (household_id, child_id, slot, valid_from)
    values (${householdId}, ${childId}, ${slot}, ${today})`.execute(tx)
  const isParent = relationship === 'MOTHER' || relationship === 'FATHER'
  await sql`
    insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
    select ${childId}, m.person_id, case when steps.step then 'STEP' else ${relationship} end, ${isParent} and not steps.step,
      case when steps.step then 'DAILY' else ${access} end, ${today}
    from household_adult m cross join lateral (select ${isParent} and m.role <> 'PRIMARY' as step) steps
    where m.household_id = ${householdId} and (m.valid_to is null or m.valid_to >= ${today}::date)
      and not exists (
        select 1 from guardianship g
        where g.child_id = ${childId} and g.person_id = m.person_id and (g.valid_to is null or g.valid_to >= ${today}::date))`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'child.link',
    subject: 'child',
    subjectId: childId,
    householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'guardianship', rights),
  })
  return true
}
