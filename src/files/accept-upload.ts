import { checkPdf } from './check-pdf.ts'
import { isPicture, redraw } from './pictures.ts'

/** PHOTO: of a person, pictures only. PAPER: to supply, a picture or a PDF. ATTACHMENT: of a message, the same. */
export type UploadPurpose = 'PHOTO' | 'PAPER' | 'ATTACHMENT'

/** Why a file is not taken. Its words: src/web/uploads.ts for parents. */
export type UploadFault =
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'WRONG_KIND'
  | 'HEIC'
  | 'UNREADABLE_PICTURE'
  | 'UNREADABLE_PDF'
  | 'LOCKED_PDF'
  | 'ACTIVE_PDF'

/** What may be stored: never the sent bytes of a picture, always one drawn anew. */
export interface AcceptedFile {
  readonly bytes: Buffer
  readonly mediaType: 'image/jpeg' | 'application/pdf'
}

export type AcceptedUpload =
  | { readonly ok: true; readonly file: AcceptedFile }
  | { readonly ok: false; readonly fault: UploadFault }

/** 5 MB a file (security.md, « Uploads and documents »). */
export const maxUploadBytes = 5 * 1024 * 1024

/** The longest side that is kept, in pixels: a paper must stay readable, a photo is small on every page. */
const sides: Readonly<Record<UploadPurpose, number>> = {
  PHOTO: 1_200,
  PAPER: 2_200,
  ATTACHMENT: 2_200,
}

/** Looks at what a stranger sent, by its bytes alone, and returns what may be kept of it. */
export async function acceptUpload(
  bytes: Buffer,
  { purpose }: { readonly purpose: UploadPurpose },
): Promise<AcceptedUpload> {
  if (bytes.length === 0) return refused('EMPTY')
  if (bytes.length > maxUploadBytes) return refused('TOO_LARGE')
  if (isPicture(bytes)) return acceptPicture(bytes, sides[purpose])
  if (purpose !== 'PHOTO' && bytes.subarray(0, 5).toString('latin1') === '%PDF-')
    return acceptPdf(bytes)
  return refused(isHeic(bytes) ? 'HEIC' : 'WRONG_KIND')
}

async function acceptPicture(bytes: Buffer, side: number): Promise<AcceptedUpload> {
  const drawn = await redraw(bytes, side)
  if (!drawn) return refused('UNREADABLE_PICTURE')
  return { ok: true, file: { bytes: drawn.bytes, mediaType: 'image/jpeg' } }
}

function acceptPdf(bytes: Buffer): AcceptedUpload {
  const fault = checkPdf(bytes)
  return fault ? refused(fault) : { ok: true, file: { bytes, mediaType: 'application/pdf' } }
}

function refused(fault: UploadFault): AcceptedUpload {
  return { ok: false, fault }
}

/** What telephones of one maker write by default: worth a sentence of its own. */
function isHeic(bytes: Buffer): boolean {
  return /^ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1|avif)/.test(bytes.subarray(4, 12).toString('latin1'))
}
