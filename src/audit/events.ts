import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { ChainHead, SealedEvent } from './chain.ts'

/** Where a row stands in the chain: by transaction, then by id. */
export interface ChainPlace {
  readonly transactionId: string
  readonly id: number
}

export const chainStart: ChainPlace = { transactionId: '0', id: 0 }

/** The rows after a place, in the chain's order. `upTo` leaves out transactions that may still grow. */
export async function eventsAfter(
  tx: Tx,
  after: ChainPlace,
  limit: number,
  only: 'finished' | 'all' = 'all',
): Promise<SealedEvent[]> {
  const found = await sql<SealedEvent>`
    select id, transaction_id::text as "transactionId",
           array[id::text, transaction_id::text, (extract(epoch from at) * 1000000)::bigint::text, actor_kind, actor,
                 action, subject, subject_id::text, household_id::text, purpose,
                 encode(before_hash, 'hex'), encode(after_hash, 'hex')] as columns
    from audit_event
    where (transaction_id, id) > (${after.transactionId}::xid8, ${after.id}::bigint)
      and (${only === 'all'} or transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
    order by transaction_id, id
    limit ${limit}`.execute(tx)
  return found.rows
}

/** The seals after one, oldest first. */
export async function sealsAfter(tx: Tx, sealId: number, limit: number): Promise<ChainHead[]> {
  const found = await sql<ChainHead>`
    select id as "sealId", at, last_transaction_id::text as "lastTransactionId", last_event_id as "lastEventId",
           event_count as "eventCount", key_id as "keyId", mac
    from audit_seal where id > ${sealId} order by id limit ${limit}`.execute(tx)
  return found.rows
}

/** The newest seal. */
export async function lastSeal(tx: Tx): Promise<ChainHead | undefined> {
  const found = await sql<ChainHead>`
    select id as "sealId", at, last_transaction_id::text as "lastTransactionId", last_event_id as "lastEventId",
           event_count as "eventCount", key_id as "keyId", mac
    from audit_seal order by id desc limit 1`.execute(tx)
  return found.rows[0]
}
