import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from './connect.ts'
import { openField, sealField, type DataKey, type Place } from './field-encryption.ts'
import type { Keys } from './keys.ts'

/** FAMILY: bank, fiscal, CAF. CHILD: health, photo, papers (a child may be in two households). ACCOUNT: second factor. */
export type KeySubject = 'FAMILY' | 'CHILD' | 'ACCOUNT'

/** The data key of one owner, made when it has none yet. */
export async function dataKeyFor(
  tx: Tx,
  keys: Keys,
  of: { readonly subject: KeySubject; readonly subjectId: number },
): Promise<DataKey> {
  const found = await dataKeysFor(tx, keys, of.subject, [of.subjectId])
  const key = found.get(of.subjectId)
  if (!key)
    throw new Error(`The data key of ${of.subject} ${of.subjectId} is destroyed or out of reach`)
  return key
}

/**
 * The data keys of many owners, by owner's id, those that are missing made in one statement. An owner whose key was
 * destroyed (erased by law) is left out.
 */
export async function dataKeysFor(
  tx: Tx,
  keys: Keys,
  subject: KeySubject,
  subjectIds: readonly number[],
): Promise<Map<number, DataKey>> {
  const ids = [...new Set(subjectIds)]
  const found = await readKeys(tx, subject, ids)
  const known = new Set(found.map((row) => row.subjectId))
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length > 0) {
    await makeKeys(tx, keys, subject, missing)
    found.push(...(await readKeys(tx, subject, missing)))
  }
  return unwrapAll(keys, subject, found)
}

/** Reads only: for the portal's pages, whose role sees the keys of its own family alone. */
export async function knownDataKeys(
  tx: Tx,
  keys: Keys,
  subject: KeySubject,
  subjectIds: readonly number[],
): Promise<Map<number, DataKey>> {
  return unwrapAll(keys, subject, await readKeys(tx, subject, subjectIds))
}

/** A master key as the key of the commune's own secrets. */
export function masterKey(keys: Keys, id: string = keys.currentMasterId): DataKey {
  const bytes = keys.masters.get(id) ?? keys.mastersAgain?.().get(id)
  if (!bytes) throw new Error(`The key file lacks the master key ${id}`)
  return { id: 0, owner: `MASTER:${id}`, bytes }
}

interface KeyRow {
  readonly id: number
  readonly subjectId: number
  readonly version: number
  readonly masterKeyId: string
  readonly wrapped: Buffer | null
}

async function readKeys(tx: Tx, subject: KeySubject, ids: readonly number[]): Promise<KeyRow[]> {
  const found = await sql<KeyRow>`
    select distinct on (subject_id) id, subject_id as "subjectId", version, master_key_id as "masterKeyId", wrapped
    from data_key
    where subject = ${subject} and subject_id = any(${ids}::bigint[])
    order by subject_id, version desc`.execute(tx)
  return found.rows
}

async function makeKeys(
  tx: Tx,
  keys: Keys,
  subject: KeySubject,
  ids: readonly number[],
): Promise<void> {
  const master = masterKey(keys)
  const wrapped = ids.map((id) => sealField(master, wrappedAt(subject, id, 1), randomBytes(32)))
  await sql`
    insert into data_key (subject, subject_id, master_key_id, wrapped)
    select ${subject}, subject_id, ${keys.currentMasterId}, wrapped
    from unnest(${ids}::bigint[], ${wrapped}::bytea[]) as made(subject_id, wrapped)
    on conflict do nothing`.execute(tx)
}

/** How many data keys another master key than the current one wraps. */
export async function countOldWraps(tx: Tx, keys: Keys): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from data_key
    where master_key_id <> ${keys.currentMasterId} and wrapped is not null`.execute(tx)
  return found.rows[0]?.count ?? 0
}

/** Wraps some of them with the current master key: what they encrypt stays as it is. Answers how many there were. */
export async function rewrapSome(tx: Tx, keys: Keys, limit: number): Promise<number> {
  const found = await sql<KeyRow & { readonly subject: KeySubject; readonly wrapped: Buffer }>`
    select id, subject, subject_id as "subjectId", version, master_key_id as "masterKeyId", wrapped
    from data_key where master_key_id <> ${keys.currentMasterId} and wrapped is not null
    order by id limit ${limit} for update`.execute(tx)
  const master = masterKey(keys)
  const wrapped = found.rows.map((row) => {
    const place = wrappedAt(row.subject, row.subjectId, row.version)
    return sealField(master, place, openField(masterKey(keys, row.masterKeyId), place, row.wrapped))
  })
  await sql`
    update data_key set master_key_id = ${keys.currentMasterId}, wrapped = made.wrapped
    from unnest(${found.rows.map((row) => row.id)}::bigint[], ${wrapped}::bytea[]) as made(id, wrapped)
    where data_key.id = made.id`.execute(tx)
  return found.rows.length
}

function unwrapAll(keys: Keys, subject: KeySubject, rows: readonly KeyRow[]): Map<number, DataKey> {
  const byOwner = new Map<number, DataKey>()
  for (const row of rows) {
    if (!row.wrapped) continue
    const master = masterKey(keys, row.masterKeyId)
    const bytes = openField(master, wrappedAt(subject, row.subjectId, row.version), row.wrapped)
    byOwner.set(row.subjectId, { id: row.id, owner: `${subject}:${row.subjectId}`, bytes })
  }
  return byOwner
}

function wrappedAt(subject: KeySubject, subjectId: number, version: number): Place {
  return { table: 'data_key', column: 'wrapped', row: `${subject}:${subjectId}:${version}` }
}
