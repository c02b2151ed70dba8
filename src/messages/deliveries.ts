import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'

export type DeliveryState = 'QUEUED' | 'SENT' | 'BOUNCED' | 'GIVEN_UP'

/** After so long a mail that no server takes is given up: the notice itself stays in the portal. */
const patienceMs = 3 * 86_400_000

export interface NewDelivery {
  readonly outboxId: number
  /** Null: the link of a forgotten password, or of a new address. */
  readonly noticeId: number | null
  readonly personId: number | null
  readonly kind: string
  readonly messageId: string
}

/** Notes that a mail is about to go. False when it needs not: sent, bounced or given up before. */
export async function beginDelivery(tx: Tx, mail: NewDelivery, now: Date): Promise<boolean> {
  const begun = await sql<{ state: DeliveryState }>`
    insert into mail_delivery (outbox_id, notice_id, person_id, message_id, kind, state, attempts, created_at)
    values (${mail.outboxId}, ${mail.noticeId}, ${mail.personId}, ${mail.messageId}, ${mail.kind}, 'QUEUED', 1, ${now})
    on conflict (outbox_id) do update
      set attempts = mail_delivery.attempts + 1,
          state = case when mail_delivery.created_at < ${new Date(now.getTime() - patienceMs)}::timestamptz
            then 'GIVEN_UP' else mail_delivery.state end
      where mail_delivery.state = 'QUEUED'
    returning state`.execute(tx)
  return begun.rows[0]?.state === 'QUEUED'
}

/** A server has taken the mail. */
export async function markSent(tx: Tx, outboxId: number, now: Date): Promise<void> {
  await sql`
    update mail_delivery set state = 'SENT', sent_at = ${now}
    where outbox_id = ${outboxId} and state = 'QUEUED'`.execute(tx)
}

/** A server has refused the mail for good, with its own words. */
export async function markRefused(tx: Tx, outboxId: number, because: string): Promise<void> {
  await sql`
    update mail_delivery set state = 'BOUNCED', bounce = ${because.slice(0, 300)}
    where outbox_id = ${outboxId} and state = 'QUEUED'`.execute(tx)
}

/** Mails that came back, by their Message-ID. Returns those that are ours and were not noted yet. */
export async function recordBounces(
  tx: Tx,
  messageIds: readonly string[],
  because: string,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<string[]> {
  const noted = await sql<{ id: number; messageId: string }>`
    update mail_delivery set state = 'BOUNCED', bounce = ${because.slice(0, 300)}
    where message_id = any(${messageIds}::text[]) and state <> 'BOUNCED'
    returning id, message_id as "messageId"`.execute(tx)
  await recordAll(
    tx,
    noted.rows.map(({ id }) => ({
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: 'mail.bounce',
      subject: 'mail_delivery',
      subjectId: id,
    })),
  )
  return noted.rows.map((row) => row.messageId)
}

export interface ListedDelivery {
  readonly messageId: string
  readonly state: DeliveryState
  readonly kind: string
  readonly person: string | null
  readonly login: string | null
  readonly attempts: number
  readonly createdAt: Date
  readonly sentAt: Date | null
  readonly bounce: string | null
}

/** Mails by state, the newest first. */
export async function listDeliveries(
  tx: Tx,
  { states, limit }: { readonly states: readonly DeliveryState[]; readonly limit: number },
): Promise<ListedDelivery[]> {
  const found = await sql<ListedDelivery>`
    select d.message_id as "messageId", d.state, d.kind, p.first_name || ' ' || p.usual_name as person, a.login,
           d.attempts, d.created_at as "createdAt", d.sent_at as "sentAt", d.bounce
    from mail_delivery d
    left join person p on p.id = d.person_id
    left join account a on a.id = p.account_id
    where d.state = any(${states}::text[])
    order by d.id desc limit ${limit}`.execute(tx)
  return found.rows
}

export async function countDeliveries(tx: Tx): Promise<Map<DeliveryState, number>> {
  const found = await sql<{ state: DeliveryState; count: number }>`
    select state, count(*)::int as count from mail_delivery group by state`.execute(tx)
  return new Map(found.rows.map(({ state, count }) => [state, count]))
}

/** Forgets what was told, and which mails said it, before an instant. Returns how many notices. */
export async function forgetNotices(tx: Tx, before: Date): Promise<number> {
  await sql`delete from mail_delivery where created_at < ${before}`.execute(tx)
  const gone = await sql`delete from notice where created_at < ${before}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}
