import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day, DayRange } from '../../kernel/day.ts'
import type { CalendarPlace, Zone } from '../../settings/calendar-place.ts'

/** Mondays to Fridays that are neither school nor public holidays. */
export async function schoolDays(tx: Tx, place: CalendarPlace, range: DayRange): Promise<Day[]> {
  const found = await sql<{ day: Day }>`
    select d::date as day
    from generate_series(${range.from}::date, ${range.to}::date, interval '1 day') d
    where extract(isodow from d) <= 5
      and not exists (select 1 from public_holiday h where h.territory = ${place.territory} and h.day = d::date)
      and not exists (select 1 from school_holiday h
        where h.zone = ${place.zone} and d::date between h.first_day and h.last_day)
    order by d`.execute(tx)
  return found.rows.map((row) => row.day)
}

export interface Holiday {
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
}

/** School holidays that touch a range. */
export async function schoolHolidays(tx: Tx, zone: Zone, range: DayRange): Promise<Holiday[]> {
  const found = await sql<Holiday>`
    select label, first_day as "firstDay", last_day as "lastDay" from school_holiday
    where zone = ${zone} and first_day <= ${range.to}::date and last_day >= ${range.from}::date
    order by first_day`.execute(tx)
  return found.rows
}

/** Public holidays with their names: what `deadlineFor` asks for is the set of their days. */
export async function publicHolidays(
  tx: Tx,
  territory: string,
  range: DayRange,
): Promise<Map<Day, string>> {
  const found = await sql<{ day: Day; label: string }>`
    select day, label from public_holiday
    where territory = ${territory} and day between ${range.from}::date and ${range.to}::date
    order by day`.execute(tx)
  return new Map(found.rows.map(({ day, label }) => [day, label]))
}
