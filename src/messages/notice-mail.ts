import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { lookupHash, type Keys } from '../db/keys.ts'
import { isRef, sameText } from '../kernel/ids.ts'
import { isDuty, isNoticeKind, readLink, type NoticeKind, type NoticeLink } from './notice-kinds.ts'

/** What the mail of a notice is made of. */
export interface NoticeMail {
  readonly to: string
  readonly personId: number
  readonly firstName: string
  readonly kind: NoticeKind
  readonly detail: string | null
  readonly link: NoticeLink
  /** For List-Unsubscribe; null for a duty. */
  readonly stopToken: string | null
}

interface Row {
  readonly to: string | null
  readonly personId: number
  readonly personRef: string
  readonly firstName: string
  readonly kind: NoticeKind
  readonly detail: string | null
  readonly link: string
}

/** In a worker's transaction. Null: nobody is there to read it any more, or no address. */
export async function noticeMail(tx: Tx, keys: Keys, noticeId: number): Promise<NoticeMail | null> {
  const found = await sql<Row>`
    select coalesce(n.address, app.mail_address(p.id)) as "to", p.id as "personId", p.ref as "personRef",
           p.first_name as "firstName", n.kind, n.detail, n.link
    from notice n join person p on p.id = n.person_id
    where n.id = ${noticeId}`.execute(tx)
  const [row] = found.rows
  if (!row || row.to === null) return null
  const { to, personId, personRef, firstName, kind, detail, link } = row
  return {
    to,
    personId,
    firstName,
    kind,
    detail,
    link: readLink(link),
    stopToken: isDuty(kind) ? null : stopToken(keys, personRef, kind),
  }
}

/** Lets whoever holds the mail stop mails of this kind to this adult, and nothing else. */
function stopToken(keys: Keys, personRef: string, kind: NoticeKind): string {
  const said = `${personRef}.${kind.toLowerCase().replaceAll('_', '-')}`
  return `${said}.${lookupHash(keys, 'stop-mail', said).toString('hex').slice(0, 32)}`
}

export interface StopRequest {
  readonly personRef: string
  readonly kind: NoticeKind
}

/** Reads a token of a mail; null when it is not one of ours. */
export function readStopToken(keys: Keys, token: string): StopRequest | null {
  const [personRef = '', word = ''] = token.split('.')
  const kind = word.toUpperCase().replaceAll('-', '_')
  if (!isRef(personRef) || !isNoticeKind(kind) || isDuty(kind)) return null
  return sameText(token, stopToken(keys, personRef, kind)) ? { personRef, kind } : null
}

/** No more mails of this kind to this adult. In a transaction of the gate: nobody is signed in. */
export async function stopMail(tx: Tx, { personRef, kind }: StopRequest, now: Date): Promise<void> {
  await sql`select app.stop_mail(${personRef}::uuid, ${kind})`.execute(tx)
  const actor = { actorKind: 'ANONYMOUS', actor: `link of ${personRef}` } as const
  await record(tx, { at: now, ...actor, action: 'mail.stop', subject: 'notice_preference' })
}
