import {
  certificateVersion,
  issuedCertificate,
  taxPaper,
} from '../src/billing/certificates/tax-paper.ts'
import { asWorker } from '../src/db/transactions.ts'
import { isRendered, keepDocument } from '../src/files/documents.ts'
import type { JobDeps } from './deps.ts'

/** A certificate becomes a PDF that is kept with its hash: once, however often the job runs. */
export async function renderCertificate(
  { db, keys, pdf, clock }: Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>,
  { certificateId = 0 }: Readonly<Record<string, number>>,
): Promise<void> {
  const certificate = await asWorker(db, async (tx) =>
    (await isRendered(tx, 'TAX_CERTIFICATE', certificateId))
      ? null
      : issuedCertificate(tx, certificateId),
  )
  if (!certificate) return
  const bytes = await pdf.render('certificate', taxPaper(certificate))
  const { year, number } = certificate.snapshot
  const document = {
    householdId: certificate.householdId,
    kind: 'TAX_CERTIFICATE',
    sourceId: certificateId,
    fileName: `attestation-fiscale-${number}.pdf`,
    title: `Attestation fiscale ${year}`,
    templateVersion: certificateVersion,
    bytes,
  } as const
  await asWorker(db, (tx) => keepDocument(tx, keys, document, clock()))
}
