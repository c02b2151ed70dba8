import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { SubjectKind } from './thread-subject.ts'

/** A conversation as the page of what it is about names it. */
export interface ThreadAbout {
  /** Of the invoice, absence, request, enrolment or child. */
  readonly aboutId: number
  readonly ref: string
  readonly subject: string
  readonly lastMessageAt: Date
  readonly isFromTownHall: boolean
  readonly isUnread: boolean
}

/**
 * What the person has read and written about some things of one kind, the newest first; about a child: whatever names
 * the child. Row-level security leaves out what others wrote for themselves. One statement.
 */
export async function threadsAbout(
  tx: Tx,
  { householdId, personId }: { readonly householdId: number; readonly personId: number },
  kind: SubjectKind,
  ids: readonly number[],
): Promise<ThreadAbout[]> {
  const aboutId = kind === 'CHILD' ? sql`t.child_id` : sql`t.about_id`
  const found = await sql<ThreadAbout>`
    select ${aboutId} as "aboutId", t.ref, t.subject, t.last_message_at as "lastMessageAt",
           m.author_officer is not null as "isFromTownHall",
           m.author_person_id is distinct from ${personId}::bigint and m.id > coalesce(r.last_read_id, 0) as "isUnread"
    from thread t
    join lateral (
      select id, author_officer, author_person_id from message
      where thread_id = t.id order by id desc limit 1) m on true
    left join thread_reader r on r.thread_id = t.id and r.person_id = ${personId}
    where (t.household_id = ${householdId} or t.audience = 'CHILD')
      and (${kind} = 'CHILD' or t.about = ${kind}) and ${aboutId} = any(${ids}::bigint[])
    order by t.last_message_at desc, t.id desc
    limit 20`.execute(tx)
  return found.rows
}
