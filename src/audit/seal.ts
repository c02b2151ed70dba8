import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { takeLock } from '../db/locks.ts'
import { firstMac, linkMac, type ChainHead } from './chain.ts'
import { chainStart, eventsAfter, lastSeal } from './events.ts'

/** Rows a seal at most: a big import is sealed by several. */
const most = 20_000

/**
 * Seals the audit rows of every finished transaction into the chain (security.md). Returns the new heads, whose lines
 * go outside the database; none when there was nothing to seal or another process is sealing.
 */
export async function sealAudit(tx: Tx, keys: Keys, now: Date): Promise<ChainHead[]> {
  if (!(await takeLock(tx, 'preau.audit.seal'))) return []
  const heads: ChainHead[] = []
  let before = await lastSeal(tx)
  for (;;) {
    const next = await sealOnce(tx, keys, now, before)
    if (!next) return heads
    heads.push(next)
    before = next
  }
}

async function sealOnce(
  tx: Tx,
  keys: Keys,
  now: Date,
  before: ChainHead | undefined,
): Promise<ChainHead | undefined> {
  const place = before
    ? { transactionId: before.lastTransactionId, id: before.lastEventId }
    : chainStart
  const events = await eventsAfter(tx, place, most, 'finished')
  const last = events.at(-1)
  if (!last) return undefined
  const seal = {
    at: now,
    lastTransactionId: last.transactionId,
    lastEventId: last.id,
    eventCount: (before?.eventCount ?? 0) + events.length,
    keyId: keys.auditKeyId,
  }
  const mac = linkMac(keys.audit, before?.mac ?? firstMac, events, seal)
  const written = await sql<{ id: number }>`
    insert into audit_seal (at, last_transaction_id, last_event_id, event_count, key_id, mac)
    values (${seal.at}, ${seal.lastTransactionId}::xid8, ${seal.lastEventId}, ${seal.eventCount}, ${seal.keyId}, ${mac})
    returning id`.execute(tx)
  return { ...seal, sealId: written.rows[0]?.id ?? 0, mac }
}
