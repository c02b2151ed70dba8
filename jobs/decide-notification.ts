import { asWorker } from '../src/db/transactions.ts'
import { decideNotification } from '../src/payments/decide-notification.ts'
import type { Handler } from './handlers.ts'

/** The bank said something: books the payment, or puts the notification aside. */
export const decideOne: Handler = async ({ db, keys, clock, log }, { notificationId = 0 }) => {
  const decision = await asWorker(db, (tx) =>
    decideNotification(tx, keys, notificationId, { now: clock() }),
  )
  log.info({ job: 'notification.decide', state: decision.action }, 'a notification was decided')
}
