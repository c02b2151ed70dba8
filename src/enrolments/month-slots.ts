import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import {
  familyColumns,
  familyOf,
  familyTables,
  type DayRange,
  type FamilyDays,
  type FamilyRow,
} from './family-days.ts'
import {
  offeredColumns,
  offeredOf,
  type CalendarPlace,
  type OfferedDays,
  type OfferedRow,
} from './offered-days.ts'
import { slotsOf, type Slot } from './slots.ts'

export interface LoadedSlots {
  readonly family: FamilyDays
  readonly offered: OfferedDays
  readonly slots: ReadonlyMap<string, Slot>
}

/**
 * Reads a household's calendar between two days: what is enrolled in, and what is booked or was attended without. One
 * statement, whatever the number of children and days.
 */
export async function loadSlots(
  tx: Tx,
  householdId: number,
  range: DayRange,
  place: CalendarPlace,
): Promise<LoadedSlots> {
  const read = await sql<FamilyRow & OfferedRow>`
    with ${familyTables(householdId, range)}, wanted as materialized (
      select
        array(select activity_id from enrolled
              union all
              select activity_id from unit
              where id = any (array(select unit_id from booked union all select unit_id from attended))) as ids,
        array(select group_id from enrolled) as groups
    )
    select ${familyColumns(householdId, range)}, ${offeredColumns(range, place)}`.execute(tx)
  const [row] = read.rows
  if (!row) throw new Error('A statement without a table answered no row')
  const family = familyOf(row)
  const offered = offeredOf(row)
  return { family, offered, slots: slotsOf(family, offered, range) }
}
