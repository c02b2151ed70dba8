import { sql } from 'kysely'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { post, type OutboxEntry } from '../../db/outbox.ts'
import type { Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'
import { isRules } from './rules.ts'

/** The wording of one consent that is in force, and what was last answered to it for a child. */
export interface ChildConsent {
  readonly textId: number
  readonly kind: string
  readonly title: string
  readonly body: string
  /** Without a yes the child cannot be enrolled. */
  readonly blocking: boolean
  /** The rules of a service: read on their own page. */
  readonly isRules: boolean
  /** Null: nobody has answered to this wording. */
  readonly answer: boolean | null
  readonly answeredOn: Day | null
}

/**
 * A guardian's answers to the wordings that were on the page; those that stay as they were are not written again. Whoever
 * answers to the rules of a service finds them under « Documents », with what was answered.
 */
export function answerConsents(
  tx: Tx,
  {
    childRef,
    answers,
  }: { readonly childRef: string; readonly answers: ReadonlyMap<number, boolean> },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const given = JSON.stringify([...answers].map(([textId, answer]) => ({ textId, answer })))
    const written = await sql<{ textId: number; isRules: boolean }>`
      with written as (
      insert into consent (text_id, household_id, child_id, person_id, answer, given_at)
      select t.id, ${by.householdId}, ${childId}, ${by.personId}, g.answer, ${by.now}
      from jsonb_to_recordset(${given}::jsonb) as g("textId" int, answer boolean)
      join consent_text t on t.id = g."textId"
      where g.answer is distinct from (
        select c.answer from consent c where c.child_id = ${childId} and c.text_id = t.id
        order by c.given_at desc, c.id desc limit 1)
      returning text_id)
      select t.id as "textId", ${isRules} as "isRules" from written w join consent_text t on t.id = w.text_id`.execute(
      tx,
    )
    if (written.rows.length === 0) return
    await recordChange(tx, by, { action: 'consent.answer', childId })
    await post(tx, by.now, written.rows.filter((one) => one.isRules).map(renderingFor(by)))
  })
}

function renderingFor({ householdId }: ParentWrite) {
  return ({ textId }: { readonly textId: number }): OutboxEntry => ({
    topic: 'rules.render',
    payload: { textId, householdId },
    householdId,
  })
}

export interface ConsentText {
  readonly kind: string
  readonly version: number
  readonly title: string
  readonly body: string
  readonly blocking: boolean
  readonly validFrom: Day
  /** Of the children with an answer to this wording. */
  readonly yes: number
  readonly no: number
}

/** Every wording, the newest of a kind first, with how many answered what. */
export async function listConsentTexts(tx: Tx): Promise<ConsentText[]> {
  const found = await sql<ConsentText>`
    select t.kind, t.version, t.title, t.body, t.blocking, t.valid_from as "validFrom",
      count(*) filter (where a.answer)::int as yes, count(*) filter (where not a.answer)::int as no
    from consent_text t
    left join (
      select distinct on (child_id, text_id) text_id, answer from consent order by child_id, text_id, given_at desc, id desc
    ) a on a.text_id = t.id
    group by t.id order by t.kind, t.version desc`.execute(tx)
  return found.rows
}

export interface NewConsentText {
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly blocking: boolean
  readonly validFrom: Day
}

/**
 * A new wording of a consent: from its day on families are asked anew, since a yes to other words is no yes to these.
 * Answers the version.
 */
export async function publishConsent(
  tx: Tx,
  { kind, title, body, blocking, validFrom }: NewConsentText,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<number> {
  const last = await sql<{ version: number; validFrom: Day }>`
    select version, valid_from as "validFrom" from consent_text where kind = ${kind}
    order by version desc limit 1 for update`.execute(tx)
  const before = last.rows[0]
  if (before && before.validFrom >= validFrom)
    throw new Refusal('CONSENT_DATED', { after: before.validFrom })
  const version = (before?.version ?? 0) + 1
  const written = await sql<{ id: number }>`
    insert into consent_text (kind, version, title, body, blocking, valid_from, published_by)
    values (${kind}, ${version}, ${title}, ${body}, ${blocking}, ${validFrom}, ${actor})
    returning id`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'consent.publish',
    subject: 'consent_text',
    subjectId: written.rows[0]?.id ?? null,
  })
  return version
}

/** A consent is asked for no longer from the day after; the answers stay. */
export async function endConsent(
  tx: Tx,
  { kind, lastDay }: { readonly kind: string; readonly lastDay: Day },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const ended = await sql`
    update consent_text set valid_to = ${lastDay}::date
    where kind = ${kind} and (valid_to is null or valid_to > ${lastDay}::date)`.execute(tx)
  if (ended.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'consent.end',
    subject: 'consent_text',
  })
}

/** Titles of the blocking consents in force to which nobody has said yes for a child: no enrolment without them. */
export async function missingConsents(tx: Tx, childId: number, day: Day): Promise<string[]> {
  const found = await sql<{ title: string }>`
    select t.title
    from (select distinct on (kind) id, title, blocking from consent_text
          where valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
          order by kind, valid_from desc) t
    where t.blocking and (
      select c.answer from consent c where c.child_id = ${childId} and c.text_id = t.id
      order by c.given_at desc, c.id desc limit 1) is distinct from true
    order by t.title`.execute(tx)
  return found.rows.map(({ title }) => title)
}
