import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { isDuty, noticeKinds, type NoticeKind } from './notice-kinds.ts'

export interface MailPreference {
  readonly kind: NoticeKind
  readonly byMail: boolean
  /** Sent whatever the parent says. */
  readonly isDuty: boolean
}

/** Of the signed-in adult, every kind: by mail unless he or she said no. One statement. */
export async function mailPreferences(tx: Tx, personId: number): Promise<MailPreference[]> {
  const found = await sql<{ kind: string; byMail: boolean }>`
    select kind, by_mail as "byMail" from notice_preference where person_id = ${personId}`.execute(
    tx,
  )
  const stored = new Map(found.rows.map(({ kind, byMail }) => [kind, byMail]))
  return noticeKinds.map((kind) => ({
    kind,
    byMail: isDuty(kind) || (stored.get(kind) ?? true),
    isDuty: isDuty(kind),
  }))
}

/** Keeps what the adult wants by mail: every kind that is not in `wanted` is off, duties apart. */
export async function keepMailPreferences(
  tx: Tx,
  { personId, login }: { readonly personId: number; readonly login: string },
  wanted: readonly NoticeKind[],
  now: Date,
): Promise<void> {
  const rows = noticeKinds
    .filter((kind) => !isDuty(kind))
    .map((kind) => ({ kind, byMail: wanted.includes(kind) }))
  await sql`
    insert into notice_preference (person_id, kind, by_mail)
    select ${personId}, kind, "byMail"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(kind text, "byMail" boolean)
    on conflict (person_id, kind) do update set by_mail = excluded.by_mail`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: login,
    action: 'mail.choose',
    subject: 'person',
    subjectId: personId,
  })
}
