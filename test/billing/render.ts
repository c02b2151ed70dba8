import { extractText, getDocumentProxy } from 'unpdf'
import type { Database } from '../../src/db/connect.ts'
import type { Keys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { sql } from 'kysely'
import { paperFileName, paperOf, paperVersion } from '../../src/billing/paper.ts'
import { invoiceView } from '../../src/billing/view.ts'
import { keepDocument } from '../../src/files/documents.ts'
import type { PdfRenderer } from '../../src/pdf.ts'

/** What the job does, without its queue. */
export async function renderAndKeep(
  db: Database,
  keys: Keys,
  pdf: PdfRenderer,
  invoiceId: number,
): Promise<Buffer> {
  const view = await asWorker(db, (tx) => invoiceView(tx, { invoiceId }))
  if (!view) throw new Error(`no invoice ${invoiceId}`)
  const bytes = await pdf.render('invoice', paperOf(view))
  const document = {
    householdId: view.householdId,
    kind: 'INVOICE',
    sourceId: invoiceId,
    fileName: paperFileName(view),
    templateVersion: paperVersion,
    bytes,
  } as const
  await asWorker(db, (tx) => keepDocument(tx, keys, document, new Date('2026-12-04T09:00:00Z')))
  return bytes
}

export async function textOf(bytes: Buffer): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(pdf, { mergePages: true })
  return text.replace(/[\u00A0\u202F]/g, ' ')
}

export async function invoiceIdOf(db: Database, householdId: number): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{
      id: number
    }>`select id from invoice where household_id = ${householdId} order by id desc limit 1`.execute(
      tx,
    ),
  )
  return found.rows[0]?.id ?? 0
}
