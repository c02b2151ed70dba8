import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { usualLevel, type ImportedSchooling, type Level } from './family-model.ts'
import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'

export interface School {
  /** UAI, seven digits and a letter. */
  readonly uai: string
  readonly name: string
  readonly insee: string | null
}

/** Adds schools, or names them anew. */
export async function saveSchools(tx: Tx, schools: readonly School[]): Promise<void> {
  await sql`
    insert into school (uai, name, insee)
    select uai, name, insee from jsonb_to_recordset(${JSON.stringify(schools)}::jsonb) as s(uai text, name text, insee text)
    on conflict (uai) do update set name = excluded.name, insee = coalesce(excluded.insee, school.insee)
    where (school.name, school.insee) is distinct from (excluded.name, coalesce(excluded.insee, school.insee))`.execute(
    tx,
  )
}

export interface WantedSchooling {
  readonly childId: number
  readonly birthDate: Day
  readonly schooling: ImportedSchooling
}

interface SchoolingRow {
  readonly childId: number
  readonly uai: string | null
  readonly level: Level
  readonly className: string | null
}

/** The schooling of a school year as it will be, beside what it was. */
export interface SchoolingPlan {
  readonly schoolYear: number
  readonly changed: readonly SchoolingRow[]
  readonly renamedClasses: readonly { readonly id: number; readonly name: string }[]
}

/** Compares with what is on file. What the source leaves out stays; a level that nobody gives is that of the age. */
export async function planSchooling(
  tx: Tx,
  wanted: readonly WantedSchooling[],
  schoolYear: number,
): Promise<SchoolingPlan> {
  const before = await loadSchooling(
    tx,
    wanted.map(({ childId }) => childId),
    schoolYear,
  )
  const schools = wanted.flatMap(
    ({ childId, schooling }) => schooling.school ?? before.get(childId)?.uai ?? [],
  )
  const classes = await loadClasses(tx, [...new Set(schools)], schoolYear)
  const renamed = new Map<number, string>()
  const changed = wanted.flatMap(({ childId, birthDate, schooling }) => {
    const known = before.get(childId)
    const uai = schooling.school ?? known?.uai ?? null
    const given =
      schooling.className && classNamed(classes.get(uai ?? '') ?? [], schooling.className, renamed)
    const className = given ?? (uai === known?.uai ? known?.className : null) ?? null
    const level = schooling.level ?? known?.level ?? usualLevel(birthDate, schoolYear)
    const isSame =
      known && known.uai === uai && known.level === level && known.className === className
    return isSame ? [] : [{ childId, uai, level, className }]
  })
  return { schoolYear, changed, renamedClasses: [...renamed].map(([id, name]) => ({ id, name })) }
}

/** Writes the plan: schools and classes that are new, then each child's line. */
export async function writeSchooling(
  tx: Tx,
  { schoolYear, changed, renamedClasses }: SchoolingPlan,
): Promise<void> {
  if (changed.length === 0 && renamedClasses.length === 0) return
  const rows = JSON.stringify(changed)
  await sql`
    update school_class set name = r.name
    from jsonb_to_recordset(${JSON.stringify(renamedClasses)}::jsonb) as r(id bigint, name text)
    where school_class.id = r.id`.execute(tx)
  await sql`
    insert into school (uai, name)
    select distinct uai, 'École ' || uai from jsonb_to_recordset(${rows}::jsonb) as r(uai text) where uai is not null
    on conflict (uai) do nothing`.execute(tx)
  await sql`
    insert into school_class (school_id, school_year, name)
    select distinct s.id, ${schoolYear}::smallint, r."className"
    from jsonb_to_recordset(${rows}::jsonb) as r(uai text, "className" text)
    join school s on s.uai = r.uai
    where r."className" is not null
    on conflict do nothing`.execute(tx)
  await sql`
    insert into schooling (child_id, school_year, school_id, class_id, level)
    select r."childId", ${schoolYear}, s.id, c.id, r.level
    from jsonb_to_recordset(${rows}::jsonb) as r("childId" bigint, uai text, "className" text, level text)
    left join school s on s.uai = r.uai
    left join school_class c on c.school_id = s.id and c.school_year = ${schoolYear} and c.name = r."className"
    on conflict (child_id, school_year) do update
      set school_id = excluded.school_id, class_id = excluded.class_id, level = excluded.level`.execute(
    tx,
  )
}

async function loadSchooling(
  tx: Tx,
  children: readonly number[],
  schoolYear: number,
): Promise<Map<number, SchoolingRow>> {
  const found = await sql<SchoolingRow>`
    select g.child_id as "childId", s.uai, g.level, c.name as "className"
    from schooling g
    left join school s on s.id = g.school_id
    left join school_class c on c.id = g.class_id
    where g.school_year = ${schoolYear} and g.child_id = any(${children}::bigint[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.childId, row]))
}

interface KnownClass {
  readonly id: number
  readonly uai: string
  readonly name: string
}

async function loadClasses(
  tx: Tx,
  schools: readonly string[],
  schoolYear: number,
): Promise<Map<string, KnownClass[]>> {
  const found = await sql<KnownClass>`
    select c.id, s.uai, c.name from school_class c join school s on s.id = c.school_id
    where c.school_year = ${schoolYear} and s.uai = any(${schools}::text[])`.execute(tx)
  return Map.groupBy(found.rows, ({ uai }) => uai)
}

/**
 * The class on file that a source means: ONDE's `CE1 A Mme PETIT` is the `CE1 A` of another list. The longer name is
 * kept, whichever comes first.
 */
function classNamed(
  classes: readonly KnownClass[],
  name: string,
  renamed: Map<number, string>,
): string {
  const same = classes.find((one) => matchKey(renamed.get(one.id) ?? one.name) === matchKey(name))
  if (same) return renamed.get(same.id) ?? same.name
  const longer = classes.filter((one) => isWithTeacher(one.name, name))
  if (longer.length === 1 && longer[0]) return longer[0].name
  const shorter = classes.filter((one) => isWithTeacher(name, one.name) && !renamed.has(one.id))
  if (shorter.length !== 1 || !shorter[0]) return name
  renamed.set(shorter[0].id, name)
  return name
}

/** `CE1 A Mme PETIT` is `CE1 A` with its teacher. */
function isWithTeacher(longer: string, shorter: string): boolean {
  return (
    matchKey(longer).startsWith(`${matchKey(shorter)} `) &&
    /^ (M|MM|MME|MLLE|MMES)\.? /.test(matchKey(longer).slice(matchKey(shorter).length))
  )
}
