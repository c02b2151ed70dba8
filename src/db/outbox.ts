import { sql } from 'kysely'
import type { Tx } from './connect.ts'

/** The side effects of the portal. Each has its handler in jobs/handlers.ts. */
export type Topic =
  | 'certificate.render'
  | 'invoice.render'
  | 'mail.send'
  | 'mailing.send'
  | 'mandate.paper'
  | 'notification.decide'
  | 'receipt.render'
  | 'rules.render'

export interface OutboxEntry {
  readonly topic: Topic
  /** Ids only. */
  readonly payload: Readonly<Record<string, number>>
  /** At most one entry of a topic and key, ever. */
  readonly dedupeKey?: string
  readonly householdId?: number
}

/**
 * Writes side effects in the transaction of their cause. The relay rings the queue after the commit, at once even when
 * `now` is a day to come (`--as-of`).
 */
export async function post(tx: Tx, now: Date, entries: readonly OutboxEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = JSON.stringify(
    entries.map((entry) => ({
      topic: entry.topic,
      payload: entry.payload,
      dedupe_key: entry.dedupeKey ?? null,
      household_id: entry.householdId ?? null,
    })),
  )
  await sql`
    insert into outbox (topic, payload, dedupe_key, household_id, created_at)
    select topic, payload, dedupe_key, household_id, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as entry(topic text, payload jsonb, dedupe_key text, household_id bigint)
    on conflict do nothing`.execute(tx)
  await sql`select pg_notify('outbox', '')`.execute(tx)
}
