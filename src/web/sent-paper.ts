import { acceptUpload, type AcceptedFile } from '../files/accept-upload.ts'
import { sentFile, type SentFiles } from './multipart.ts'
import { uploadSentence } from './uploads.ts'

/** A paper sent with a form, looked at: what may be kept of it, or the sentence that says why it is not taken. */
export async function sentPaper(
  files: SentFiles,
  field: string,
): Promise<{
  readonly paper: { readonly fileName: string; readonly file: AcceptedFile } | null
  readonly fault: string | null
}> {
  const sent = sentFile(files, field)
  if (!sent) return { paper: null, fault: null }
  const accepted = await acceptUpload(sent.bytes, { purpose: 'PAPER' })
  return accepted.ok
    ? { paper: { fileName: sent.name, file: accepted.file }, fault: null }
    : { paper: null, fault: uploadSentence(accepted.fault) }
}
