import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { masterKey } from '../db/data-keys.ts'
import { openText, sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { post } from '../db/outbox.ts'
import { sha256 } from '../kernel/ids.ts'
import type { ProviderName } from './provider.ts'

/** A notification as it waits to be decided. */
export interface StoredNotification {
  readonly id: number
  readonly provider: ProviderName
  readonly raw: string
  /** When the bank said it first. */
  readonly receivedAt: Date
  /** Whatever it was, it was authentic, and nothing is left to decide. */
  readonly isDecided: boolean
}

/**
 * Keeps what a bank said, byte for byte and encrypted (it carries a mail address), before anything is made of it, and
 * asks for its decision. The same bytes again count a delivery. For the portal's role: a visitor's transaction.
 */
export async function storeNotification(
  tx: Tx,
  keys: Keys,
  sent: { readonly provider: ProviderName; readonly raw: string; readonly now: Date },
): Promise<number> {
  const digest = sha256(sent.raw)
  const sealed = sealRaw(keys, sent.provider, digest, sent.raw)
  const stored = await sql<{ id: number }>`
    select app.store_notification(${sent.provider}, ${sealed}, ${digest}, ${sent.now}) as id`.execute(
    tx,
  )
  const id = stored.rows[0]?.id
  if (id === undefined) throw new Error('The notification was not stored')
  await post(tx, sent.now, [
    { topic: 'notification.decide', payload: { notificationId: id }, dedupeKey: String(id) },
  ])
  return id
}

/** Takes a notification and holds it until the transaction ends. Undefined when there is none. */
export async function takeNotification(
  tx: Tx,
  keys: Keys,
  id: number,
): Promise<StoredNotification | undefined> {
  const found = await sql<Omit<StoredNotification, 'raw'> & { sealed: Buffer; digest: Buffer }>`
    select id, provider, raw as sealed, sha256 as digest, received_at as "receivedAt",
           coalesce(verdict <> 'NOT_AUTHENTIC', false) as "isDecided"
    from provider_notification where id = ${id}
    for update`.execute(tx)
  const row = found.rows[0]
  if (!row) return undefined
  const { sealed, digest, ...notification } = row
  return { ...notification, raw: openRaw(keys, row.provider, digest, sealed) }
}

/** What was sealed with which master key: length of its name ‖ name ‖ sealed value. */
function sealRaw(keys: Keys, provider: ProviderName, digest: Buffer, raw: string): Buffer {
  const master = Buffer.from(keys.currentMasterId)
  const sealed = sealField(masterKey(keys), placeOf(provider, digest), raw)
  return Buffer.concat([Buffer.of(master.length), master, sealed])
}

function openRaw(keys: Keys, provider: ProviderName, digest: Buffer, stored: Buffer): string {
  const length = stored[0] ?? 0
  const master = stored.subarray(1, 1 + length).toString()
  return openText(masterKey(keys, master), placeOf(provider, digest), stored.subarray(1 + length))
}

function placeOf(provider: ProviderName, digest: Buffer): Place {
  return {
    table: 'provider_notification',
    column: 'raw',
    row: `${provider}:${digest.toString('hex')}`,
  }
}

/** Forgets what the bank said before an instant; payments, and what was put aside, stay. Returns how many. */
export async function forgetNotifications(tx: Tx, before: Date): Promise<number> {
  const gone = await sql<{ count: number }>`
    select app.forget_notifications(${before}) as count`.execute(tx)
  return gone.rows[0]?.count ?? 0
}
