import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { post } from '../db/outbox.ts'
import { notify } from './notify.ts'
import { openThreads } from './town-hall.ts'
import { filledIn, type Values } from './variables.ts'

export interface NewMailing {
  /** The selection, as it was asked for. */
  readonly selection: unknown
  readonly service: string
  /** The same for everybody: it stands in the mail. */
  readonly subject: string
  readonly body: string
  /** The officer's name as families read it. */
  readonly signature: string
  /** The same key is the same mailing, however often it is asked for. */
  readonly runKey: string
  readonly families: readonly {
    readonly householdId: number
    readonly personIds: readonly number[]
    readonly values: Values
  }[]
}

interface By {
  readonly now: Date
  readonly actor: string
}

/**
 * Fixes who gets a mailing, and asks the worker for it. Its receivers are those of this moment, each once (the key is
 * mailing and person). The key of an earlier mailing answers that one and changes nothing.
 */
export async function prepareMailing(
  tx: Tx,
  mailing: NewMailing,
  { now, actor }: By,
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const made = await sql<{ id: number }>`
    insert into mailing (selection, service, subject, body, run_key, signature, actor, created_at)
    values (${JSON.stringify(mailing.selection)}, ${mailing.service}, ${mailing.subject}, ${mailing.body},
      ${mailing.runKey}, ${mailing.signature}, ${actor}, ${now})
    on conflict (run_key) do nothing returning id`.execute(tx)
  const id = made.rows[0]?.id
  if (id === undefined) return { id: await mailingOf(tx, mailing.runKey), isNew: false }
  await sql`
    insert into mailing_recipient (mailing_id, person_id, household_id, variables)
    select ${id}, person_id, "householdId", "values"
    from jsonb_to_recordset(${JSON.stringify(mailing.families)}::jsonb)
      as family("householdId" bigint, "personIds" bigint[], "values" jsonb)
    cross join unnest("personIds") as person_id
    on conflict do nothing`.execute(tx)
  const key = `mailing:${id}`
  await post(tx, now, [{ topic: 'mailing.send', payload: { mailingId: id }, dedupeKey: key }])
  const entry = { at: now, actorKind: 'OFFICER', actor, action: 'mailing.send' } as const
  await record(tx, { ...entry, subject: 'mailing', subjectId: id })
  return { id, isNew: true }
}

async function mailingOf(tx: Tx, runKey: string): Promise<number> {
  const found = await sql<{ id: number }>`
    select id from mailing where run_key = ${runKey}`.execute(tx)
  return found.rows[0]?.id ?? 0
}

interface Turn {
  readonly householdId: number
  readonly personIds: readonly number[]
  readonly values: Values
}

/**
 * The next families of a mailing: a thread each, its adults told, and the receivers marked, in one transaction. Whoever
 * sends at the same time waits for the mailing's row. Returns how many families; 0 when it is done.
 */
export async function sendMailingBatch(
  tx: Tx,
  mailingId: number,
  { now, size = 200 }: { readonly now: Date; readonly size?: number },
): Promise<number> {
  const locked = await sql<{ service: string; subject: string; body: string; signature: string }>`
    select service, subject, body, signature from mailing
    where id = ${mailingId} and finished_at is null for update`.execute(tx)
  const [mailing] = locked.rows
  if (!mailing) return 0
  const next = await sql<Turn>`
    select household_id as "householdId", array_agg(person_id order by person_id) as "personIds",
           (array_agg(variables order by person_id))[1] as values
    from mailing_recipient where mailing_id = ${mailingId} and thread_id is null
    group by household_id order by household_id limit ${size}`.execute(tx)
  const turns = next.rows
  if (turns.length === 0) {
    await sql`update mailing set finished_at = ${now} where id = ${mailingId}`.execute(tx)
    return 0
  }
  const { service, subject, signature } = mailing
  const messages = turns.map(({ householdId, values }) => ({
    householdId,
    service,
    subject,
    body: filledIn(mailing.body, values),
    officer: signature,
  }))
  const opened = await openThreads(tx, messages, now)
  await sql`
    update mailing_recipient set thread_id = t.id
    from jsonb_to_recordset(${JSON.stringify(opened)}::jsonb) as t(id bigint, "householdId" bigint)
    where mailing_id = ${mailingId} and household_id = t."householdId" and thread_id is null`.execute(
    tx,
  )
  const peopleOf = new Map(turns.map(({ householdId, personIds }) => [householdId, personIds]))
  await notify(
    tx,
    opened.map(({ id, ref, householdId }) => ({
      kind: 'MESSAGE',
      householdId,
      personIds: peopleOf.get(householdId) ?? [],
      aboutId: id,
      dedupeKey: `thread:${id}`,
      link: { page: 'thread', ref },
      detail: subject,
    })),
    { now },
  )
  return turns.length
}

export interface ListedMailing {
  readonly id: number
  readonly createdAt: Date
  readonly actor: string
  readonly subject: string
  readonly families: number
  /** Families that have it in their messages. */
  readonly reached: number
  readonly finishedAt: Date | null
  /** Mails that wait for the worker or the mail server, that a server took, and that came back or were given up. */
  readonly waiting: number
  readonly sent: number
  readonly lost: number
}

/** Mailings, the newest first, or one. */
export async function listMailings(
  tx: Tx,
  { id = null, limit = 50 }: { readonly id?: number | null; readonly limit?: number },
): Promise<ListedMailing[]> {
  const found = await sql<ListedMailing>`
    with listed as (
      select * from mailing where ${id}::bigint is null or id = ${id} order by id desc limit ${limit}
    ), mail as (
      select r.mailing_id, count(*) filter (where o.id is not null)::int as waiting,
             count(*) filter (where d.state = 'SENT')::int as sent,
             count(*) filter (where d.state in ('BOUNCED', 'GIVEN_UP'))::int as lost
      from listed
      join mailing_recipient r on r.mailing_id = listed.id
      join notice n on n.person_id = r.person_id and n.kind = 'MESSAGE' and n.dedupe_key = 'thread:' || r.thread_id
      left join outbox o on o.topic = 'mail.send' and o.dedupe_key = 'notice:' || n.id and o.done_at is null
      left join mail_delivery d on d.notice_id = n.id
      group by r.mailing_id
    )
    select m.id, m.created_at as "createdAt", m.actor, m.subject,
           count(distinct r.household_id)::int as families,
           count(distinct r.household_id) filter (where r.thread_id is not null)::int as reached,
           m.finished_at as "finishedAt", coalesce(max(mail.waiting), 0) as waiting, coalesce(max(mail.sent), 0) as sent,
           coalesce(max(mail.lost), 0) as lost
    from listed m
    left join mailing_recipient r on r.mailing_id = m.id
    left join mail on mail.mailing_id = m.id
    group by m.id, m.created_at, m.actor, m.subject, m.finished_at
    order by m.id desc`.execute(tx)
  return found.rows
}
