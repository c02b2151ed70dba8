import { sql } from 'kysely'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { Refusal } from '../kernel/refusal.ts'

/** A request that waits is taken back, by its family or because it has no more object: nothing is written. Throws UNCHANGEABLE when it was decided meanwhile. */
export async function withdrawRequest(
  tx: Tx,
  { id, householdId }: { readonly id: number; readonly householdId: number },
  by: { readonly now: Date; readonly actor: string; readonly actorKind?: ActorKind },
): Promise<void> {
  const taken = await sql`
    update change_request set state = 'WITHDRAWN', decided_at = ${by.now}, decided_by = ${by.actor}
    where id = ${id} and household_id = ${householdId} and state = 'PENDING'`.execute(tx)
  if (taken.numAffectedRows === 0n) throw new Refusal('UNCHANGEABLE')
  await sql`
    update change_item set state = 'WITHDRAWN'
    where request_id = ${id} and household_id = ${householdId} and state = 'PENDING'`.execute(tx)
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind ?? 'PARENT',
    actor: by.actor,
    action: 'request.withdraw',
    subject: 'change_request',
    subjectId: id,
    householdId,
  })
}
