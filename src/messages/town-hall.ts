import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { Refusal } from '../kernel/refusal.ts'
import { attachFiles, type NewAttachment } from './attachments.ts'
import { notify } from './notify.ts'

/** A thread that an officer opens, with the officer's name as the family reads it. */
export interface TownHallMessage {
  readonly householdId: number
  readonly service: string
  readonly subject: string
  readonly body: string
  readonly officer: string
}

export interface OpenedThread {
  readonly id: number
  readonly ref: string
  readonly householdId: number
}

/** The town hall writes to families, one thread a household (audience FAMILY), and tells its adults. Set-based. */
export async function writeToFamilies(
  tx: Tx,
  messages: readonly TownHallMessage[],
  { now }: { readonly now: Date },
): Promise<void> {
  const opened = await openThreads(tx, messages, now)
  await notify(
    tx,
    opened.map(({ id, ref, householdId }) => ({
      kind: 'MESSAGE',
      householdId,
      aboutId: id,
      dedupeKey: `thread:${id}`,
      link: { page: 'thread', ref },
    })),
    { now },
  )
}

/** Opens the threads without telling anybody: a mailing knows its receivers. */
export async function openThreads(
  tx: Tx,
  messages: readonly TownHallMessage[],
  now: Date,
): Promise<OpenedThread[]> {
  const opened = await sql<OpenedThread>`
    with given as (
      select row_number() over () as n, nextval(pg_get_serial_sequence('thread', 'id')) as thread_id, entry.*
      from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
        as entry("householdId" bigint, service text, subject text, body text, officer text)
    ), opened as (
      insert into thread (id, audience, household_id, service, subject, state, last_message_at)
      overriding system value
      select thread_id, 'FAMILY', "householdId", service, subject, 'ANSWERED', ${now} from given
      returning id, ref, household_id
    ), said as (
      insert into message (thread_id, author_officer, body, sent_at)
      select thread_id, officer, body, ${now} from given order by n
    )
    select id, ref, household_id as "householdId" from opened order by id`.execute(tx)
  return opened.rows
}

export interface OfficerReply {
  /** Of the thread. */
  readonly id: number
  readonly body: string
  /** As the family reads it. */
  readonly officer: string
  readonly isLast: boolean
  readonly files: readonly NewAttachment[]
}

interface RepliedThread {
  readonly ref: string
  readonly audience: 'PERSON' | 'FAMILY' | 'CHILD'
  readonly householdId: number
  readonly personId: number | null
  readonly childId: number | null
}

/** An officer answers; those who read the thread are told. Throws NOT_FOUND. */
export async function replyToThread(
  tx: Tx,
  reply: OfficerReply,
  { keys, now, actor }: { readonly keys: Keys; readonly now: Date; readonly actor: string },
): Promise<void> {
  const answered = await sql<RepliedThread>`
    update thread set state = ${reply.isLast ? 'CLOSED' : 'ANSWERED'}, last_message_at = ${now}
    where id = ${reply.id}
    returning ref, audience, household_id as "householdId", person_id as "personId", child_id as "childId"`.execute(
    tx,
  )
  const [thread] = answered.rows
  if (!thread) throw new Refusal('NOT_FOUND', { thread: reply.id })
  const said = await sql<{ id: number }>`
    insert into message (thread_id, author_officer, body, sent_at)
    values (${reply.id}, ${reply.officer}, ${reply.body}, ${now}) returning id`.execute(tx)
  const messageId = said.rows[0]?.id ?? 0
  const { ref, householdId } = thread
  const owner = { householdId, sharedChildId: thread.audience === 'CHILD' ? thread.childId : null }
  await attachFiles(tx, keys, { messageId, owner, now }, reply.files)
  const notice = { kind: 'MESSAGE', aboutId: reply.id, dedupeKey: `message:${messageId}` } as const
  await notify(tx, { ...notice, link: { page: 'thread', ref }, ...receiversOf(thread) }, { now })
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'message.reply',
    subject: 'thread',
    subjectId: reply.id,
    householdId,
  })
}

function receiversOf({ audience, householdId, personId, childId }: RepliedThread) {
  if (audience === 'CHILD' && childId !== null) return { childId }
  return audience === 'PERSON' && personId !== null
    ? { householdId, personIds: [personId] }
    : { householdId }
}
