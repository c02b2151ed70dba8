import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { schoolYearOf } from '../kernel/day.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import type { ActivitySpec } from './model.ts'

/**
 * School years and years of the periods for which no calendar was imported: open days generated without one would
 * be wrong, so the import must not begin. In words, empty when all is there.
 */
export async function missingCalendars(
  tx: Tx,
  activities: readonly ActivitySpec[],
  { zone, territory }: CalendarPlace,
): Promise<string[]> {
  const periods = activities.flatMap((activity) => activity.periods)
  const first = periods.map((period) => period.firstDay).sort()[0]
  const last = periods
    .map((period) => period.lastDay)
    .sort()
    .at(-1)
  if (first === undefined || last === undefined) return []
  const missing = await sql<{ words: string }>`
    select words from (
    select 1 as part, y, 'school holidays of zone ' || ${zone}::text || ', ' || y || '-' || (y + 1) as words
    from generate_series(${schoolYearOf(first)}::int, ${schoolYearOf(last)}::int) y
    where not exists (select 1 from school_holiday h where h.zone = ${zone}
      and h.first_day between make_date(y, 8, 1) and make_date(y + 1, 6, 30))
    union all
    select 2, y, 'public holidays of ' || ${territory}::text || ', ' || y
    from generate_series(${Number(first.slice(0, 4))}::int, ${Number(last.slice(0, 4))}::int) y
    where not exists (select 1 from public_holiday h where h.territory = ${territory}
      and extract(year from h.day) = y)
    ) missing order by part, y`.execute(tx)
  return missing.rows.map((row) => row.words)
}
