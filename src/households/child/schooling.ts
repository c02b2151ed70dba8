import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { schoolYearOf, type Day } from '../../kernel/day.ts'
import { recordSheet, type Changer } from './parent-write.ts'

/** School and level of a child in a school year. */
export interface Schooling {
  /** Null: none that the commune knows. */
  readonly school: { readonly uai: string; readonly name: string } | null
  readonly level: string
}

export async function readSchooling(
  tx: Tx,
  childId: number,
  day: Day,
): Promise<Schooling | undefined> {
  const found = await sql<Schooling>`
    select case when s.id is not null then jsonb_build_object('uai', s.uai, 'name', s.name) end as school, g.level from schooling g left join school s on s.id = g.school_id
    where g.child_id = ${childId} and g.school_year = ${schoolYearOf(day)}`.execute(tx)
  return found.rows[0]
}

/** UAI and name of the commune's schools, by name. */
export async function knownSchools(tx: Tx): Promise<(readonly [uai: string, name: string])[]> {
  const found = await sql<{ uai: string; name: string }>`
    select uai, name from school order by name, uai`.execute(tx)
  return found.rows.map(({ uai, name }) => [uai, name])
}

/** A child goes to another school or level this year; the class stays when the school does. */
export async function writeSchool(
  tx: Tx,
  of: {
    readonly childId: number
    readonly householdId: number
    readonly schooling: Schooling
    readonly day: Day
  },
  by: Changer,
): Promise<void> {
  const { childId, schooling, day } = of
  const before = await readSchooling(tx, childId, day)
  await sql`
    insert into schooling as g (child_id, school_year, school_id, level)
    values (${childId}, ${schoolYearOf(day)}, (select id from school where uai = ${schooling.school?.uai ?? null}), ${schooling.level})
    on conflict (child_id, school_year) do update set school_id = excluded.school_id, level = excluded.level,
      class_id = case when (g.school_id, g.level) = (excluded.school_id, excluded.level) then g.class_id end`.execute(
    tx,
  )
  await recordSheet(tx, by, { ...of, action: 'child.school', before, after: schooling })
}
