import { sql } from 'kysely'
import {
  activityByRef,
  type CatalogueActivity,
  type CatalogueGroup,
} from '../activities/catalogue.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { missingBlocking } from '../households/papers-to-supply.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { dateInWords } from '../kernel/french.ts'
import { isRef } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { missingConsents } from '../households/child/consents.ts'
import { isHeldForVaccines } from '../households/child/vaccination-watch.ts'
import { candidates, type Candidate } from './candidates.ts'
import { seasonsOf, verdictFor, type Offer } from './offers.ts'

export interface EnrolmentRequest {
  readonly householdId: number
  readonly childRef: string
  readonly activityRef: string
  /** Null: the first season that is not over. */
  readonly periodId: number | null
  /** The family has read that the group is full, and wants to wait for a place. */
  readonly waits: boolean
}

export interface Enroller {
  readonly now: Date
  /** Login of the parent. */
  readonly actor: string
  readonly personId: number
  readonly accountId: number
  readonly formKey: string
  readonly answerTo: string
}

export interface Enrolled {
  /** The form had been sent before: this is the address that tells. */
  readonly repeatOf: string | null
  readonly state: 'ACCEPTED' | 'REQUESTED' | 'WAITING'
}

/** A child and a season that may be looked at before enrolling. */
export interface FoundOffer extends Offer {
  readonly child: Candidate
}

/**
 * Enrols a child: at once where the activity decides by itself, else as a request that an officer answers; on the
 * waiting list of a full group when the family said so. Refuses NOT_FOUND (another family's child, no such activity or
 * season), NOT_ELIGIBLE with `because`, GROUP_FULL, ALREADY_ENROLLED.
 */
export async function enrol(tx: Tx, request: EnrolmentRequest, by: Enroller): Promise<Enrolled> {
  const { now, accountId, answerTo } = by
  const repeatOf = await useFormKey(tx, by.formKey, { accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf, state: 'ACCEPTED' }
  const found = await findOffer(tx, request, now)
  const { child, activity, period } = found
  const verdict = admitted(found)
  await refuseMissingConsents(tx, child, now)
  await refuseMissingVaccines(tx, child, now)
  const group = await groupWithPlace(tx, activity, verdict.groups, period.id)
  if (group === null && !request.waits) {
    throw new Refusal('GROUP_FULL', { child: child.firstName, activity: activity.name })
  }
  const state = group === null ? 'WAITING' : verdict.isImmediate ? 'ACCEPTED' : 'REQUESTED'
  const place = { groupId: (group ?? verdict.group).id, from: verdict.from, state } as const
  await insertEnrolment(tx, found, { ...by, ...place, householdId: request.householdId })
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: by.actor,
    action: actions[state],
    subject: 'child',
    subjectId: child.childId,
    householdId: request.householdId,
  })
  return { repeatOf: null, state }
}

const actions = {
  ACCEPTED: 'enrolment.enrol',
  REQUESTED: 'enrolment.request',
  WAITING: 'enrolment.wait',
} as const

/** The verdict of a child that may enrol or wait; refuses in its words otherwise. */
function admitted({ child, activity, verdict }: FoundOffer) {
  if (verdict.kind === 'OPEN' || verdict.kind === 'FULL') return verdict
  if (verdict.kind === 'ENROLLED')
    throw new Refusal('ALREADY_ENROLLED', { child: child.firstName, activity: activity.name })
  const because =
    verdict.kind === 'NOT_ELIGIBLE'
      ? verdict.reason
      : `Les inscriptions ouvrent le ${dateInWords(dayOf(verdict.opensAt))}.`
  throw new Refusal('NOT_ELIGIBLE', { because })
}

/** What the commune asks of every family before (« Autorisations »): a yes to each blocking wording. */
async function refuseMissingConsents(tx: Tx, child: Candidate, now: Date): Promise<void> {
  const missing = await missingConsents(tx, child.childId, dayOf(now))
  if (missing.length === 0) return
  throw new Refusal('CONSENT_MISSING', { child: child.firstName, consents: missing.join(', ') })
}

/** Who has lacked a mandatory vaccine for three months begins nothing new; what runs goes on. */
async function refuseMissingVaccines(tx: Tx, child: Candidate, now: Date): Promise<void> {
  if (await isHeldForVaccines(tx, child.childId, dayOf(now)))
    throw new Refusal('VACCINES_MISSING', { child: child.firstName })
}

/** Locks the counters of places by season; null: every group is full, or promised to who waits. */
async function groupWithPlace(
  tx: Tx,
  { capacityMode }: CatalogueActivity,
  groups: readonly CatalogueGroup[],
  periodId: number,
): Promise<CatalogueGroup | null> {
  if (capacityMode !== 'ENROLMENT') return groups[0] ?? null
  const ids = groups.map((one) => one.id)
  const found = await sql<{ group_id: number; places_left: number }>`
    select group_id, places_left from app.enrolment_places_left(${ids}::int[], ${periodId})`.execute(
    tx,
  )
  const left = new Map(found.rows.map((row) => [row.group_id, row.places_left]))
  return groups.find((one) => (left.get(one.id) ?? 1) > 0) ?? null
}

/** The child and season of an address; three statements. Refuses NOT_FOUND. */
export async function findOffer(
  tx: Tx,
  { householdId, childRef, activityRef, periodId }: Omit<EnrolmentRequest, 'waits'>,
  now: Date,
): Promise<FoundOffer> {
  const today = dayOf(now)
  const activity = isRef(activityRef) ? await activityByRef(tx, activityRef, today) : undefined
  const child = (await candidates(tx, [householdId], today)).find((one) => one.ref === childRef)
  const period =
    activity && seasonsOf(activity, today).find((one) => periodId === null || one.id === periodId)
  if (!activity || !child || !period || !isPublished(activity, today))
    throw new Refusal('NOT_FOUND')
  const verdict = verdictFor(child, activity, period, now)
  if (verdict.kind !== 'OPEN' && verdict.kind !== 'FULL')
    return { child, activity, period, verdict }
  const of = { householdId, childId: child.childId, activityId: activity.id, day: verdict.from }
  const missingPapers = (await missingBlocking(tx, of)).map((paper) => paper.label)
  const asked = { ...child, missingPapers }
  return { child: asked, activity, period, verdict: verdictFor(asked, activity, period, now) }
}

function isPublished({ publishedFrom, publishedTo }: CatalogueActivity, today: string): boolean {
  return (
    (publishedFrom === null || publishedFrom <= today) &&
    (publishedTo === null || publishedTo >= today)
  )
}

async function insertEnrolment(
  tx: Tx,
  { child, activity, period }: FoundOffer,
  by: Enroller & {
    householdId: number
    groupId: number
    from: Day
    state: 'ACCEPTED' | 'REQUESTED' | 'WAITING'
  },
): Promise<void> {
  const decided = by.state === 'ACCEPTED'
  // Another form of the same family may have been quicker: the exclusion constraint decides.
  const inserted = await sql`
    with enrolled as (
      insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state,
                             requested_by, requested_at, decided_at, decided_by)
      values (${by.householdId}, ${child.childId}, ${activity.id}, ${by.groupId}, ${period.id}, ${by.from},
              ${period.lastDay}, ${by.state}, ${by.personId}, ${by.now}, ${decided ? by.now : null},
              ${decided ? 'automatic' : null})
      on conflict do nothing
      returning *
    ), waits as (
      insert into waiting_entry (household_id, child_id, group_id, period_id, enrolment_id, entered_at)
      select household_id, child_id, group_id, period_id, id, requested_at from enrolled where state = 'WAITING'
    )
    select id from enrolled`.execute(tx)
  if (inserted.rows.length === 0) {
    throw new Refusal('ALREADY_ENROLLED', { child: child.firstName, activity: activity.name })
  }
}
