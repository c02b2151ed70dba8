import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { ActivitySpec } from './model.ts'

/** Rules that were there before any other: they hold for every day. */
const always: Day = '2000-01-01'

/**
 * Deadlines of the file. A changed rule holds for days from today on; the one before keeps the days before, so that
 * what a parent was told stays true.
 */
export async function importDeadlines(
  tx: Tx,
  activities: readonly ActivitySpec[],
  today: Day,
): Promise<void> {
  const rules = activities.flatMap((activity) =>
    activity.deadlines.map((deadline) => ({ activity: activity.code, ...deadline })),
  )
  const file = sql`(
    select a.id as activity_id, u.id as unit_id, f.action, f.rule
    from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb) f(activity text, unit text, action text, rule jsonb)
    join activity a on a.code = f.activity
    left join unit u on u.activity_id = a.id and u.code = f.unit
  )`
  const codes = activities.map((activity) => activity.code)
  const outdated = sql`
    r.activity_id in (select id from activity where code = any(${codes}::text[])) and r.valid_to is null
    and not exists (select 1 from ${file} w
      where (w.activity_id, w.action, w.rule) = (r.activity_id, r.action, r.rule)
        and w.unit_id is not distinct from r.unit_id)`
  await sql`delete from deadline_rule r where ${outdated} and r.valid_from >= ${today}::date`.execute(
    tx,
  )
  await sql`update deadline_rule r set valid_to = ${addDays(today, -1)}::date where ${outdated}`.execute(
    tx,
  )
  await sql`
    insert into deadline_rule (activity_id, unit_id, action, rule, valid_from)
    select w.activity_id, w.unit_id, w.action, w.rule,
      case when exists (select 1 from deadline_rule r where (r.activity_id, r.action) = (w.activity_id, w.action)
                          and r.unit_id is not distinct from w.unit_id)
           then ${today}::date else ${always}::date end
    from ${file} w
    where not exists (select 1 from deadline_rule r where (r.activity_id, r.action) = (w.activity_id, w.action)
      and r.unit_id is not distinct from w.unit_id and r.valid_to is null)`.execute(tx)
}
