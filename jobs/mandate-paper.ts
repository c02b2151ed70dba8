import { asWorker } from '../src/db/transactions.ts'
import { isRendered, keepDocument, withdrawDocument } from '../src/files/documents.ts'
import {
  mandateDocument,
  mandatePaper,
  mandateVersion,
  printedMandate,
} from '../src/payments/mandates/paper.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { JobDeps } from './deps.ts'

/**
 * A mandate to sign becomes a PDF that is kept with its hash: once, however often the job runs. The paper of a draft
 * that was given up leaves the family's documents: nobody is to sign it any more.
 */
export async function printMandate(
  { db, keys, pdf, clock }: Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>,
  { mandateId = 0 }: Readonly<Record<string, number>>,
): Promise<void> {
  const known = await asWorker(db, async (tx) => {
    const mandate = await printedMandate(tx, mandateId)
    if (!mandate) return null
    if (mandate.isGivenUp) await withdrawDocument(tx, mandateDocument(mandate), clock())
    if (mandate.isGivenUp || (await isRendered(tx, 'MANDATE', mandateId))) return null
    const paper = await mandatePaper(tx, keys, mandate, await readSettings(tx, keys))
    return paper && { mandate, paper }
  })
  if (!known) return
  const bytes = await pdf.render('mandate', known.paper)
  const document = { ...mandateDocument(known.mandate), bytes, templateVersion: mandateVersion }
  await asWorker(db, async (tx) => {
    const mandate = await printedMandate(tx, mandateId)
    if (mandate && !mandate.isGivenUp) await keepDocument(tx, keys, document, clock())
  })
}
