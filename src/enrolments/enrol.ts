import { sql } from 'kysely'
import {
  activityByRef,
  type CatalogueActivity,
  type CataloguePeriod,
} from '../activities/catalogue.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { dayOf } from '../kernel/day.ts'
import { dateInWords } from '../kernel/french.ts'
import { isRef } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { candidates, type Candidate } from './candidates.ts'
import { seasonsOf, verdictFor, type Offer } from './offers.ts'

export interface EnrolmentRequest {
  readonly householdId: number
  readonly childRef: string
  readonly activityRef: string
  /** Null: the first season that is not over. */
  readonly periodId: number | null
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
  readonly state: 'ACCEPTED' | 'REQUESTED'
}

/** A child and a season that may be looked at before enrolling. */
export interface FoundOffer extends Offer {
  readonly child: Candidate
}

/**
 * Enrols a child: at once where the activity decides by itself, else as a request that an officer answers.
 * Refuses NOT_FOUND (another family's child, no such activity or season), NOT_ELIGIBLE with `because`,
 * ALREADY_ENROLLED.
 */
export async function enrol(tx: Tx, request: EnrolmentRequest, by: Enroller): Promise<Enrolled> {
  const { now, accountId, answerTo } = by
  const repeatOf = await useFormKey(tx, by.formKey, { accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf, state: 'ACCEPTED' }
  const found = await findOffer(tx, request, now)
  const { child, activity, verdict } = found
  if (verdict.kind === 'ENROLLED')
    throw new Refusal('ALREADY_ENROLLED', { child: child.firstName, activity: activity.name })
  if (verdict.kind === 'NOT_ELIGIBLE')
    throw new Refusal('NOT_ELIGIBLE', { because: verdict.reason })
  if (verdict.kind === 'NOT_OPEN_YET') {
    const because = `Les inscriptions ouvrent le ${dateInWords(dayOf(verdict.opensAt))}.`
    throw new Refusal('NOT_ELIGIBLE', { because })
  }
  const state = verdict.isImmediate ? 'ACCEPTED' : 'REQUESTED'
  await insertEnrolment(tx, found, { ...by, householdId: request.householdId, state })
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: by.actor,
    action: state === 'ACCEPTED' ? 'enrolment.enrol' : 'enrolment.request',
    subject: 'child',
    subjectId: child.childId,
    householdId: request.householdId,
  })
  return { repeatOf: null, state }
}

/** The child and season of an address; two statements. Refuses NOT_FOUND. */
export async function findOffer(
  tx: Tx,
  { householdId, childRef, activityRef, periodId }: EnrolmentRequest,
  now: Date,
): Promise<FoundOffer> {
  const today = dayOf(now)
  const activity = isRef(activityRef) ? await activityByRef(tx, activityRef, today) : undefined
  const child = (await candidates(tx, [householdId], today)).find((one) => one.ref === childRef)
  const period =
    activity && seasonsOf(activity, today).find((one) => periodId === null || one.id === periodId)
  if (!activity || !child || !period || !isPublished(activity, today))
    throw new Refusal('NOT_FOUND')
  return { child, activity, period, verdict: verdictFor(child, activity, period, now) }
}

function isPublished({ publishedFrom, publishedTo }: CatalogueActivity, today: string): boolean {
  return (
    (publishedFrom === null || publishedFrom <= today) &&
    (publishedTo === null || publishedTo >= today)
  )
}

async function insertEnrolment(
  tx: Tx,
  {
    child,
    activity,
    period,
    verdict,
  }: {
    child: Candidate
    activity: CatalogueActivity
    period: CataloguePeriod
    verdict: Offer['verdict']
  },
  by: Enroller & { householdId: number; state: 'ACCEPTED' | 'REQUESTED' },
): Promise<void> {
  if (verdict.kind !== 'OPEN') return
  const decided = by.state === 'ACCEPTED'
  // Another form of the same family may have been quicker: the exclusion constraint decides.
  const inserted = await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state,
                           requested_by, requested_at, decided_at, decided_by)
    values (${by.householdId}, ${child.childId}, ${activity.id}, ${verdict.group.id}, ${period.id}, ${verdict.from},
            ${period.lastDay}, ${by.state}, ${by.personId}, ${by.now}, ${decided ? by.now : null},
            ${decided ? 'automatic' : null})
    on conflict do nothing`.execute(tx)
  if (inserted.numAffectedRows === 0n) {
    throw new Refusal('ALREADY_ENROLLED', { child: child.firstName, activity: activity.name })
  }
}
