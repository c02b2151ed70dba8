import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { ThreadState } from './state.ts'

/** A conversation as the inbox lists it, newest first. */
export interface InboxThread {
  readonly ref: string
  readonly subject: string
  readonly service: string
  readonly state: ThreadState
  readonly lastMessageAt: Date
  /** The newest message, whoever wrote it. */
  readonly lastBody: string
  readonly lastAuthor: string
  readonly isFromTownHall: boolean
  readonly isUnread: boolean
}

/** What the person sees of the household's threads (row-level security narrows to the audience). One statement. */
export async function inbox(
  tx: Tx,
  householdId: number,
  personId: number,
  limit = 50,
): Promise<InboxThread[]> {
  const found = await sql<InboxThread>`
    select t.ref, t.subject, t.service, t.state, t.last_message_at as "lastMessageAt",
           m.body as "lastBody", coalesce(m.author_officer, p.first_name, '') as "lastAuthor",
           m.author_officer is not null as "isFromTownHall",
           coalesce(incoming.newest > coalesce(r.last_read_id, 0), false) as "isUnread"
    from thread t
    join lateral (select * from message where thread_id = t.id order by id desc limit 1) m on true
    left join lateral (
      select max(id) as newest from message where thread_id = t.id and author_officer is not null
    ) incoming on true
    left join person p on p.id = m.author_person_id
    left join thread_reader r on r.thread_id = t.id and r.person_id = ${personId}
    where t.household_id = ${householdId} and r.archived_at is null
    order by t.last_message_at desc, t.id desc
    limit ${limit}`.execute(tx)
  return found.rows
}
