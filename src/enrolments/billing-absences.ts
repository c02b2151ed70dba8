import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { AbsenceFact } from '../pricing/facts.ts'
import { among, type BillingScope } from './billing-scope.ts'

interface AbsentDay {
  readonly childId: number
  readonly activityId: number
  readonly day: Day
  readonly kind: AbsenceFact['kind']
  readonly isExcused: boolean
  readonly openDayNumber: number
}

/** By `absenceKey`. */
export type Absences = ReadonlyMap<string, AbsenceFact>

/**
 * The absence that counts for each child, activity and day of a period: an excused one before others,
 * then the first. One statement.
 */
export async function absencesToBill(
  tx: Tx,
  { from, to, activityIds = null }: BillingScope,
  childIds: readonly number[],
): Promise<Absences> {
  const found = await sql<AbsentDay>`
    select distinct on (x.child_id, one.day, a.id) x.child_id as "childId", one.day, a.id as "activityId", x.kind,
           x.state = 'EXCUSED' as "isExcused",
           (select count(*)::int from open_day past
            where past.activity_id = a.id and past.day between x.first_day and one.day
              and past.closed_because is null) as "openDayNumber"
    from absence x
    join activity a on (x.activity_id is null or x.activity_id = a.id) and ${among(sql`a.id`, activityIds)}
    cross join lateral (
      select day::date from generate_series(greatest(x.first_day, ${from}), least(x.last_day, ${to}), '1 day') day
    ) one
    where x.child_id = any(${childIds}::bigint[]) and x.first_day <= ${to} and x.last_day >= ${from}
      and x.state <> 'WITHDRAWN'
    order by x.child_id, one.day, a.id, x.state = 'EXCUSED' desc, x.id`.execute(tx)
  return new Map(
    found.rows.map(({ childId, activityId, day, kind, isExcused, openDayNumber }) => [
      absenceKey(childId, activityId, day),
      { kind, isExcused, openDayNumber },
    ]),
  )
}

export function absenceKey(childId: number, activityId: number, day: Day): string {
  return `${childId} ${activityId} ${day}`
}
