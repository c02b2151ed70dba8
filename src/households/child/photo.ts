import { sql } from 'kysely'
import { recordAll } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import { eraseFiles, readFile, storeFile } from '../../files/blobs.ts'
import {
  firstFrame,
  movedFrame,
  portraitFrame,
  portraitOf,
  type PortraitFrame,
  type PortraitMove,
} from '../../files/portrait.ts'
import { isRef } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'

/** A photo of the child: cut to a portrait, both sealed with the child's key; the one before is gone. */
export function setPhoto(
  tx: Tx,
  keys: Keys,
  { childRef, picture }: { readonly childRef: string; readonly picture: Buffer },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await keepPhoto(tx, keys, { childId, source: picture, frame: firstFrame }, by)
  })
}

/** Shows another part of the picture, or turns it: always cut from what was sent. Throws NOT_FOUND when there is none. */
export function movePhoto(
  tx: Tx,
  keys: Keys,
  { childRef, move }: { readonly childRef: string; readonly move: PortraitMove },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const known = await sourceOf(tx, keys, childId)
    if (!known) throw new Refusal('NOT_FOUND')
    await keepPhoto(tx, keys, { childId, ...known, frame: movedFrame(known.frame, move) }, by)
  })
}

/** The initial in its colour stands there again. */
export function removePhoto(
  tx: Tx,
  { childRef }: { readonly childRef: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await sql`
      select app.set_child_photo(${childId}, null, ${by.now}), app.keep_photo_source(${childId}, null, null)`.execute(
      tx,
    )
    await recordChange(tx, by, { action: 'photo.remove', childId })
  })
}

/** Nobody needs these photos any more: the portraits go, and the pictures that they were cut from. Returns how many. */
export async function erasePhotos(tx: Tx, childIds: readonly number[], now: Date): Promise<number> {
  const held = await sql<{ portrait: number; source: number | null }>`
    select photo_blob_id as portrait, photo_source_blob_id as source from child
    where id = any (${childIds}::bigint[]) and photo_blob_id is not null for update`.execute(tx)
  await sql`
    update child set photo_blob_id = null, photo_source_blob_id = null, photo_frame = null, updated_at = ${now}
    where id = any (${childIds}::bigint[])`.execute(tx)
  const files = held.rows.flatMap(({ portrait, source }) => [portrait, source])
  await eraseFiles(
    tx,
    files.filter((id) => id !== null),
  )
  await recordAll(
    tx,
    childIds.map((childId) => {
      const what = { action: 'photo.erase', subject: 'child', subjectId: childId } as const
      return { at: now, actorKind: 'SYSTEM', actor: 'erase-photos', ...what } as const
    }),
  )
  return held.rows.length
}

/** The bytes of a child's photo, for whom row-level security shows it; null: there is none, or not for this reader. */
export async function photoOf(tx: Tx, keys: Keys, childRef: string): Promise<Buffer | null> {
  if (!isRef(childRef)) return null
  const found = await sql<{ blobId: number | null }>`
    select photo_blob_id as "blobId" from child where ref = ${childRef}::uuid and erased_at is null`.execute(
    tx,
  )
  const blobId = found.rows[0]?.blobId ?? null
  return blobId === null ? null : readFile(tx, keys, blobId)
}

/** The picture that the portrait is cut from, and how; of one whose picture was not kept, the portrait itself. */
async function sourceOf(
  tx: Tx,
  keys: Keys,
  childId: number,
): Promise<{ readonly source: Buffer; readonly frame: PortraitFrame } | null> {
  const found = await sql<{ blobId: number | null; frame: unknown }>`
    select coalesce(photo_source_blob_id, photo_blob_id) as "blobId", photo_frame as frame
    from child where id = ${childId}`.execute(tx)
  const [row] = found.rows
  const source = row?.blobId ? await readFile(tx, keys, row.blobId) : null
  return source && { source, frame: portraitFrame.safeParse(row?.frame).data ?? firstFrame }
}

async function keepPhoto(
  tx: Tx,
  keys: Keys,
  photo: { readonly childId: number; readonly source: Buffer; readonly frame: PortraitFrame },
  by: ParentWrite,
): Promise<void> {
  const { childId, source, frame } = photo
  const keep = (bytes: Buffer) =>
    storeFile(tx, keys, {
      bytes,
      mediaType: 'image/jpeg',
      owner: { subject: 'CHILD', subjectId: childId },
      now: by.now,
    })
  const portraitId = await keep(await portraitOf(source, frame))
  const sourceId = await keep(source)
  await sql`
    select app.set_child_photo(${childId}, ${portraitId}, ${by.now}),
      app.keep_photo_source(${childId}, ${sourceId}, ${JSON.stringify(frame)}::jsonb)`.execute(tx)
  await recordChange(tx, by, { action: 'photo.set', childId })
}
