import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, mondayOf, type Day } from '../kernel/day.ts'
import type { CustodyBilling } from './custody.ts'

/** What both parents read of the alternating custody of a child. */
export interface CustodyCalendar {
  /** Does the even week begin at the reader's? */
  readonly isEvenWeekOwn: boolean
  readonly handoverWeekday: number
  readonly handoverTime: string
  /** First half of the holidays in even years: at the reader's, at the other's, or holidays follow the weeks (null). */
  readonly isEvenYearFirstHalfOwn: boolean | null
  readonly validFrom: Day
  readonly billing: CustodyBilling
  /** What the reader's household pays of each day, whoever books; null: by the calendar, or who books. */
  readonly ownPercent: number | null
  /** From the Monday of this week on; days before the custody began are left out. */
  readonly days: readonly { readonly day: Day; readonly isOwn: boolean }[]
}

const weeksShown = 10

/** Undefined: the child is not in alternating custody. One statement. */
export async function custodyCalendar(
  tx: Tx,
  of: { readonly householdId: number; readonly childId: number },
  today: Day,
): Promise<CustodyCalendar | undefined> {
  const monday = mondayOf(today)
  const found = await sql<CustodyCalendar>`
    select c.even_week_household_id = ${of.householdId} as "isEvenWeekOwn", c.handover_weekday as "handoverWeekday",
      to_char(c.handover_time, 'HH24:MI') as "handoverTime",
      c.even_year_first_half_id = ${of.householdId} as "isEvenYearFirstHalfOwn", c.valid_from as "validFrom",
      c.billing, case when c.billing in ('BY_PERCENT', 'SINGLE_PAYER') then
        case when c.first_household_id = ${of.householdId} then coalesce(c.first_percent, 100)
             else 100 - coalesce(c.first_percent, 100) end end as "ownPercent",
      (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'isOwn', d.household_id = ${of.householdId})
          order by d.day), '[]')
       from custody_day d
       where d.child_id = c.child_id and d.day between ${monday}::date and ${addDays(monday, weeksShown * 7 - 1)}::date) as days
    from custody c
    where c.child_id = ${of.childId} and c.mode = 'ALTERNATING'
      and (c.valid_to is null or c.valid_to >= ${today}::date)
    order by c.valid_from limit 1`.execute(tx)
  return found.rows[0]
}
