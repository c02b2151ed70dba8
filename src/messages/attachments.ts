import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { AcceptedFile } from '../files/accept-upload.ts'
import { readFile, storeFile } from '../files/blobs.ts'

/** A file that came with a message, as a thread lists it. */
export interface Attachment {
  readonly ref: string
  readonly fileName: string
  readonly bytes: number
}

/** A file that was looked at (files/accept-upload.ts), under the name that its sender gave. */
export interface NewAttachment {
  readonly file: AcceptedFile
  readonly name: string
}

/** Who reads a thread decides whose key seals what comes with it. */
export interface ThreadOwner {
  readonly householdId: number
  /** Of a thread that all guardians of a child read. */
  readonly sharedChildId: number | null
}

/** Files a message, at most: a page has one field for them. */
export const maxAttachments = 5

/** Keeps the files of one message, sealed for those who read its thread. */
export async function attachFiles(
  tx: Tx,
  keys: Keys,
  to: { readonly messageId: number; readonly owner: ThreadOwner; readonly now: Date },
  files: readonly NewAttachment[],
): Promise<void> {
  const { messageId, owner, now } = to
  const { householdId, sharedChildId } = owner
  const subject =
    sharedChildId === null
      ? ({ subject: 'FAMILY', subjectId: householdId } as const)
      : ({ subject: 'CHILD', subjectId: sharedChildId } as const)
  for (const { file, name } of files.slice(0, maxAttachments)) {
    const blobId = await storeFile(tx, keys, { ...file, owner: subject, now })
    await sql`
      insert into message_attachment (message_id, blob_id, file_name)
      values (${messageId}, ${blobId}, ${plainName(name, file.mediaType)})`.execute(tx)
  }
}

export interface AttachedFile {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly fileName: string
}

/** One file of a thread that the reader sees; null for everybody else. */
export async function attachedFile(
  tx: Tx,
  keys: Keys,
  address: { readonly threadRef: string; readonly ref: string },
): Promise<AttachedFile | null> {
  const found = await sql<{ id: number; mediaType: string; fileName: string }>`
    select b.id, b.media_type as "mediaType", a.file_name as "fileName"
    from thread t
    join message m on m.thread_id = t.id
    join message_attachment a on a.message_id = m.id
    join blob b on b.id = a.blob_id
    where t.ref = ${address.threadRef} and b.ref = ${address.ref}`.execute(tx)
  const [row] = found.rows
  const bytes = row ? await readFile(tx, keys, row.id) : null
  return row && bytes ? { bytes, mediaType: row.mediaType, fileName: row.fileName } : null
}

/** In letters that every browser and system takes, with the ending of what it is now. */
function plainName(name: string, mediaType: AcceptedFile['mediaType']): string {
  const bare = name
    .replace(/\.\w{1,5}$/, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 70)
  return `${bare || 'document'}.${mediaType === 'image/jpeg' ? 'jpg' : 'pdf'}`
}
