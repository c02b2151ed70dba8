import { sql } from 'kysely'
import { record, type ActorKind } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'

/** `HH:MM` from which a child may leave alone; null: never. */
export async function leaveAloneFrom(tx: Tx, childId: number): Promise<string | null> {
  const found = await sql<{ clock: string | null }>`
    select to_char(may_leave_alone_from, 'HH24:MI') as clock from child where id = ${childId}`.execute(
    tx,
  )
  return found.rows[0]?.clock ?? null
}

/** Says from when a child may leave alone: an officer does, on a guardian's written agreement. */
export async function setLeaveAlone(
  tx: Tx,
  { childId, from }: { readonly childId: number; readonly from: string | null },
  by: { readonly now: Date; readonly actorKind: ActorKind; readonly actor: string },
): Promise<void> {
  await sql`
    update child set may_leave_alone_from = ${from}::time, updated_at = ${by.now} where id = ${childId}`.execute(
    tx,
  )
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'child.leave_alone',
    subject: 'child',
    subjectId: childId,
  })
}
