import type { DayRange } from '../kernel/day.ts'
import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import {
  familyColumns,
  familyOf,
  familyTables,
  type FamilyDays,
  type FamilyRow,
} from './family-days.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { knownOfferedDays, type OfferedDays } from './offered-days.ts'
import { slotsOf, type Slot } from './slots.ts'

export interface LoadedSlots {
  readonly family: FamilyDays
  readonly offered: OfferedDays
  readonly slots: ReadonlyMap<string, Slot>
}

/**
 * Reads a household's calendar between two days: what is enrolled in, and what is booked or was attended without. One
 * statement, whatever the number of children and days, and one more when what is offered then is not known yet.
 */
export async function loadSlots(
  tx: Tx,
  householdId: number,
  range: DayRange,
  place: CalendarPlace,
): Promise<LoadedSlots> {
  const read = await sql<FamilyRow & { activityIds: number[]; version: string }>`
    with ${familyTables(householdId, range)}
    select
      ${familyColumns(householdId, range)},
      array(select activity_id from enrolled
            union
            select activity_id from unit
            where id = any (array(select unit_id from booked union all select unit_id from attended))) as "activityIds",
      (select version from activities_version) as version`.execute(tx)
  const [row] = read.rows
  if (!row) throw new Error('A statement without a table answered no row')
  const { activityIds, version, ...rest } = row
  const family = familyOf(rest)
  const offered = await knownOfferedDays(tx, version, { activityIds, range, place })
  return { family, offered, slots: slotsOf(family, offered, range) }
}
