import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { endGuardianships } from './end-guardianships.ts'

export interface ChildToUnlink {
  readonly childId: number
  readonly householdId: number
  /** Kept in the audit trail. */
  readonly because: string
}

/**
 * A child belongs to a household no longer, from today on: its adults see it no more, unless another household of the
 * child has them. Refuses NOT_FOUND, and CHILD_IN_CUSTODY while the household has the child by turns.
 */
export async function unlinkChild(
  tx: Tx,
  { childId, householdId, because }: ChildToUnlink,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const today = dayOf(now)
  const member = await sql<{ id: number; isShared: boolean }>`
    select m.id, exists (
      select from custody c
      where c.child_id = m.child_id and ${householdId} in (c.first_household_id, c.second_household_id)
        and (c.valid_to is null or c.valid_to >= ${today}::date)) as "isShared"
    from household_child m
    where m.child_id = ${childId} and m.household_id = ${householdId}
      and (m.valid_to is null or m.valid_to >= ${today}::date)
    for update of m`.execute(tx)
  const [link] = member.rows
  if (!link) throw new Refusal('NOT_FOUND')
  if (link.isShared) throw new Refusal('CHILD_IN_CUSTODY')
  await sql`delete from household_child where id = ${link.id} and valid_from >= ${today}::date`.execute(
    tx,
  )
  await sql`
    update household_child set valid_to = ${addDays(today, -1)} where id = ${link.id}`.execute(tx)
  await endGuardianships(tx, { childId }, today)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'child.unlink',
    subject: 'child',
    subjectId: childId,
    householdId,
    purpose: because,
  })
}
