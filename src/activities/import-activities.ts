import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { saveActivityPapers, type ActivityPaper } from '../households/activity-papers.ts'
import { saveSchools } from '../households/schools.ts'
import { dayOf } from '../kernel/day.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { importDeadlines } from './import-deadlines.ts'
import type { ActivitySpec, Catalogue } from './model.ts'
import { openTheDays, type NewlyClosedDay, type OpenedDays } from './open-the-days.ts'

export interface ActivitiesImport {
  readonly activities: readonly string[]
  /** Units, groups and periods that the file no longer names: kept, because families may hold them. */
  readonly keptThoughUnnamed: readonly string[]
  readonly days: OpenedDays
  /** What is booked on them is the caller's to cancel. */
  readonly newlyClosed: readonly NewlyClosedDay[]
}

/**
 * Makes the catalogue that of the file and generates its open days from the calendar of the commune's place.
 * Set-based and idempotent: codes (for periods, labels) are the keys. Nothing is deleted that families may hold.
 */
export async function importActivities(
  tx: Tx,
  catalogue: Catalogue,
  at: { readonly place: CalendarPlace; readonly now: Date },
): Promise<ActivitiesImport> {
  const { activities } = catalogue
  await saveSchools(tx, catalogue.schools)
  await saveRegies(tx, catalogue)
  await saveSites(tx, catalogue)
  await saveActivities(tx, activities)
  await savePeriods(tx, activities)
  await saveUnits(tx, activities)
  await saveGroups(tx, activities)
  await saveActivityPapers(
    tx,
    activities.map((activity) => activity.code),
    activities.flatMap(papersOf),
  )
  await importDeadlines(tx, activities, dayOf(at.now))
  const { days, newlyClosed } = await openTheDays(tx, activities, at.place)
  const keptThoughUnnamed = await unnamed(tx, activities)
  return {
    activities: activities.map((activity) => activity.code),
    keptThoughUnnamed,
    days,
    newlyClosed,
  }
}

async function saveRegies(tx: Tx, { regies }: Catalogue): Promise<void> {
  await sql`
    insert into regie (code, name, siret, ics, route, vat_mention)
    select code, name, siret, ics, route, "vatMention"
    from jsonb_to_recordset(${JSON.stringify(regies)}::jsonb)
      r(code text, name text, siret text, ics text, route text, "vatMention" text)
    on conflict (code) do update set name = excluded.name, siret = excluded.siret, ics = excluded.ics,
      route = excluded.route, vat_mention = excluded.vat_mention`.execute(tx)
}

async function saveSites(tx: Tx, { sites }: Catalogue): Promise<void> {
  await sql`
    insert into site (code, name, school_id, address)
    select f.code, f.name, s.id, f.address
    from jsonb_to_recordset(${JSON.stringify(sites)}::jsonb) f(code text, name text, school text, address text)
    left join school s on s.uai = f.school
    on conflict (code) do update set name = excluded.name, school_id = excluded.school_id, address = excluded.address`.execute(
    tx,
  )
}

async function saveActivities(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  await sql`
    insert into activity (code, kind, name, regie_id, licence_number, decision, capacity_mode, conditions,
      published_from, published_to)
    select f.code, f.kind, f.name, r.id, f."licenceNumber", f.decision, f."capacityMode", f.conditions,
      f."publishedFrom", f."publishedTo"
    from jsonb_to_recordset(${JSON.stringify(activities)}::jsonb) f(code text, kind text, name text, regie text,
      "licenceNumber" text, decision text, "capacityMode" text, conditions jsonb, "publishedFrom" date,
      "publishedTo" date)
    join regie r on r.code = f.regie
    on conflict (code) do update set kind = excluded.kind, name = excluded.name, regie_id = excluded.regie_id,
      licence_number = excluded.licence_number, decision = excluded.decision,
      capacity_mode = excluded.capacity_mode, conditions = excluded.conditions,
      published_from = excluded.published_from, published_to = excluded.published_to`.execute(tx)
}

function papersOf({ code, papers }: ActivitySpec): ActivityPaper[] {
  return [
    ...papers.required.map((kind) => ({ activity: code, kind, isBlocking: true })),
    ...papers.asked.map((kind) => ({ activity: code, kind, isBlocking: false })),
  ]
}

/** The parts of every activity, each with its activity's code. */
function partsOf(
  activities: readonly ActivitySpec[],
  parts: (activity: ActivitySpec) => readonly object[],
): string {
  return JSON.stringify(
    activities.flatMap((activity) =>
      parts(activity).map((part, position) => ({ activity: activity.code, position, ...part })),
    ),
  )
}

/** Periods keep their id by label: enrolments point to it. */
async function savePeriods(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  const file = sql`jsonb_to_recordset(${partsOf(activities, (activity) => activity.periods)}::jsonb)
    f(activity text, label text, "firstDay" date, "lastDay" date, "enrolmentOpensAt" timestamp, "bookingOpensAt" timestamp)
    join activity a on a.code = f.activity`
  await sql`
    update activity_period p set first_day = f."firstDay", last_day = f."lastDay",
      enrolment_opens_at = f."enrolmentOpensAt" at time zone 'Europe/Paris',
      booking_opens_at = f."bookingOpensAt" at time zone 'Europe/Paris'
    from ${file} where p.activity_id = a.id and p.label = f.label`.execute(tx)
  await sql`
    insert into activity_period (activity_id, label, first_day, last_day, enrolment_opens_at, booking_opens_at)
    select a.id, f.label, f."firstDay", f."lastDay", f."enrolmentOpensAt" at time zone 'Europe/Paris',
      f."bookingOpensAt" at time zone 'Europe/Paris'
    from ${file}
    where not exists (select 1 from activity_period p where p.activity_id = a.id and p.label = f.label)`.execute(
    tx,
  )
}

async function saveUnits(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  await sql`
    insert into unit (activity_id, code, label, kind, from_time, to_time, position)
    select a.id, f.code, f.label, f.kind, f."fromTime", f."toTime", f.position
    from jsonb_to_recordset(${partsOf(activities, (activity) => activity.units)}::jsonb) f(activity text, code text,
      label text, kind text, "fromTime" time, "toTime" time, position smallint)
    join activity a on a.code = f.activity
    on conflict (activity_id, code) do update set label = excluded.label, kind = excluded.kind,
      from_time = excluded.from_time, to_time = excluded.to_time, position = excluded.position`.execute(
    tx,
  )
}

async function saveGroups(tx: Tx, activities: readonly ActivitySpec[]): Promise<void> {
  await sql`
    insert into activity_group (activity_id, site_id, code, name, levels, age_from_months, age_to_months)
    select a.id, s.id, f.code, f.name, f.levels, f."ageFromMonths", f."ageToMonths"
    from jsonb_to_recordset(${partsOf(activities, (activity) => activity.groups)}::jsonb) f(activity text, code text,
      name text, site text, levels text[], "ageFromMonths" int, "ageToMonths" int)
    join activity a on a.code = f.activity
    join site s on s.code = f.site
    on conflict (activity_id, code) do update set site_id = excluded.site_id, name = excluded.name,
      levels = excluded.levels, age_from_months = excluded.age_from_months, age_to_months = excluded.age_to_months`.execute(
    tx,
  )
}

async function unnamed(tx: Tx, activities: readonly ActivitySpec[]): Promise<string[]> {
  const named = activities.flatMap(({ code, units, groups, periods }) => [
    ...units.map((unit) => `${code}: unit ${unit.code}`),
    ...groups.map((group) => `${code}: group ${group.code}`),
    ...periods.map((period) => `${code}: period ${period.label}`),
  ])
  const found = await sql<{ name: string }>`
    select name from (
      select a.code || ': unit ' || u.code as name, a.code from activity a join unit u on u.activity_id = a.id
      union all
      select a.code || ': group ' || g.code, a.code from activity a join activity_group g on g.activity_id = a.id
      union all
      select a.code || ': period ' || p.label, a.code from activity a join activity_period p on p.activity_id = a.id
    ) held
    where code = any(${activities.map((activity) => activity.code)}::text[]) and name <> all(${named}::text[])
    order by name`.execute(tx)
  return found.rows.map((row) => row.name)
}
