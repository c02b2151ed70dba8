import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Decision } from './decide.ts'
import { decideNotification } from './decide-notification.ts'

export interface NotAuthentic {
  readonly id: number
  readonly receivedAt: Date
  /** Reference of the attempt that it names, when it is one of ours. Believed in nothing. */
  readonly reference: string | null
}

/** Notifications whose seal was wrong when they were read, oldest first. */
export async function notAuthentic(tx: Tx): Promise<NotAuthentic[]> {
  const found = await sql<NotAuthentic>`
    select n.id, n.received_at as "receivedAt", a.reference
    from provider_notification n left join payment_attempt a on a.id = n.attempt_id
    where n.verdict = 'NOT_AUTHENTIC'
    order by n.received_at, n.id`.execute(tx)
  return found.rows
}

/** Reads one of them again, with today's key. `reject`: its seal is still wrong, and nothing is changed. */
export async function recheckNotification(
  tx: Tx,
  keys: Keys,
  { id }: Pick<NotAuthentic, 'id'>,
  by: { readonly now: Date; readonly actor: string },
): Promise<Decision> {
  const decision = await decideNotification(tx, keys, id, by)
  if (decision.action === 'reject') return decision
  await record(tx, {
    at: by.now,
    actorKind: 'OFFICER',
    actor: by.actor,
    action: 'payment.recheck',
    subject: 'provider_notification',
    subjectId: id,
  })
  return decision
}
