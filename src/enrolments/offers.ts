import type { CatalogueActivity, CatalogueGroup, CataloguePeriod } from '../activities/catalogue.ts'
import { publishedActivities } from '../activities/catalogue.ts'
import { eligibility } from '../activities/eligibility.ts'
import type { Tx } from '../db/connect.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import {
  candidates,
  eligibleOn,
  isHeld,
  type Candidate,
  type KnownEnrolment,
} from './candidates.ts'

/** What is offered to each child of a household, and what it is enrolled in. */
export interface ChildOffers {
  readonly child: Candidate
  /** Those that are not over, refused ones with their reason. */
  readonly enrolments: readonly KnownEnrolment[]
  readonly offers: readonly Offer[]
}

/** One activity and season for one child. */
export interface Offer {
  readonly activity: CatalogueActivity
  readonly period: CataloguePeriod
  readonly verdict: Verdict
}

export type Verdict =
  | {
      readonly kind: 'OPEN'
      readonly group: CatalogueGroup
      /** All that take the child, the first of them with a place in front. */
      readonly groups: readonly CatalogueGroup[]
      readonly from: Day
      /** False: an officer decides. */
      readonly isImmediate: boolean
    }
  /** Every group that takes the child is full for the season: there is a waiting list. */
  | {
      readonly kind: 'FULL'
      readonly group: CatalogueGroup
      readonly groups: readonly CatalogueGroup[]
      readonly from: Day
      readonly isImmediate: boolean
      /** Families that wait already. */
      readonly waiting: number
    }
  /** A French sentence. */
  | { readonly kind: 'NOT_ELIGIBLE'; readonly reason: string }
  | { readonly kind: 'NOT_OPEN_YET'; readonly opensAt: Date }
  | {
      readonly kind: 'ENROLLED'
      readonly state: 'REQUESTED' | 'ACCEPTED' | 'WAITING'
      readonly ref: string
    }

/** What a family can enrol in today, child by child; two statements. */
export async function offersFor(tx: Tx, householdId: number, now: Date): Promise<ChildOffers[]> {
  const today = dayOf(now)
  const activities = await publishedActivities(tx, today)
  const children = await candidates(tx, [householdId], today)
  return children.map((child) => ({
    child,
    enrolments: child.enrolments.filter((one) => one.state !== 'CANCELLED'),
    offers: activities.flatMap((activity) =>
      seasonsOf(activity, today).map((period) => ({
        activity,
        period,
        verdict: verdictFor(child, activity, period, now),
      })),
    ),
  }))
}

/** The seasons of an activity that are not over. */
export function seasonsOf({ periods }: CatalogueActivity, today: Day): CataloguePeriod[] {
  return periods.filter((period) => period.lastDay >= today)
}

/** May this child be enrolled for this season, and how? The one answer for the list, the page, the form and imports. */
export function verdictFor(
  child: Candidate,
  activity: CatalogueActivity,
  period: CataloguePeriod,
  now: Date,
): Verdict {
  const today = dayOf(now)
  const from = today > period.firstDay ? today : period.firstDay
  const held = child.enrolments.find(
    (one) => one.activityId === activity.id && isHeld(one, from, period.lastDay),
  )
  if (held) return { kind: 'ENROLLED', state: heldState(held), ref: held.ref }
  const verdict = eligibility(eligibleOn(child, from), activity, from)
  if (!verdict.isEligible) return { kind: 'NOT_ELIGIBLE', reason: verdict.reason }
  const opensAt = period.enrolmentOpensAt ? new Date(period.enrolmentOpensAt) : null
  if (opensAt && opensAt > now) return { kind: 'NOT_OPEN_YET', opensAt }
  return placeVerdict(verdict.groups, { activity, period, from })
}

function placeVerdict(
  groups: readonly CatalogueGroup[],
  { activity, period, from }: { activity: CatalogueActivity; period: CataloguePeriod; from: Day },
): Verdict {
  const places = new Map(
    activity.seasonPlaces
      .filter((one) => one.periodId === period.id)
      .map((one) => [one.groupId, one]),
  )
  const open = groups.find((one) => (places.get(one.id)?.left ?? 1) > 0)
  const group = open ?? groups[0]
  if (!group) return { kind: 'NOT_ELIGIBLE', reason: '' }
  const rest = { group, groups, from, isImmediate: activity.decision === 'AUTOMATIC' }
  if (open) return { kind: 'OPEN', ...rest }
  return { kind: 'FULL', ...rest, waiting: places.get(group.id)?.waiting ?? 0 }
}

function heldState({ state }: KnownEnrolment): 'REQUESTED' | 'ACCEPTED' | 'WAITING' {
  return state === 'REQUESTED' || state === 'WAITING' ? state : 'ACCEPTED'
}
