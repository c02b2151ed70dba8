import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { importCalendar } from '../../src/activities/calendar/import-calendar.ts'
import { readCalendar } from '../../src/activities/calendar/read-calendar.ts'
import { checkActivities } from '../../src/activities/files/read-activities.ts'
import { importActivities } from '../../src/activities/import-activities.ts'
import { runBilling } from '../../src/billing/run.ts'
import type { Database, Tx } from '../../src/db/connect.ts'
import type { Keys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { firstDayOf, lastDayOf, type Month } from '../../src/kernel/day.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'
import { termStart } from './imported-town.ts'

export interface Billed {
  readonly ms: number
  readonly secondMs: number
  readonly invoices: number
  readonly parked: number
}

const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'bench' }

/** November's bills of a town whose families have 40 booked days each; then the same run with nothing left to do. */
export async function billTown(db: Database, keys: Keys): Promise<Billed> {
  await asWorker(db, async (tx) => {
    await plantCommune(tx)
    await enrolEverybody(tx)
    await bookMonth(tx, '2026-11', { days: 40, isAttended: true })
    await sql`select app.analyze_after_load()`.execute(tx)
  })
  const first = await timed(() => runBilling(db, keys, { period: '2026-11' }, by))
  const second = await timed(() => runBilling(db, keys, { period: '2026-11' }, by))
  const again = second.result.reduce((sum, report) => sum + report.invoices, 0)
  if (again > 0) throw new Error(`the second run issued ${again} invoices`)
  return {
    ms: first.ms,
    secondMs: second.ms,
    invoices: first.result.reduce((sum, report) => sum + report.invoices, 0),
    parked: first.result.reduce((sum, report) => sum + report.parked.length, 0),
  }
}

export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now()
  const result = await work()
  return { result, ms: performance.now() - started }
}

function dataFile(name: string): { text: string; path: string } {
  const url = new URL(`../data/${name}`, import.meta.url)
  return { text: readFileSync(url, 'utf8'), path: name }
}

/** Roncq's calendar, catalogue and price list, by the ways that its officers take. */
async function plantCommune(tx: Tx): Promise<void> {
  const calendar = dataFile('calendars.json')
  await importCalendar(tx, readCalendar(calendar.text, calendar.path))
  const activities = dataFile('communes/roncq/activities.yaml')
  const { catalogue } = checkActivities(activities.text, activities.path)
  const place = { zone: 'B', territory: 'metropole' } as const
  await importActivities(tx, catalogue, { place, now: termStart })
  const list = dataFile('communes/roncq/tariffs.yaml')
  const { tariffs } = checkTariffs(list.text, list.path, await knownActivities(tx))
  await importTariffs(tx, tariffs)
}

/** A child of two households by the first. */
async function enrolEverybody(tx: Tx): Promise<void> {
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select hc.household_id, hc.child_id, a.id, g.id, '2026-09-01', 'ACCEPTED', ${termStart}, 'bench'
    from household_child hc
    join schooling s on s.child_id = hc.child_id and s.school_year = 2026
    join activity_group g on s.level = any(g.levels)
    join activity a on a.id = g.activity_id and a.code in ('cantine', 'accueil')
    where hc.slot = 1`.execute(tx)
}

interface Habits {
  /** Booked days and units a family, at most. */
  readonly days: number
  readonly isAttended: boolean
  /** Every family when left out. */
  readonly householdIds?: readonly number[]
}

/** Lunches first, then evenings, then mornings; one absence in twenty. */
export async function bookMonth(tx: Tx, month: Month, habits: Habits): Promise<void> {
  const { days, isAttended, householdIds = null } = habits
  await sql`
    with wanted as materialized (
      select e.household_id, e.child_id, e.group_id, o.day, u.id as unit_id, u.code,
        row_number() over (partition by e.household_id
          order by array_position(array['repas', 'soir', 'matin'], u.code), o.day, e.child_id) as n
      from enrolment e
      join unit u on u.activity_id = e.activity_id
      join open_day_unit o on o.unit_id = u.id
        and o.day between ${firstDayOf(month)}::date and ${lastDayOf(month)}::date
      where ${householdIds}::bigint[] is null or e.household_id = any(${householdIds}::bigint[])
    ), day as materialized (select * from wanted where n <= ${days}
    ), receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel, at)
      select distinct household_id, 'OFFICER', 'bench', 'IMPORT', ${termStart}::timestamptz from day
      returning id, household_id
    ), there as (
      insert into attendance (child_id, day, unit_id, group_id, state, arrived, left_at, recorded_by)
      select child_id, day, unit_id, group_id,
        case when (child_id + n) % 20 = 0 then 'ABSENT' else 'PRESENT' end,
        case code when 'soir' then time '16:30' when 'matin' then time '07:45' end,
        case code when 'soir' then time '17:20' when 'matin' then time '08:30' end, 'bench'
      from day where ${isAttended}
    )
    insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
    select day.child_id, day.unit_id, day.day, day.household_id, day.group_id, 'BOOKED', receipt.id
    from day join receipt using (household_id)`.execute(tx)
}
