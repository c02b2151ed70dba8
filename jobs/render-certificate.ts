import {
  attendanceFileName,
  attendancePaper,
  attendanceTitle,
  issuedAttendance,
} from '../src/billing/certificates/attendance-paper.ts'
import {
  certificateVersion,
  issuedCertificate,
  taxPaper,
} from '../src/billing/certificates/tax-paper.ts'
import { asWorker } from '../src/db/transactions.ts'
import { isRendered, keepDocument, type NewDocument } from '../src/files/documents.ts'
import type { PdfData } from '../src/pdf.ts'
import type { JobDeps } from './deps.ts'

type Deps = Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>

/** A certificate becomes a PDF that is kept with its hash: once, however often the job runs. */
export async function renderCertificate(
  deps: Deps,
  { certificateId = 0, attendanceId }: Readonly<Record<string, number>>,
): Promise<void> {
  const found =
    attendanceId === undefined
      ? await taxCertificate(deps, certificateId)
      : await attendanceCertificate(deps, attendanceId)
  if (!found) return
  const { db, keys, pdf, clock } = deps
  const bytes = await pdf.render('certificate', found.paper)
  const document = { ...found.document, templateVersion: certificateVersion, bytes }
  await asWorker(db, (tx) => keepDocument(tx, keys, document, clock()))
}

interface ToRender {
  readonly document: NewDocument
  readonly paper: PdfData
}

async function taxCertificate({ db }: Deps, id: number): Promise<ToRender | null> {
  const kind = 'TAX_CERTIFICATE'
  const certificate = await asWorker(db, async (tx) =>
    (await isRendered(tx, kind, id)) ? null : issuedCertificate(tx, id),
  )
  if (!certificate) return null
  const { year, number } = certificate.snapshot
  const fileName = `attestation-fiscale-${number}.pdf`
  const title = `Attestation fiscale ${year}`
  const { householdId } = certificate
  return {
    document: { householdId, kind, sourceId: id, fileName, title },
    paper: taxPaper(certificate),
  }
}

async function attendanceCertificate({ db }: Deps, id: number): Promise<ToRender | null> {
  const kind = 'ATTENDANCE_CERTIFICATE'
  const certificate = await asWorker(db, async (tx) =>
    (await isRendered(tx, kind, id)) ? null : issuedAttendance(tx, id),
  )
  if (!certificate) return null
  const { child, number } = certificate.snapshot
  const fileName = attendanceFileName(number)
  const title = attendanceTitle(child)
  const { householdId } = certificate
  return {
    document: { householdId, kind, sourceId: id, fileName, title },
    paper: attendancePaper(certificate),
  }
}
