import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { duties, linkText, type NoticeKind, type NoticeLink } from './notice-kinds.ts'

interface Notice {
  readonly kind: NoticeKind
  /** One notice an adult, kind and key, ever: `invoice:12`. */
  readonly dedupeKey: string
  readonly link: NoticeLink
  /**
   * What the sentence of the mail names (templates/mail/notice-words.ts): `de novembre 2026`, `Cantine`. Never health,
   * never an amount.
   */
  readonly detail?: string
  readonly aboutId?: number
  /** Another address than the adult's present one: the old one is told of a new one. */
  readonly address?: string
}

/** The adults of a household today, some adults (of a household or of none), or everybody who has rights on a child. */
type Receivers =
  | { readonly householdId: number; readonly personIds?: readonly number[] }
  | { readonly personIds: readonly number[] }
  | { readonly childId: number }

export type NewNotice = Notice & Receivers

/**
 * Tells adults something in the transaction of its cause: a notice each, once, and a mail where it is wanted or due.
 * In any transaction, a parent's too; set-based, one statement however many. Returns how many were told.
 */
export async function notify(
  tx: Tx,
  notices: NewNotice | readonly NewNotice[],
  { now }: { readonly now: Date },
): Promise<number> {
  const given = [notices].flat()
  if (given.length === 0) return 0
  const told = await sql<{ count: number }>`select ${telling(given, now)} as count`.execute(tx)
  return told.rows[0]?.count ?? 0
}

/** The same as a part of the caller's own statement, whose count is limited. Its value is how many were told. */
export function telling(notices: readonly NewNotice[], now: Date): RawBuilder<number> {
  const rows = notices.map((notice) => ({ ...notice, link: linkText(notice.link) }))
  return sql<number>`app.notify(${JSON.stringify(rows)}::jsonb, ${duties}::text[], ${now})`
}
