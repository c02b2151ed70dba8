import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import { readFile, storeFile } from '../../files/blobs.ts'
import { movedPortrait, portraitOf, type PortraitMove } from '../../files/portrait.ts'
import { isRef } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'

/** A photo of the child: cut to a portrait, sealed with the child's key; the one before is gone. */
export function setPhoto(
  tx: Tx,
  keys: Keys,
  { childRef, picture }: { readonly childRef: string; readonly picture: Buffer },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await keepPhoto(tx, keys, { childId, portrait: await portraitOf(picture) }, by)
  })
}

/** Turns the photo or brings it nearer. Throws NOT_FOUND when there is none. */
export function movePhoto(
  tx: Tx,
  keys: Keys,
  { childRef, move }: { readonly childRef: string; readonly move: PortraitMove },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const portrait = await photoOf(tx, keys, childRef)
    if (!portrait) throw new Refusal('NOT_FOUND')
    await keepPhoto(tx, keys, { childId, portrait: await movedPortrait(portrait, move) }, by)
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
    await sql`select app.set_child_photo(${childId}, null, ${by.now})`.execute(tx)
    await recordChange(tx, by, { action: 'photo.remove', childId })
  })
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

async function keepPhoto(
  tx: Tx,
  keys: Keys,
  { childId, portrait }: { readonly childId: number; readonly portrait: Buffer },
  by: ParentWrite,
): Promise<void> {
  const blobId = await storeFile(tx, keys, {
    bytes: portrait,
    mediaType: 'image/jpeg',
    owner: { subject: 'CHILD', subjectId: childId },
    now: by.now,
  })
  await sql`select app.set_child_photo(${childId}, ${blobId}, ${by.now})`.execute(tx)
  await recordChange(tx, by, { action: 'photo.set', childId })
}
