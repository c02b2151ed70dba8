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
  return sql<ClosedDay>`
    select d::date as day, case when h.day is null then 'SCHOOL_HOLIDAY' else 'PUBLIC_HOLIDAY' end as kind
    from generate_series(${monday}::date, ${addDays(monday, 4)}::date, interval '1 day') d
    left join public_holiday h on h.territory = ${territory} and h.day = d::date
    where h.day is not null or exists (
      select from school_holiday s where s.zone = ${zone} and d::date between s.first_day and s.last_day)
    order by 1`
}
