import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { ThreadState } from './state.ts'

export interface ThreadView {
  readonly ref: string
  readonly subject: string
  readonly service: string
  readonly state: ThreadState
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
}

/** One conversation, oldest message first; null when it does not exist for this household and person. One statement. */
export async function threadView(
  tx: Tx,
  householdId: number,
  personId: number,
  ref: string,
): Promise<ThreadView | null> {
  const found = await sql<Omit<ThreadView, 'messages'> & ThreadMessage>`
    select t.ref, t.subject, t.service, t.state, m.id, m.body, m.sent_at as "sentAt",
           coalesce(m.author_officer, p.first_name || ' ' || p.usual_name, 'L’autre parent') as author,
           m.author_officer is not null as "isFromTownHall",
           m.author_person_id is not distinct from ${personId}::bigint as "isOwn"
    from thread t
    join message m on m.thread_id = t.id
    left join person p on p.id = m.author_person_id
    where t.household_id = ${householdId} and t.ref = ${ref}
    order by m.id`.execute(tx)
  const [first] = found.rows
  if (!first) return null
  const { ref: threadRef, subject, service, state } = first
  return { ref: threadRef, subject, service, state, messages: found.rows }
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
