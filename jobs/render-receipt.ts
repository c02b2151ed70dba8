import { payersOf } from '../src/billing/payers.ts'
import { asWorker } from '../src/db/transactions.ts'
import { isRendered, keepDocument } from '../src/files/documents.ts'
import {
  receiptDocument,
  receiptOf,
  receiptPaper,
  receiptVersion,
} from '../src/payments/receipt.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { JobDeps } from './deps.ts'

/** The receipt of a payment becomes a PDF that is kept with its hash: once, however often the job runs. */
export async function renderReceipt(
  { db, keys, pdf, clock }: Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>,
  { paymentId = 0 }: Readonly<Record<string, number>>,
): Promise<void> {
  const known = await asWorker(db, async (tx) => {
    if (await isRendered(tx, 'RECEIPT', paymentId)) return null
    const receipt = await receiptOf(tx, paymentId)
    if (!receipt) return null
    const payers = await payersOf(tx, [receipt.householdId], receipt.receivedOn)
    const payer = payers.get(receipt.householdId)
    return { receipt, settings: await readSettings(tx, keys), payer }
  })
  if (!known) return
  const bytes = await pdf.render('certificate', receiptPaper(known.receipt, known))
  const document = receiptDocument({ id: paymentId, ...known.receipt }, clock())
  await asWorker(db, (tx) =>
    keepDocument(tx, keys, { ...document, bytes, templateVersion: receiptVersion }, clock()),
  )
}
