import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Attachment } from './attachments.ts'
import type { ThreadState } from './state.ts'
import type { SubjectKind } from './thread-subject.ts'

export interface ThreadView {
  readonly ref: string
  readonly subject: string
  readonly service: string
  readonly state: ThreadState
  /** What it is about. */
  readonly about: { readonly kind: SubjectKind; readonly id: number } | null
  /** All guardians of the child read it. */
  readonly isShared: boolean
  /** The reader had not seen its newest message. */
  readonly isUnread: boolean
  readonly isArchived: boolean
  readonly messages: readonly ThreadMessage[]
}

export interface ThreadMessage {
  readonly id: number
  readonly author: string
  readonly isFromTownHall: boolean
  /** Written by the person who reads. */
  readonly isOwn: boolean
  readonly body: string
  readonly sentAt: Date
  readonly attachments: readonly Attachment[]
}

interface Head extends Pick<
  ThreadView,
  'ref' | 'subject' | 'service' | 'state' | 'isShared' | 'isUnread' | 'isArchived'
> {
  readonly aboutKind: SubjectKind | null
  readonly aboutId: number | null
}

/** One conversation, oldest message first; null when it does not exist for this household and person. One statement. */
export async function threadView(
  tx: Tx,
  householdId: number,
  personId: number,
  ref: string,
): Promise<ThreadView | null> {
  const found = await sql<Head & ThreadMessage>`
    select t.ref, t.subject, t.service, t.state, t.audience = 'CHILD' as "isShared",
           case when t.about in ('INVOICE', 'ABSENCE', 'REQUEST', 'ENROLMENT') then t.about when t.child_id is not null then 'CHILD' end as "aboutKind",
           case when t.about in ('INVOICE', 'ABSENCE', 'REQUEST', 'ENROLMENT') then t.about_id else t.child_id end as "aboutId",
           coalesce(r.archived_at >= t.last_message_at, false) as "isArchived",
           bool_or(m.author_person_id is distinct from ${personId}::bigint and m.id > coalesce(r.last_read_id, 0)) over ()
             as "isUnread",
           m.id, m.body, m.sent_at as "sentAt",
           coalesce(m.author_officer, p.first_name || ' ' || p.usual_name, 'L’autre parent') as author,
           m.author_officer is not null as "isFromTownHall",
           m.author_person_id is not distinct from ${personId}::bigint as "isOwn",
           array(
             select jsonb_build_object('ref', b.ref, 'fileName', a.file_name, 'bytes', b.size_bytes)
             from message_attachment a join blob b on b.id = a.blob_id
             where a.message_id = m.id order by b.id) as attachments
    from thread t
    join message m on m.thread_id = t.id
    left join person p on p.id = m.author_person_id
    left join thread_reader r on r.thread_id = t.id and r.person_id = ${personId}
    where (t.household_id = ${householdId} or t.audience = 'CHILD') and t.ref = ${ref}
    order by m.id`.execute(tx)
  const [first] = found.rows
  if (!first) return null
  const { ref: threadRef, subject, service, state, isShared, isUnread, isArchived } = first
  const about =
    first.aboutKind && first.aboutId ? { kind: first.aboutKind, id: first.aboutId } : null
  const head = { ref: threadRef, subject, service, state, isShared, isUnread, isArchived }
  return { ...head, about, messages: found.rows }
}

/** The person has read a thread up to its newest message. */
export async function markRead(tx: Tx, personId: number, ref: string): Promise<void> {
  await sql`
    insert into thread_reader (thread_id, person_id, last_read_id)
    select t.id, ${personId}, max(m.id)
    from thread t join message m on m.thread_id = t.id
    where t.ref = ${ref}
    group by t.id
    on conflict (thread_id, person_id) do update set last_read_id = excluded.last_read_id
    where thread_reader.last_read_id < excluded.last_read_id`.execute(tx)
}
