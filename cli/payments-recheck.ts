import { asWorker } from '../src/db/transactions.ts'
import { contractOf } from '../src/payments/providers/registry.ts'
import { notAuthentic, recheckNotification } from '../src/payments/recheck.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { Cli } from './context.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau payments recheck`: each notification in its own transaction, so that it can be killed and run again. */
export async function recheck({ db, keys, now, actor, output }: Cli): Promise<Answer> {
  const waiting = await asWorker(db, async (tx) => {
    contractOf(await readSettings(tx, keys))
    return notAuthentic(tx)
  })
  const progress = output.progress('Notifications', waiting.length)
  const read: { receivedAt: Date; reference: string | null; action: string }[] = []
  for (const one of waiting) {
    const { action } = await asWorker(db, (tx) =>
      recheckNotification(tx, keys, one, { now, actor }),
    )
    if (action !== 'reject') read.push({ ...one, action })
    progress.step()
  }
  progress.end()
  const left = waiting.length - read.length
  return {
    summary: `${read.length} notifications are authentic now and were decided; ${left} are not`,
    data: { decided: read, notAuthentic: left },
    tables: [tableOf(read, { receivedAt: 'received', reference: 'reference', action: 'action' })],
  }
}
