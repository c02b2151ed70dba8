import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { matchKey } from '../kernel/text.ts'
import type { ChildFacts } from './facts.ts'

/** A child, enrolled or not, and an activity whose prices somebody asks about. */
export interface AskedPrice {
  readonly child: ChildFacts
  /** Those the child belongs to on the day. */
  readonly households: readonly { readonly id: number; readonly name: string }[]
  readonly activityId: number
  /** The first of the activity: for a child who is not enrolled yet. */
  readonly groupId: number
  readonly dayKind: 'SCHOOL' | 'HOLIDAY'
  readonly units: readonly { readonly id: number; readonly label: string }[]
}

/** Children by reference, or by name (`Martin Zoé`): two of one name are two answers. */
export async function askedPrices(
  tx: Tx,
  { child, activity, day }: { child: string; activity: string; day: Day },
): Promise<AskedPrice[]> {
  const condition = isRef(child)
    ? sql`c.ref = ${child}::uuid`
    : sql`c.match_key = ${matchKey(child)}`
  const found = await sql<AskedPrice>`
    select a.id as "activityId",
      jsonb_build_object('childId', c.id, 'birthDate', c.birth_date, 'enrolments', '[]'::jsonb,
        'schooling', coalesce((select jsonb_agg(jsonb_build_object('schoolYear', s.school_year, 'level', s.level))
          from schooling s where s.child_id = c.id), '[]'),
        'careProtocols', coalesce((select jsonb_agg(jsonb_build_object('validFrom', p.valid_from,
          'validTo', p.valid_to, 'mealMode', p.meal_mode)) from care_protocol p where p.child_id = c.id), '[]')) as child,
      coalesce((select min(g.id) from activity_group g where g.activity_id = a.id), 0) as "groupId",
      coalesce((select o.kind from open_day o where o.activity_id = a.id and o.day = ${day}::date), 'SCHOOL') as "dayKind",
      (select jsonb_agg(jsonb_build_object('id', u.id, 'label', u.label) order by u.position)
       from unit u where u.activity_id = a.id) as units,
      coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name) order by h.id)
       from household_child hc join household h on h.id = hc.household_id
       where hc.child_id = c.id and hc.valid_from <= ${day}::date
         and (hc.valid_to is null or hc.valid_to >= ${day}::date)), '[]') as households
    from child c cross join activity a
    where ${condition} and a.code = ${activity}`.execute(tx)
  return found.rows
}
