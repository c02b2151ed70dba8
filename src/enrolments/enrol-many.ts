import { sql } from 'kysely'
import { allActivities } from '../activities/catalogue.ts'
import { eligibility } from '../activities/eligibility.ts'
import type { Tx } from '../db/connect.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { candidates, eligibleOn, isHeld } from './candidates.ts'

export interface GivenEnrolment {
  readonly householdId: number
  readonly childId: number
  readonly activityCode: string
}

/**
 * Enrols many children at once in the season around `from`, accepted, by the same rule as the portal; four
 * statements. Who is not eligible or already enrolled is left out, and whoever comes after the last place of a season.
 * Returns how many were enrolled.
 */
export async function enrolMany(
  tx: Tx,
  given: readonly GivenEnrolment[],
  { from, now, actor }: { from: Day; now: Date; actor: string },
): Promise<number> {
  const activities = new Map((await allActivities(tx, dayOf(now))).map((one) => [one.code, one]))
  const known = await candidates(tx, [...new Set(given.map((one) => one.householdId))], from)
  const children = new Map(known.map((one) => [`${one.householdId} ${one.childId}`, one]))
  const wished = given.flatMap(({ householdId, childId, activityCode }) => {
    const child = children.get(`${householdId} ${childId}`)
    const activity = activities.get(activityCode)
    const period = activity?.periods.find((one) => one.firstDay <= from && from <= one.lastDay)
    if (!child || !activity || !period) return []
    const verdict = eligibility(eligibleOn(child, from), activity, from)
    const isEnrolled = child.enrolments.some(
      (one) => one.activityId === activity.id && isHeld(one, from, period.lastDay),
    )
    if (!verdict.isEligible || isEnrolled) return []
    return [
      {
        householdId,
        childId,
        activityId: activity.id,
        groups: verdict.groups.map((group) => group.id),
        periodId: period.id,
        to: period.lastDay,
      },
    ]
  })
  const rows = await placed(tx, wished)
  const inserted = await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state,
                           requested_at, decided_at, decided_by)
    select "householdId", "childId", "activityId", "groupId", "periodId", ${from}, "to", 'ACCEPTED', ${now}, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(
      "householdId" bigint, "childId" bigint, "activityId" int, "groupId" int, "periodId" int, "to" date)
    on conflict do nothing`.execute(tx)
  return Number(inserted.numAffectedRows ?? 0n)
}

interface Wish {
  readonly periodId: number
  /** Those that take the child, the first with a place is the child's. */
  readonly groups: readonly number[]
}

/** Locks the counters of places by season and deals them out in the order given. */
async function placed<T extends Wish>(
  tx: Tx,
  wishes: readonly T[],
): Promise<(T & { readonly groupId: number })[]> {
  const found = await sql<{ groupId: number; periodId: number; left: number }>`
    select group_id as "groupId", period_id as "periodId", places - taken - held - waiting as left
    from capacity_enrolment where period_id = any(${wishes.map((one) => one.periodId)}::int[])
    order by group_id, period_id for update`.execute(tx)
  const left = new Map(found.rows.map((one) => [`${one.groupId} ${one.periodId}`, one.left]))
  return wishes.flatMap((wish) => {
    const groupId = wish.groups.find((id) => (left.get(`${id} ${wish.periodId}`) ?? 1) > 0)
    if (groupId === undefined) return []
    const key = `${groupId} ${wish.periodId}`
    const before = left.get(key)
    if (before !== undefined) left.set(key, before - 1)
    return [{ ...wish, groupId }]
  })
}
