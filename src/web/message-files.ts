import { acceptUpload } from '../files/accept-upload.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { maxAttachments, type NewAttachment } from '../messages/attachments.ts'
import type { SentFiles } from './multipart.ts'
import { chooseAgain, uploadSentence } from './uploads.ts'

/** The field of a message's files. */
export const fileField = 'f_pieces[]'

interface SentAttachments {
  readonly ok: boolean
  readonly files: readonly NewAttachment[]
  /** What the form says beside the field when it comes back, be it for another reason: no browser sends a file twice. */
  readonly errors: FormErrors
}

/** What came with a message, each file looked at; the first fault as a sentence beside the field. */
export async function attachmentsOf(sent: SentFiles): Promise<SentAttachments> {
  const chosen = sent.get(fileField) ?? []
  if (chosen.length > maxAttachments) {
    return faulty(`${maxAttachments} fichiers au plus par message.`)
  }
  const files: NewAttachment[] = []
  for (const { bytes, name } of chosen) {
    const accepted = await acceptUpload(bytes, { purpose: 'ATTACHMENT' })
    if (!accepted.ok) return faulty(uploadSentence(accepted.fault))
    files.push({ file: accepted.file, name })
  }
  return { ok: true, files, errors: files.length > 0 ? { f_pieces: chooseAgain } : {} }
}

function faulty(sentence: string): SentAttachments {
  return { ok: false, files: [], errors: { f_pieces: sentence } }
}
