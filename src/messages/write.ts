import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import type { Keys } from '../db/keys.ts'
import { Refusal } from '../kernel/refusal.ts'
import { attachFiles, type NewAttachment, type ThreadOwner } from './attachments.ts'
import type { ThreadSubject } from './thread-subject.ts'

export interface NewThread {
  readonly householdId: number
  readonly personId: number
  /** One of the commune's services: setting `messages.services`. */
  readonly service: string
  readonly subject: string
  readonly body: string
  readonly about: ThreadSubject | null
  /** All guardians of the child that it is about read it and may answer. */
  readonly isShared: boolean
  readonly files: readonly NewAttachment[]
}

export interface FormUse {
  readonly key: string
  readonly accountId: number
  readonly login: string
  readonly answerTo: string
}

/**
 * The child whose key seals what comes with the thread, so that its other guardians can open it. A guardian without
 * access to the child's health has no such key: the file is the own family's and the town hall's.
 */
const sharedChildId = sql<number | null>`
  case when audience = 'CHILD' and child_id = any (app.current_children_full()) then child_id end`

interface Writing {
  readonly keys: Keys
  readonly now: Date
  readonly form: FormUse
}

/**
 * A parent writes to the town hall: the thread is the writer's own (audience PERSON), or that of all guardians of a
 * child (CHILD). Sent twice with one form key, it counts once: the first answer's address comes back.
 */
export async function writeToTownHall(
  tx: Tx,
  thread: NewThread,
  { keys, now, form }: Writing,
): Promise<string> {
  const earlier = await useFormKey(tx, form.key, { ...form, now })
  if (earlier) return earlier
  const { about, householdId, personId } = thread
  const { id, ...owner } = await tx
    .insertInto('thread')
    .values({
      audience: thread.isShared && about?.childId ? 'CHILD' : 'PERSON',
      household_id: householdId,
      person_id: personId,
      child_id: about?.childId ?? null,
      about: about && about.kind !== 'CHILD' ? about.kind : null,
      about_id: about && about.kind !== 'CHILD' ? about.id : null,
      service: thread.service,
      subject: thread.subject,
      last_message_at: now,
    })
    .returning(['id', 'household_id as householdId', sharedChildId.as('sharedChildId')])
    .executeTakeFirstOrThrow()
  const message = { threadId: id, personId, body: thread.body, now }
  const messageId = await addMessage(tx, message)
  await attachFiles(tx, keys, { messageId, owner, now }, thread.files)
  await note(tx, 'message.write', { threadId: id, householdId }, { now, form })
  return form.answerTo
}

export interface Answer {
  readonly ref: string
  readonly householdId: number
  readonly personId: number
  readonly body: string
  readonly files: readonly NewAttachment[]
}

/** A parent answers in a thread. Throws NOT_FOUND when the thread is not the parent's. */
export async function answerThread(
  tx: Tx,
  answer: Answer,
  { keys, now, form }: Writing,
): Promise<string> {
  const earlier = await useFormKey(tx, form.key, { ...form, now })
  if (earlier) return earlier
  const reopened = await sql<{ id: number } & ThreadOwner>`
    update thread set state = 'OPEN', last_message_at = ${now}
    where ref = ${answer.ref} and (household_id = ${answer.householdId} or audience = 'CHILD')
    returning id, app.current_household() as "householdId", ${sharedChildId} as "sharedChildId"`.execute(
    tx,
  )
  const [thread] = reopened.rows
  if (!thread) throw new Refusal('NOT_FOUND')
  const { personId, body } = answer
  const messageId = await addMessage(tx, { threadId: thread.id, personId, body, now })
  await attachFiles(tx, keys, { messageId, owner: thread, now }, answer.files)
  const place = { threadId: thread.id, householdId: thread.householdId }
  await note(tx, 'message.answer', place, { now, form })
  return form.answerTo
}

async function note(
  tx: Tx,
  action: 'message.write' | 'message.answer',
  { threadId, householdId }: { readonly threadId: number; readonly householdId: number },
  { now, form }: Pick<Writing, 'now' | 'form'>,
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: form.login,
    action,
    subject: 'thread',
    subjectId: threadId,
    householdId,
  })
}

async function addMessage(
  tx: Tx,
  message: {
    readonly threadId: number
    readonly personId: number
    readonly body: string
    readonly now: Date
  },
): Promise<number> {
  const added = await sql<{ id: number }>`
    insert into message (thread_id, author_person_id, body, sent_at)
    values (${message.threadId}, ${message.personId}, ${message.body}, ${message.now})
    returning id`.execute(tx)
  return added.rows[0]?.id ?? 0
}
