import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { Refusal } from '../kernel/refusal.ts'
import { notify } from './notify.ts'

/** The town hall's services that a family may write to. */
export const services = ['Service scolaire', 'Restauration', 'Facturation'] as const

export type Service = (typeof services)[number]

export interface NewThread {
  readonly householdId: number
  readonly personId: number
  readonly service: Service
  readonly subject: string
  readonly body: string
}

/** A thread that an officer opens or answers, with the officer's name as the family reads it. */
export interface TownHallMessage {
  readonly householdId: number
  readonly service: Service
  readonly subject: string
  readonly body: string
  readonly officer: string
}

export interface FormUse {
  readonly key: string
  readonly accountId: number
  readonly answerTo: string
}

/**
 * A parent writes to the town hall: the thread is the writer's own (audience PERSON). Sent twice with one form key,
 * it counts once: the first answer's address comes back.
 */
export async function writeToTownHall(
  tx: Tx,
  thread: NewThread,
  { now, form }: { readonly now: Date; readonly form: FormUse },
): Promise<string> {
  const earlier = await useFormKey(tx, form.key, { ...form, now })
  if (earlier) return earlier
  const { id } = await tx
    .insertInto('thread')
    .values({
      audience: 'PERSON',
      household_id: thread.householdId,
      person_id: thread.personId,
      service: thread.service,
      subject: thread.subject,
      last_message_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('message')
    .values({
      thread_id: id,
      author_person_id: thread.personId,
      body: thread.body,
      sent_at: now,
    })
    .execute()
  return form.answerTo
}

/** A parent answers in a thread. Throws NOT_FOUND when the thread is not the parent's. */
export async function answerThread(
  tx: Tx,
  answer: {
    readonly ref: string
    readonly householdId: number
    readonly personId: number
    readonly body: string
  },
  { now, form }: { readonly now: Date; readonly form: FormUse },
): Promise<string> {
  const earlier = await useFormKey(tx, form.key, { ...form, now })
  if (earlier) return earlier
  const written = await sql`
    with reopened as (
      update thread set state = 'OPEN', last_message_at = ${now}
      where ref = ${answer.ref} and household_id = ${answer.householdId}
      returning id
    )
    insert into message (thread_id, author_person_id, body, sent_at)
    select id, ${answer.personId}, ${answer.body}, ${now} from reopened`.execute(tx)
  if (written.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
  return form.answerTo
}

/** The town hall writes to families, one thread a household (audience FAMILY). Set-based. */
export async function writeToFamilies(
  tx: Tx,
  messages: readonly TownHallMessage[],
  { now }: { readonly now: Date },
): Promise<void> {
  const rows = JSON.stringify(
    messages.map((message) => ({ ...message, household_id: message.householdId })),
  )
  const opened = await sql<{ id: number; ref: string; householdId: number }>`
    with given as (
      select row_number() over () as n, nextval(pg_get_serial_sequence('thread', 'id')) as thread_id, entry.*
      from jsonb_to_recordset(${rows}::jsonb)
        as entry(household_id bigint, service text, subject text, body text, officer text)
    ), opened as (
      insert into thread (id, audience, household_id, service, subject, state, last_message_at)
      overriding system value
      select thread_id, 'FAMILY', household_id, service, subject, 'ANSWERED', ${now} from given
      returning id, ref, household_id
    ), said as (
      insert into message (thread_id, author_officer, body, sent_at)
      select thread_id, officer, body, ${now} from given order by n
    )
    select id, ref, household_id as "householdId" from opened`.execute(tx)
  await notify(
    tx,
    opened.rows.map(({ id, ref, householdId }) => ({
      kind: 'MESSAGE',
      householdId,
      aboutId: id,
      dedupeKey: `thread:${id}`,
      link: { page: 'thread', ref },
    })),
    { now },
  )
}
