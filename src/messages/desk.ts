import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { ThreadState } from './state.ts'

/** A thread as the town hall's desk lists it. */
export interface DeskThread {
  readonly id: number
  readonly state: ThreadState
  readonly service: string
  readonly fileNumber: number
  readonly family: string
  readonly subject: string
  readonly about: string | null
  /** The invoice's number, the child and the days: what the officer looks up. */
  readonly aboutWhat: string | null
  readonly lastMessageAt: Date
  readonly messages: number
}

export interface DeskFilter {
  readonly states: readonly ThreadState[]
  readonly service: string | null
  readonly fileNumber: number | null
  readonly limit: number
}

const about = sql`
  coalesce(t.about, case when t.child_id is not null then 'CHILD' end) as about,
  case t.about
    when 'INVOICE' then (select number from invoice where id = t.about_id)
    when 'REQUEST' then t.about_id::text
    when 'ABSENCE' then (
      select c.first_name || ' ' || c.last_name || ', ' || concat_ws(' to ', a.first_day, nullif(a.last_day, a.first_day))
      from absence a join child c on c.id = a.child_id where a.id = t.about_id)
    when 'ENROLMENT' then (
      select c.first_name || ' ' || c.last_name || ', ' || a.name
      from enrolment e join child c on c.id = e.child_id join activity a on a.id = e.activity_id where e.id = t.about_id)
    else (select first_name || ' ' || last_name from child where id = t.child_id)
  end as "aboutWhat"`

/** The threads that wait, the longest first; those of other states, the newest first. One statement. */
export async function deskThreads(tx: Tx, filter: DeskFilter): Promise<DeskThread[]> {
  const { states, service, fileNumber, limit } = filter
  const isWaiting = states.length === 1 && states[0] === 'OPEN'
  const found = await sql<DeskThread>`
    select t.id, t.state, t.service, h.file_number as "fileNumber", h.name as family, t.subject,
           ${about},
           t.last_message_at as "lastMessageAt", (select count(*)::int from message m where m.thread_id = t.id) as messages
    from thread t join household h on h.id = t.household_id
    where t.state = any(${states}::text[])
      and (${service}::text is null or lower(t.service) = lower(${service}))
      and (${fileNumber}::int is null or h.file_number = ${fileNumber})
    order by case when ${isWaiting} then t.last_message_at end, t.last_message_at desc, t.id
    limit ${limit}`.execute(tx)
  return found.rows
}

export interface DeskMessage {
  readonly author: string
  readonly isFromTownHall: boolean
  readonly sentAt: Date
  readonly body: string
  readonly files: readonly {
    readonly ref: string
    readonly fileName: string
    readonly bytes: number
  }[]
}

export interface DeskConversation extends DeskThread {
  readonly ref: string
  readonly messagesInOrder: readonly DeskMessage[]
}

/** One thread with all that was said. Reading it is written down. Null: there is none of this number. */
export async function deskConversation(
  tx: Tx,
  id: number,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<DeskConversation | null> {
  const found = await sql<DeskThread & { ref: string; householdId: number }>`
    select t.id, t.ref, t.state, t.service, h.id as "householdId", h.file_number as "fileNumber", h.name as family, t.subject,
           ${about},
           t.last_message_at as "lastMessageAt", 0 as messages
    from thread t join household h on h.id = t.household_id where t.id = ${id}`.execute(tx)
  const [thread] = found.rows
  if (!thread) return null
  const said = await sql<DeskMessage>`
    select coalesce(m.author_officer, p.first_name || ' ' || p.usual_name) as author,
           m.author_officer is not null as "isFromTownHall", m.sent_at as "sentAt", m.body,
           array(
             select jsonb_build_object('ref', b.ref, 'fileName', a.file_name, 'bytes', b.size_bytes)
             from message_attachment a join blob b on b.id = a.blob_id where a.message_id = m.id order by b.id) as files
    from message m left join person p on p.id = m.author_person_id
    where m.thread_id = ${id} order by m.id`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'message.read',
    subject: 'thread',
    subjectId: id,
    householdId: thread.householdId,
  })
  return { ...thread, messages: said.rows.length, messagesInOrder: said.rows }
}
