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
 * Enrols many children at once in the season around `from`, accepted, by the same rule as the portal; three
 * statements. Who is not eligible or already enrolled is left out. Returns how many were enrolled.
 */
export async function enrolMany(
  tx: Tx,
  given: readonly GivenEnrolment[],
  { from, now, actor }: { from: Day; now: Date; actor: string },
): Promise<number> {
  const activities = new Map((await allActivities(tx, dayOf(now))).map((one) => [one.code, one]))
  const known = await candidates(tx, [...new Set(given.map((one) => one.householdId))], from)
  const children = new Map(known.map((one) => [`${one.householdId} ${one.childId}`, one]))
  const rows = given.flatMap(({ householdId, childId, activityCode }) => {
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
        groupId: verdict.groups[0]?.id,
        periodId: period.id,
        to: period.lastDay,
      },
    ]
  })
  const inserted = await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state,
                           requested_at, decided_at, decided_by)
    select "householdId", "childId", "activityId", "groupId", "periodId", ${from}, "to", 'ACCEPTED', ${now}, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(
      "householdId" bigint, "childId" bigint, "activityId" int, "groupId" int, "periodId" int, "to" date)
    on conflict do nothing`.execute(tx)
  return Number(inserted.numAffectedRows ?? 0n)
}
