import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { readFile, storeFile } from './blobs.ts'

export type DocumentKind =
  | 'INVOICE'
  | 'CREDIT_NOTE'
  | 'RECEIPT'
  | 'TAX_CERTIFICATE'
  | 'ATTENDANCE_CERTIFICATE'
  | 'CHILD_SHEET'
  | 'MANDATE'
  | 'REMINDER'
  | 'STATEMENT'
  | 'LETTER'
  | 'RULES'

/** A paper that a family will find under « Documents »; its file comes when it is rendered. */
export interface NewDocument {
  readonly householdId: number
  readonly kind: DocumentKind
  /** Id of the invoice, credit note… */
  readonly sourceId: number
  /** ASCII letters, digits, dot, hyphen, underscore: the last part of its address. */
  readonly fileName: string
  /** As the family reads it: « Facture de novembre 2026 ». Without one, the list says the kind. */
  readonly title?: string
  /** When it is older than its announcement: the receipt of a cheque that was typed in days later. */
  readonly issuedAt?: Date
}

/** Announces documents that are still to be rendered. Each is announced once (unique index document_once). */
export async function announceDocuments(
  tx: Tx,
  documents: readonly NewDocument[],
  now: Date,
): Promise<void> {
  if (documents.length === 0) return
  await sql`
    insert into document (household_id, kind, source_id, file_name, title, created_at)
    select "householdId", kind, "sourceId", "fileName", title, coalesce("issuedAt", ${now}::timestamptz)
    from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
      as d("householdId" bigint, kind text, "sourceId" bigint, "fileName" text, title text,
        "issuedAt" timestamptz)
    on conflict (kind, source_id, household_id) where superseded_at is null do nothing`.execute(tx)
}

/** Does this document have its file already? Then it is not rendered again. */
export async function isRendered(tx: Tx, kind: DocumentKind, sourceId: number): Promise<boolean> {
  const found = await sql`
    select 1 from document
    where kind = ${kind} and source_id = ${sourceId} and superseded_at is null and blob_id is not null`.execute(
    tx,
  )
  return found.rows.length > 0
}

/**
 * Keeps the PDF of a document, encrypted with the family's key. False when another run was first: what was issued
 * is not replaced.
 */
export async function keepDocument(
  tx: Tx,
  keys: Keys,
  document: NewDocument & { readonly bytes: Buffer; readonly templateVersion: string },
  now: Date,
): Promise<boolean> {
  await announceDocuments(tx, [document], now)
  const found = await sql<{ id: number; blobId: number | null }>`
    select id, blob_id as "blobId" from document
    where kind = ${document.kind} and source_id = ${document.sourceId}
      and household_id = ${document.householdId} and superseded_at is null
    for update`.execute(tx)
  const [row] = found.rows
  if (!row || row.blobId !== null) return false
  const blobId = await storeFile(tx, keys, {
    bytes: document.bytes,
    mediaType: 'application/pdf',
    owner: { subject: 'FAMILY', subjectId: document.householdId },
    now,
  })
  await sql`
    update document set blob_id = ${blobId}, rendered_at = ${now}, template_version = ${document.templateVersion}
    where id = ${row.id}`.execute(tx)
  return true
}

/** Takes a document off its family's list: it no longer holds. The file stays. */
export async function withdrawDocument(
  tx: Tx,
  { householdId, kind, sourceId }: NewDocument,
  now: Date,
): Promise<void> {
  await sql`
    update document set superseded_at = ${now}
    where kind = ${kind} and source_id = ${sourceId} and household_id = ${householdId} and superseded_at is null`.execute(
    tx,
  )
}

/**
 * A paper that tells a state, and whose state changed at `issuedAt`: the one before stays stored and is listed no
 * longer; without bytes nothing follows it.
 */
export async function renewDocument(
  tx: Tx,
  keys: Keys,
  document: NewDocument & {
    readonly issuedAt: Date
    readonly bytes: Buffer | null
    readonly templateVersion: string
  },
  now: Date,
): Promise<void> {
  const { kind, sourceId, householdId, issuedAt, bytes } = document
  await sql`
    update document set superseded_at = ${now}
    where kind = ${kind} and source_id = ${sourceId} and household_id = ${householdId}
      and superseded_at is null and created_at < ${issuedAt}`.execute(tx)
  if (bytes) await keepDocument(tx, keys, { ...document, bytes }, now)
}

export interface DocumentRow {
  readonly ref: string
  readonly kind: DocumentKind
  readonly fileName: string
  readonly title: string | null
  readonly createdAt: Date
  /** Null: still being rendered. */
  readonly bytes: number | null
}

/** The papers of a household, newest first: one statement. */
export async function documentsOf(tx: Tx, householdId: number): Promise<DocumentRow[]> {
  const found = await sql<DocumentRow>`
    select d.ref, d.kind, d.file_name as "fileName", d.title, d.created_at as "createdAt", b.size_bytes as bytes
    from document d left join blob b on b.id = d.blob_id
    where d.household_id = ${householdId} and d.superseded_at is null
    order by d.created_at desc, d.id desc`.execute(tx)
  return found.rows
}

export interface DocumentFile {
  readonly kind: DocumentKind
  /** Null: it is still being rendered. */
  readonly bytes: Buffer | null
}

/** A household's paper by its address. Null when there is none, or it belongs to somebody else: the same answer. */
export async function documentFile(
  tx: Tx,
  keys: Keys,
  householdId: number,
  address: { readonly ref: string; readonly fileName: string },
): Promise<DocumentFile | null> {
  const found = await sql<{ kind: DocumentKind; blobId: number | null }>`
    select kind, blob_id as "blobId" from document
    where household_id = ${householdId} and ref = ${address.ref} and file_name = ${address.fileName}`.execute(
    tx,
  )
  const [row] = found.rows
  if (!row) return null
  const { kind, blobId } = row
  return { kind, bytes: blobId === null ? null : await readFile(tx, keys, blobId) }
}
