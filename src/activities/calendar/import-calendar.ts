import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { CalendarFile } from './read-calendar.ts'

export interface CalendarImport {
  readonly schoolHolidays: Changed
  readonly publicHolidays: Changed
}

interface Changed {
  readonly added: number
  readonly removed: number
  readonly unchanged: number
}

/**
 * Makes the calendars those of the file, within the years that the file holds: what it no longer names there, or names
 * on other days, is removed, other years stay. Idempotent. Open days already generated change with the next import of the activities.
 */
export async function importCalendar(tx: Tx, calendar: CalendarFile): Promise<CalendarImport> {
  return {
    schoolHolidays: await importSchoolHolidays(tx, calendar),
    publicHolidays: await importPublicHolidays(tx, calendar),
  }
}

async function importSchoolHolidays(tx: Tx, { schoolHolidays }: CalendarFile): Promise<Changed> {
  const file = sql`jsonb_to_recordset(${JSON.stringify(schoolHolidays)}::jsonb)
    f(zone text, label text, "firstDay" date, "lastDay" date)`
  const removed = await sql`
    delete from school_holiday h
    using (select zone, min("firstDay") as first, max("lastDay") as last from ${file} group by zone) span
    where h.zone = span.zone
      and (h.first_day between span.first and span.last or exists (select 1 from ${file}
        where f.zone = h.zone and f."firstDay" <= h.last_day and f."lastDay" >= h.first_day))
      and not exists (select 1 from ${file}
        where (f.zone, f.label, f."firstDay", f."lastDay") = (h.zone, h.label, h.first_day, h.last_day))`.execute(
    tx,
  )
  const added = await sql`
    insert into school_holiday (zone, label, first_day, last_day)
    select zone, label, "firstDay", "lastDay" from ${file}
    on conflict (zone, first_day) do nothing`.execute(tx)
  return changed(schoolHolidays.length, added.numAffectedRows, removed.numAffectedRows)
}

async function importPublicHolidays(tx: Tx, { publicHolidays }: CalendarFile): Promise<Changed> {
  const file = sql`jsonb_to_recordset(${JSON.stringify(publicHolidays)}::jsonb)
    f(territory text, day date, label text)`
  const removed = await sql`
    delete from public_holiday h
    using (select territory, min(day) as first, max(day) as last from ${file} group by territory) span
    where h.territory = span.territory and h.day between span.first and span.last
      and not exists (select 1 from ${file} where (f.territory, f.day, f.label) = (h.territory, h.day, h.label))`.execute(
    tx,
  )
  const added = await sql`
    insert into public_holiday (territory, day, label)
    select territory, day, label from ${file}
    on conflict (territory, day) do nothing`.execute(tx)
  return changed(publicHolidays.length, added.numAffectedRows, removed.numAffectedRows)
}

function changed(total: number, added = 0n, removed = 0n): Changed {
  return { added: Number(added), removed: Number(removed), unchanged: total - Number(added) }
}
