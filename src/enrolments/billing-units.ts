import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { DayFact } from '../pricing/facts.ts'
import { among, type BillingScope } from './billing-scope.ts'

export interface UnitToBill {
  readonly unitId: number
  readonly activityId: number
  /** Its place in the activity. */
  readonly position: number
  /** What its activity's open days of the period are. */
  readonly dayKinds: ReadonlyMap<Day, DayFact['dayKind']>
}

/** By id. */
export type Units = ReadonlyMap<number, UnitToBill>

/** The units of the activities of a run. One statement. */
export async function unitsToBill(
  tx: Tx,
  { from, to, activityIds = null }: BillingScope,
): Promise<Units> {
  const found = await sql<
    Omit<UnitToBill, 'dayKinds'> & { dayKinds: Record<Day, DayFact['dayKind']> }
  >`
    select u.id as "unitId", u.activity_id as "activityId", u.position,
           (select coalesce(jsonb_object_agg(o.day, o.kind), '{}') from open_day o
            where o.activity_id = u.activity_id and o.day between ${from} and ${to}) as "dayKinds"
    from unit u where ${among(sql`u.activity_id`, activityIds)}`.execute(tx)
  return new Map(
    found.rows.map((unit) => [
      unit.unitId,
      { ...unit, dayKinds: new Map(Object.entries(unit.dayKinds)) },
    ]),
  )
}
