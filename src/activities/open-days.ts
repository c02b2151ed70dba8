import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day, DayRange } from '../kernel/day.ts'

export interface OpenDay {
  readonly activityId: number
  readonly day: Day
  readonly kind: 'SCHOOL' | 'HOLIDAY'
  /** French; null: open. */
  readonly closedBecause: string | null
  readonly unitIds: readonly number[]
}

/** The days of some activities in a range, closed ones with their reason. */
export async function openDays(
  tx: Tx,
  activityIds: readonly number[],
  range: DayRange,
): Promise<OpenDay[]> {
  const found = await sql<OpenDay>`
    select o.activity_id as "activityId", o.day, o.kind, o.closed_because as "closedBecause",
      coalesce((select jsonb_agg(u.unit_id order by u.unit_id) from open_day_unit u
        where (u.activity_id, u.day) = (o.activity_id, o.day)), '[]') as "unitIds"
    from open_day o
    where o.activity_id = any(${activityIds}::int[]) and o.day between ${range.from}::date and ${range.to}::date
    order by o.activity_id, o.day`.execute(tx)
  return found.rows
}
