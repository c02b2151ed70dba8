import { asWorker } from '../src/db/transactions.ts'
import { paperFileName, paperOf, paperVersion } from '../src/billing/paper.ts'
import { documentName } from '../src/billing/open-documents.ts'
import { invoiceView } from '../src/billing/view.ts'
import { isRendered, keepDocument } from '../src/files/documents.ts'
import type { JobDeps } from './deps.ts'

/** An invoice or a credit note becomes a PDF that is kept with its hash: once, however often the job runs. */
export async function renderInvoice(
  { db, keys, pdf, clock }: Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>,
  { invoiceId, creditNoteId }: Readonly<Record<string, number>>,
): Promise<void> {
  const kind = invoiceId === undefined ? 'CREDIT_NOTE' : 'INVOICE'
  const sourceId = invoiceId ?? creditNoteId ?? 0
  const key = invoiceId === undefined ? { creditNoteId: sourceId } : { invoiceId }
  const view = await asWorker(db, async (tx) =>
    (await isRendered(tx, kind, sourceId)) ? null : invoiceView(tx, key),
  )
  if (!view) return
  const bytes = await pdf.render('invoice', paperOf(view))
  const document = {
    householdId: view.householdId,
    kind,
    sourceId,
    fileName: paperFileName(view),
    title: documentName({ ...view, occurredOn: view.issuedOn }),
    templateVersion: paperVersion,
    bytes,
  } as const
  await asWorker(db, (tx) => keepDocument(tx, keys, document, clock()))
}
