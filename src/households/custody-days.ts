import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, schoolYearOf, type Day } from '../kernel/day.ts'
import { custodyDays, type CustodyRule, type HolidaySpan } from './custody-rule.ts'

/** Whose days are built; a `validTo` of null goes on for ever. */
export interface DecidedCustody extends CustodyRule {
  readonly id: number
  readonly childId: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** Days are known to the end of the next school year. */
export function custodyHorizon(today: Day): Day {
  return `${schoolYearOf(today) + 2}-07-31`
}

/**
 * Writes the days of a custody where they are missing or at another table. What has begun is not rewritten: from
 * tomorrow on. Answers how many changed.
 */
export async function buildCustodyDays(
  tx: Tx,
  { id, childId, validFrom, validTo, ...rule }: DecidedCustody,
  holidays: readonly HolidaySpan[],
  now: Date,
): Promise<number> {
  const today = dayOf(now)
  const [tomorrow, horizon] = [addDays(today, 1), custodyHorizon(today)]
  const firstDay = validFrom > tomorrow ? validFrom : tomorrow
  const lastDay = validTo !== null && validTo < horizon ? validTo : horizon
  const days = custodyDays(rule, { firstDay, lastDay }, holidays)
  const written = await sql`
    insert into custody_day (child_id, day, household_id, custody_id)
    select ${childId}, day, household_id, ${id}
    from unnest(${days.map((one) => one.day)}::date[], ${days.map((one) => one.householdId)}::bigint[])
      as built(day, household_id)
    on conflict (child_id, day) do update
      set household_id = excluded.household_id, custody_id = excluded.custody_id
      where (custody_day.household_id, custody_day.custody_id)
        is distinct from (excluded.household_id, excluded.custody_id)`.execute(tx)
  return Number(written.numAffectedRows ?? 0n)
}

/**
 * Alternations whose days to come are to be built anew: those that cut holidays in halves, after a change of the
 * calendar (HOLIDAYS), or those whose days end before the horizon, as every new school year makes them (SHORT).
 */
export async function custodiesToBuild(
  tx: Tx,
  which: 'HOLIDAYS' | 'SHORT',
  today: Day,
): Promise<DecidedCustody[]> {
  const condition =
    which === 'HOLIDAYS'
      ? sql`c.even_year_first_half_id is not null`
      : sql`not exists (
          select from custody_day d
          where d.child_id = c.child_id and d.day = least(c.valid_to, ${custodyHorizon(today)}::date))`
  const found = await sql<DecidedCustody>`
    select ${custodyColumns} from custody c
    where c.mode = 'ALTERNATING' and (c.valid_to is null or c.valid_to > ${today}::date)
      and c.valid_from <= ${custodyHorizon(today)}::date and ${condition}
    order by c.id`.execute(tx)
  return found.rows
}

/** A `DecidedCustody` of the custody c. */
export const custodyColumns = sql`c.id, c.child_id as "childId", c.first_household_id as "firstHouseholdId",
  c.second_household_id as "secondHouseholdId", c.even_week_household_id as "evenWeekHouseholdId",
  c.handover_weekday as "handoverWeekday", to_char(c.handover_time, 'HH24:MI') as "handoverTime",
  c.even_year_first_half_id as "evenYearFirstHalfId", c.valid_from as "validFrom", c.valid_to as "validTo",
  (select coalesce(jsonb_agg(jsonb_build_object('householdId', x.household_id, 'firstDay', x.first_day,
      'lastDay', x.last_day) order by x.first_day), '[]')
   from custody_exception x where x.custody_id = c.id) as exceptions`
