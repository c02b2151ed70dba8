import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { DeadlineRule } from './deadline-rule.ts'
import type { ActivityKind, CapacityMode, Conditions, DeadlineAction, UnitKind } from './model.ts'

/** An activity as families see it, with everything a page about it shows. */
export interface CatalogueActivity {
  readonly id: number
  readonly ref: string
  readonly code: string
  readonly kind: ActivityKind
  readonly name: string
  readonly regieId: number
  readonly decision: 'AUTOMATIC' | 'OFFICER'
  readonly capacityMode: CapacityMode
  readonly conditions: Conditions
  readonly publishedFrom: Day | null
  readonly publishedTo: Day | null
  readonly periods: readonly CataloguePeriod[]
  readonly units: readonly CatalogueUnit[]
  readonly groups: readonly CatalogueGroup[]
  /** In force from today on. */
  readonly deadlines: readonly CatalogueDeadline[]
  /** Of groups whose places are counted by season. */
  readonly seasonPlaces: readonly SeasonPlaces[]
}

export interface SeasonPlaces {
  readonly groupId: number
  readonly periodId: number
  /** For whoever does not wait; 0: one joins the waiting list. */
  readonly left: number
  readonly waiting: number
}

export interface CataloguePeriod {
  readonly id: number
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
  /** ISO instants. */
  readonly enrolmentOpensAt: string | null
  readonly bookingOpensAt: string | null
}

export interface CatalogueUnit {
  readonly id: number
  readonly code: string
  readonly label: string
  readonly kind: UnitKind
  /** `HH:MM` */
  readonly fromTime: string | null
  readonly toTime: string | null
}

export interface CatalogueGroup {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly levels: readonly string[] | null
  readonly ageFromMonths: number | null
  readonly ageToMonths: number | null
  readonly siteName: string
  readonly siteAddress: string | null
  /** Only pupils of this school; null: every child. */
  readonly schoolId: number | null
  readonly schoolName: string | null
}

export interface CatalogueDeadline {
  readonly unitId: number | null
  readonly action: DeadlineAction
  readonly rule: DeadlineRule
}

/** What families may enrol in on a day, in one statement: published, with a period that is not over. */
export function publishedActivities(tx: Tx, today: Day): Promise<CatalogueActivity[]> {
  return readCatalogue(
    tx,
    today,
    sql`(a.published_from is null or a.published_from <= ${today}::date)
      and (a.published_to is null or a.published_to >= ${today}::date)
      and exists (select 1 from activity_period p where p.activity_id = a.id and p.last_day >= ${today}::date)`,
  )
}

/** One activity, published or not (a family may still be enrolled); undefined when there is none. */
export async function activityByRef(
  tx: Tx,
  ref: string,
  today: Day,
): Promise<CatalogueActivity | undefined> {
  const [found] = await readCatalogue(tx, today, sql`a.ref = ${ref}::uuid`)
  return found
}

/** The whole catalogue, for the command line. */
export function allActivities(tx: Tx, today: Day): Promise<CatalogueActivity[]> {
  return readCatalogue(tx, today, sql`true`)
}

async function readCatalogue(
  tx: Tx,
  today: Day,
  condition: ReturnType<typeof sql>,
): Promise<CatalogueActivity[]> {
  const found = await sql<CatalogueActivity>`
    select a.id, a.ref, a.code, a.kind, a.name, a.regie_id as "regieId", a.decision,
      a.capacity_mode as "capacityMode", a.conditions, a.published_from as "publishedFrom",
      a.published_to as "publishedTo",
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'label', p.label, 'firstDay', p.first_day,
          'lastDay', p.last_day, 'enrolmentOpensAt', p.enrolment_opens_at, 'bookingOpensAt', p.booking_opens_at)
          order by p.first_day)
        from activity_period p where p.activity_id = a.id), '[]') as periods,
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'code', u.code, 'label', u.label, 'kind', u.kind,
          'fromTime', to_char(u.from_time, 'HH24:MI'), 'toTime', to_char(u.to_time, 'HH24:MI'))
          order by u.position, u.id)
        from unit u where u.activity_id = a.id), '[]') as units,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code, 'name', g.name, 'levels', g.levels,
          'ageFromMonths', g.age_from_months, 'ageToMonths', g.age_to_months, 'siteName', s.name,
          'siteAddress', s.address, 'schoolId', s.school_id, 'schoolName', c.name) order by g.id)
        from activity_group g join site s on s.id = g.site_id left join school c on c.id = s.school_id
        where g.activity_id = a.id), '[]') as groups,
      coalesce((select jsonb_agg(jsonb_build_object('unitId', r.unit_id, 'action', r.action, 'rule', r.rule)
          order by r.unit_id nulls first, r.action)
        from deadline_rule r where r.activity_id = a.id and r.valid_from <= ${today}::date
          and (r.valid_to is null or r.valid_to >= ${today}::date)), '[]') as deadlines,
      coalesce((select jsonb_agg(jsonb_build_object('groupId', s.group_id, 'periodId', s.period_id,
          'left', greatest(s.places - s.taken - s.held - s.waiting, 0), 'waiting', s.waiting))
        from capacity_enrolment s join activity_group g on g.id = s.group_id
        where g.activity_id = a.id and a.capacity_mode = 'ENROLMENT'), '[]') as "seasonPlaces"
    from activity a
    where ${condition}
    order by array_position(
      array['CANTEEN', 'BEFORE_AFTER_SCHOOL', 'HOMEWORK_CLUB', 'LEISURE_CENTRE', 'NURSERY', 'EVENT'], a.kind), a.name`.execute(
    tx,
  )
  return found.rows
}
