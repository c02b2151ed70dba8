import { asWorker } from '../src/db/transactions.ts'
import type { JobDeps } from './deps.ts'
import { dueRows } from '../src/db/outbox-rows.ts'

const pageSize = 1_000

/**
 * Rings for everything that is due and not in `rung` since, which it fills. A rendering of ten thousand invoices, or a
 * mailing, does not hold up what is urgent. Returns how many.
 */
export async function ringDue(
  { db, queue }: Pick<JobDeps, 'db' | 'queue'>,
  rung: Map<number, Date>,
): Promise<number> {
  let total = 0
  for (;;) {
    const now = new Date() // of the machine: a portal that runs `--as-of` another day rings all the same
    const rows = await asWorker(db, (tx) => dueRows(tx, { now, rung, limit: pageSize }))
    if (rows.length === 0) return total
    await queue.ring(rows.map(({ id, isUrgent }) => ({ outboxId: id, urgent: isUrgent })))
    for (const { id } of rows) rung.set(id, now)
    total += rows.length
    if (rows.length < pageSize) return total
  }
}
