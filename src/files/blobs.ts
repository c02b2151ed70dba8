import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor, knownDataKeys, type KeySubject } from '../db/data-keys.ts'
import { openField, sealField } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { sha256 } from '../kernel/ids.ts'

export type MediaType = 'image/jpeg' | 'application/pdf' | 'application/zip' | 'text/plain'

export interface NewFile {
  readonly bytes: Buffer
  readonly mediaType: MediaType
  /** Whose key encrypts it: a household's papers, a child's photo. */
  readonly owner: { readonly subject: KeySubject; readonly subjectId: number }
  readonly now: Date
}

/** 10 MB, as the table's check. */
const maxBytes = 10_485_760

/** Keeps a file, encrypted for its owner, with the hash of its plain bytes. Returns its id. */
export async function storeFile(tx: Tx, keys: Keys, file: NewFile): Promise<number> {
  if (file.bytes.length > maxBytes) throw new RangeError('A file of more than 10 MB is not kept')
  const key = await dataKeyFor(tx, keys, file.owner)
  const drawn = await sql<{ id: number }>`select nextval('blob_id_seq') as id`.execute(tx)
  const id = drawn.rows[0]?.id ?? 0
  await sql`
    insert into blob (id, sha256, size_bytes, media_type, data_key_id, created_at) overriding system value
    values (${id}, ${sha256(file.bytes)}, ${file.bytes.length}, ${file.mediaType}, ${key.id}, ${file.now})`.execute(
    tx,
  )
  await sql`
    insert into blob_content (blob_id, bytes) values (${id}, ${sealField(key, placeOf(id), file.bytes)})`.execute(
    tx,
  )
  return id
}

interface StoredFile {
  readonly sha256: Buffer
  readonly sealed: Buffer
  readonly subject: KeySubject
  readonly subjectId: number
}

/** The plain bytes of a file. Throws when they are not those that were stored; null when it is out of reach. */
export async function readFile(tx: Tx, keys: Keys, blobId: number): Promise<Buffer | null> {
  const found = await sql<StoredFile>`
    select b.sha256, c.bytes as sealed, k.subject, k.subject_id as "subjectId"
    from blob b
    join blob_content c on c.blob_id = b.id
    join data_key k on k.id = b.data_key_id
    where b.id = ${blobId}`.execute(tx)
  const [file] = found.rows
  if (!file) return null
  const known = await knownDataKeys(tx, keys, file.subject, [file.subjectId])
  const key = known.get(file.subjectId)
  if (!key) return null
  const bytes = openField(key, placeOf(blobId), file.sealed)
  if (!sha256(bytes).equals(file.sha256)) throw new Error(`File ${blobId} is not what was stored`)
  return bytes
}

/** Nothing may speak of them any more. */
export async function eraseFiles(tx: Tx, blobIds: readonly number[]): Promise<void> {
  await sql`delete from blob where id = any(${blobIds}::bigint[])`.execute(tx) // and their content
}

function placeOf(blobId: number) {
  return { table: 'blob_content', column: 'bytes', row: blobId }
}
