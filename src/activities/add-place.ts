import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

/** Where places are counted: a unit of a day, or a season. */
export interface PlaceOf {
  readonly groupId: number
  readonly unitId: number | null
  readonly day: Day | null
  readonly periodId: number | null
}

/** One place beyond the limit: an officer's deliberate excess. */
export async function addPlace(tx: Tx, { groupId, unitId, day, periodId }: PlaceOf): Promise<void> {
  if (day !== null) {
    await sql`
      update capacity_day set overbooked = overbooked + 1
      where group_id = ${groupId} and unit_id = ${unitId} and day = ${day}`.execute(tx)
    return
  }
  await sql`
    update capacity_enrolment set overbooked = overbooked + 1
    where group_id = ${groupId} and period_id = ${periodId}`.execute(tx)
}
