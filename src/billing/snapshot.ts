import { townHallLines, type Settings } from '../settings/settings.ts'
import { displayPhone } from '../kernel/text.ts'
import type { FamilyDocument, OpenDocument } from './open-documents.ts'
import type { Payer } from './payers.ts'

/** The commune and its régie as they stood on the day of issue. */
export interface CommuneOnPaper {
  readonly name: string
  readonly lines: readonly string[]
  readonly phone: string
  readonly email: string
  readonly openingHours: string
  readonly siret: string
  readonly colour: string
  readonly privacyEmail: string
  readonly regieName: string
  readonly vatMention: string
  readonly acceptsCards: boolean
}

/** What a reprint needs beside the lines: kept with the invoice, hashed, never changed (data-model.md §5.6). */
export interface InvoiceSnapshot {
  readonly commune: CommuneOnPaper
  readonly payer: { readonly lines: readonly string[]; readonly fileNumber: number }
  /** What made up the previous balance. */
  readonly openDocuments: readonly OpenDocument[]
}

/** What is kept with an invoice at its issue; `documents` are those left open by the payer on that day. */
export function snapshotOf(
  commune: CommuneOnPaper,
  payer: Payer,
  documents: readonly FamilyDocument[],
): InvoiceSnapshot {
  return {
    commune,
    payer: { lines: payer.lines, fileNumber: payer.fileNumber },
    openDocuments: documents.map(toOpenDocument),
  }
}

function toOpenDocument(document: FamilyDocument): OpenDocument {
  const { kind, number, ref, periodFrom, occurredOn, dueOn, remainingCents } = document
  return { kind, number, ref, periodFrom, occurredOn, dueOn, remainingCents }
}

/** The commune and its régie as they sign an invoice. */
export function communeOnPaper(
  settings: Settings,
  regie: { readonly name: string; readonly siret: string; readonly vatMention: string },
): CommuneOnPaper {
  const { commune, contact, look, payment } = settings
  return {
    name: commune.name,
    lines: townHallLines(commune),
    phone: displayPhone(commune.phone),
    email: commune.email,
    openingHours: commune.openingHours,
    siret: regie.siret,
    colour: look.colour,
    privacyEmail: contact.privacyEmail,
    regieName: regie.name,
    vatMention: regie.vatMention,
    acceptsCards: payment.provider !== 'NONE',
  }
}
