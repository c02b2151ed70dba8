import { sql } from 'kysely'
import { addDays, type Day } from '../../kernel/day.ts'

/** A day without school: a public holiday, or one of the school's. */
export interface ClosedDay {
  readonly day: Day
  readonly kind: 'PUBLIC_HOLIDAY' | 'SCHOOL_HOLIDAY'
}

/** Those of a week from its Monday to its Friday, as a part of a larger statement. */
export function closedRows(
  monday: Day,
  { zone, territory }: { readonly zone: string; readonly territory: string },
) {
  const friday = addDays(monday, 4)
  return sql<ClosedDay>`
    with public as materialized (
      select day from public_holiday
      where territory = ${territory} and day between ${monday}::date and ${friday}::date)
    select day, 'PUBLIC_HOLIDAY' as kind from public
    union
    select d::date, 'SCHOOL_HOLIDAY'
    from school_holiday s
    cross join generate_series(greatest(s.first_day, ${monday}::date), least(s.last_day, ${friday}::date), interval '1 day') d
    where s.zone = ${zone} and s.first_day <= ${friday}::date and s.last_day >= ${monday}::date
      and d::date not in (select day from public)
    order by day`
}
