import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'

/** Rows of a household, or of one child of it alone. */
export interface OfHousehold {
  readonly householdId: number
  /** Null: of all its children. */
  readonly childId: number | null
}

/** As a condition on the columns household_id and child_id. */
export function isOf({ householdId, childId }: OfHousehold): RawBuilder<boolean> {
  const ofHousehold = sql<boolean>`household_id = ${householdId}`
  return childId === null ? ofHousehold : sql<boolean>`${ofHousehold} and child_id = ${childId}`
}

/** What waits for a decision, or is not over on a day. */
export interface Undecided {
  readonly enrolments: number
  readonly queues: number
  readonly absences: number
}

/** How many requests of enrolment, places in queues and absences somebody must still answer for. One statement. */
export async function undecidedOf(tx: Tx, own: OfHousehold, day: Day): Promise<Undecided> {
  const found = await sql<Undecided>`
    select
      (select count(*)::int from enrolment where ${isOf(own)} and state in ('REQUESTED', 'WAITING')) as enrolments,
      (select count(*)::int from waiting_entry where ${isOf(own)} and state in ('WAITING', 'OFFERED')) as queues,
      (select count(*)::int from absence
       where ${isOf(own)} and state <> 'WITHDRAWN' and last_day >= ${day}::date) as absences`.execute(
    tx,
  )
  return found.rows[0] ?? { enrolments: 0, queues: 0, absences: 0 }
}

/** Weekly patterns end the day before; those that had not begun were never. */
export async function endPatterns(tx: Tx, own: OfHousehold, day: Day): Promise<void> {
  await sql`delete from weekly_pattern where ${isOf(own)} and valid_from >= ${day}::date`.execute(
    tx,
  )
  await sql`
    update weekly_pattern set valid_to = ${addDays(day, -1)}
    where ${isOf(own)} and valid_to >= ${day}::date`.execute(tx)
}
