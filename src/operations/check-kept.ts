import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { readFile } from '../files/blobs.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** How many issued documents are read again each time. */
const sample = 50

/** Checks what is kept sealed: files, their holders and the keys (data-model.md §7). Every count must be 0. */
export async function checkKept(tx: Tx, keys: Keys): Promise<Invariant[]> {
  return [
    ...(await countBroken(tx, queries)),
    { name: 'documents.readable', broken: await unreadableDocuments(tx, keys) },
  ]
}

const queries = {
  'keys.present': sql<{ broken: number }>`
    with sealed as (
      select 'CHILD' as subject, child_id as subject_id from health_record
      union select 'CHILD', child_id from allergy
      union select 'CHILD', child_id from care_protocol
      union select 'CHILD', child_id from vaccination
      union select 'CHILD', child_id from exclusion_period
      union select 'FAMILY', household_id from bank_account
      union select 'FAMILY', household_id from tax_record
      union select 'FAMILY', household_id from benefit_record where recipient_number_enc is not null
    )
    select count(*)::int as broken
    from sealed s
    where not exists (
      select from data_key k
      where k.subject = s.subject and k.subject_id = s.subject_id and k.wrapped is not null)`,

  'blobs.held': sql<{ broken: number }>`
    with holder as (
      select blob_id from evidence
      union all select blob_id from document
      union all select blob_id from message_attachment
      union all select certificate_blob_id from absence
      union all select photo_blob_id from child
      union all select photo_source_blob_id from child
    )
    select count(*)::int as broken
    from blob b
    where not exists (select from holder h where h.blob_id = b.id)
      or not exists (select from blob_content c where c.blob_id = b.id)`,
}

/** Opens some issued documents, others each time: their bytes must be those that were hashed when they were made. */
async function unreadableDocuments(tx: Tx, keys: Keys): Promise<number> {
  const chosen = await sql<{ blobId: number }>`
    select blob_id as "blobId" from document where blob_id is not null order by random() limit ${sample}`.execute(
    tx,
  )
  let unreadable = 0
  for (const { blobId } of chosen.rows) {
    const bytes = await readFile(tx, keys, blobId).catch(() => null)
    if (bytes === null) unreadable += 1
  }
  return unreadable
}
