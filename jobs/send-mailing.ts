import { asWorker } from '../src/db/transactions.ts'
import { sendMailingBatch } from '../src/messages/mailings.ts'
import type { JobDeps } from './deps.ts'

/** A message of the town hall to many, a transaction for two hundred families at a time. */
export async function sendMailing(
  { db, clock }: Pick<JobDeps, 'db' | 'clock'>,
  { mailingId = 0 }: Readonly<Record<string, number>>,
): Promise<void> {
  while ((await asWorker(db, (tx) => sendMailingBatch(tx, mailingId, { now: clock() }))) > 0);
}
