import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import type { Level, Sex } from './family-model.ts'

/** A child as lists show it. */
export interface HouseholdChild {
  readonly id: number
  readonly ref: string
  /** 1 for the eldest of the household: gives the colour. */
  readonly place: number
  readonly lastName: string
  readonly usualName: string | null
  readonly firstName: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly level: Level | null
  readonly school: string | null
  readonly className: string | null
  /** Changes with the photo; null: there is none, or it is not for this reader. */
  readonly photo: number | null
}

/** The children of a household on a day, eldest first, with their class of that school year. One statement. */
export async function childrenOf(tx: Tx, householdId: number, day: Day): Promise<HouseholdChild[]> {
  const found = await sql<HouseholdChild>`
    select c.id, c.ref, (row_number() over (order by c.birth_date, c.id))::int as place, c.last_name as "lastName", c.usual_name as "usualName", c.first_name as "firstName", c.sex,
           c.birth_date as "birthDate", g.level, s.name as school, k.name as "className",
           case when c.id = any ((select app.current_children_full())::bigint[]) then c.photo_blob_id end as photo
    from household_child m
    join child c on c.id = m.child_id
    left join schooling g on g.child_id = c.id and g.school_year = ${schoolYearOf(day)}
    left join school s on s.id = g.school_id
    left join school_class k on k.id = g.class_id
    where m.household_id = ${householdId} and c.erased_at is null
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
    order by c.birth_date, c.id`.execute(tx)
  return found.rows
}
