import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { ThreadState } from './state.ts'
import type { SubjectKind } from './thread-subject.ts'

/** A conversation as the inbox lists it, newest first. */
export interface InboxThread {
  readonly ref: string
  readonly subject: string
  readonly service: string
  readonly state: ThreadState
  readonly about: SubjectKind | null
  readonly lastMessageAt: Date
  /** The newest message, or the newest that was searched for. */
  readonly lastBody: string
  readonly lastAuthor: string
  readonly isFromTownHall: boolean
  /** Written by the reader. */
  readonly isOwn: boolean
  readonly hasFiles: boolean
  readonly isUnread: boolean
}

/** RECEIVED: what is not put away; SENT: where the reader wrote; ARCHIVE: put away, until somebody writes again. */
export type InboxFolder = 'RECEIVED' | 'SENT' | 'ARCHIVE'

export interface InboxQuestion {
  readonly householdId: number
  readonly personId: number
  readonly folder: InboxFolder
  /** As typed; empty: everything. */
  readonly words: string
  /** From 1. */
  readonly page: number
}

export interface Inbox {
  readonly threads: readonly InboxThread[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

/** Threads a page. */
const pageSize = 20

/**
 * What the person sees of the household's threads and of those about a common child (row-level security narrows to the
 * audience). Words are those of French: « facture » finds « factures ». One statement.
 */
export async function inboxPage(tx: Tx, question: InboxQuestion, limit = pageSize): Promise<Inbox> {
  const page = Math.max(1, question.page)
  const found = await threadRows({ ...question, page }, limit).execute(tx)
  const total = found.rows[0]?.total ?? 0
  return { threads: found.rows, total, page, pages: Math.ceil(total / limit) }
}

function threadRows(question: InboxQuestion, limit: number) {
  const { householdId, personId, page } = question
  return sql<InboxThread & { total: number }>`
    select t.ref, t.subject, t.service, t.state, coalesce(t.about, case when t.child_id is not null then 'CHILD' end) as about,
           t.last_message_at as "lastMessageAt",
           m.body as "lastBody", coalesce(m.author_officer, p.first_name, '') as "lastAuthor",
           m.author_officer is not null as "isFromTownHall",
           m.author_person_id is not distinct from ${personId}::bigint as "isOwn",
           exists (select from message f join message_attachment a on a.message_id = f.id where f.thread_id = t.id) as "hasFiles",
           exists (
             select from message u
             where u.thread_id = t.id and u.author_person_id is distinct from ${personId}::bigint
               and u.id > coalesce(r.last_read_id, 0)) as "isUnread",
           count(*) over ()::int as total
    from thread t
    join lateral (
      select * from message where thread_id = t.id and ${isFound(question)} order by id desc limit 1) m on true
    left join person p on p.id = m.author_person_id
    left join thread_reader r on r.thread_id = t.id and r.person_id = ${personId}
    where (t.household_id = ${householdId} or t.audience = 'CHILD') and ${isInFolder(question)}
    order by t.last_message_at desc, t.id desc
    limit ${limit} offset ${(page - 1) * limit}`
}

function isFound({ words }: InboxQuestion) {
  if (words === '') return sql`true`
  const asked = sql`websearch_to_tsquery('french', ${words})`
  return sql`(words @@ ${asked} or to_tsvector('french', t.subject) @@ ${asked})`
}

/** What is searched for among the received is also found when it was put away. */
function isInFolder({ folder, words, personId }: InboxQuestion) {
  if (folder === 'ARCHIVE') return sql`r.archived_at >= t.last_message_at`
  if (folder === 'SENT')
    return sql`exists (select from message o where o.thread_id = t.id and o.author_person_id = ${personId})`
  return words === ''
    ? sql`(r.archived_at is null or r.archived_at < t.last_message_at)`
    : sql`true`
}

/** Puts a thread away for one reader, or takes it back. Nothing happens to what others see. */
export async function archiveThread(
  tx: Tx,
  personId: number,
  { ref, isPutAway }: { readonly ref: string; readonly isPutAway: boolean },
  now: Date,
): Promise<boolean> {
  const kept = await sql`
    insert into thread_reader (thread_id, person_id, last_read_id, archived_at)
    select t.id, ${personId}, (select max(id) from message where thread_id = t.id), ${isPutAway ? now : null}::timestamptz
    from thread t where t.ref = ${ref}
    on conflict (thread_id, person_id) do update set archived_at = excluded.archived_at`.execute(tx)
  return kept.numAffectedRows === 1n
}
