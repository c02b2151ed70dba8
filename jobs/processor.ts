import { asWorker } from '../src/db/transactions.ts'
import { errorFields } from '../src/log.ts'
import type { JobDeps } from './deps.ts'
import type { Handlers } from './handlers.ts'
import { markDone, markFailed, undoneRow } from '../src/db/outbox-rows.ts'

/**
 * Does one side effect and marks its row done in a transaction of its own: killed in between, it runs again, and its
 * handler finds what it did. A failure is kept in the row with the time of the next try.
 */
export async function processOutbox(
  deps: JobDeps,
  handlers: Handlers,
  outboxId: number,
): Promise<'done' | 'nothing' | 'failed'> {
  const { db, log } = deps
  const row = await asWorker(db, (tx) => undoneRow(tx, outboxId))
  if (!row) return 'nothing'
  try {
    await handlers[row.topic](deps, row.payload, outboxId)
  } catch (error) {
    const attempt = row.attempts + 1
    log.error(
      { err: error, topic: row.topic, outboxId, attempt },
      'a side effect failed; it is tried again',
    )
    const retryAt = new Date(Date.now() + backoffMs(attempt))
    await asWorker(db, (tx) => markFailed(tx, outboxId, { error: shortly(error), retryAt }))
    return 'failed'
  }
  await asWorker(db, (tx) => markDone(tx, outboxId, new Date()))
  return 'done'
}

/** 5 s, 10 s, 20 s … an hour. */
function backoffMs(attempt: number): number {
  return Math.min(3_600_000, 5_000 * 2 ** Math.min(attempt - 1, 12))
}

/** As it may stand in a log: PostgreSQL's own messages quote values. */
function shortly(error: unknown): string {
  const { error: name, code } = errorFields(error)
  return code ? `${name} (${code})` : name
}
