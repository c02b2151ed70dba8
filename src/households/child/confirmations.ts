import { sql } from 'kysely'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { dayOf, schoolYearOf, type Day } from '../../kernel/day.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'

/** The sheets of a child that the family finds right once a school year. */
export const childSheets = ['DAILY', 'HEALTH', 'PICKUPS', 'CONSENTS'] as const

export type ChildSheet = (typeof childSheets)[number]

/** « Tout est juste »: the family has read a sheet and confirms it for this school year. */
export function confirmSheet(
  tx: Tx,
  { childRef, sheet }: { readonly childRef: string; readonly sheet: ChildSheet },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await write(tx, { sheet, childId }, by)
    await recordChange(tx, by, { action: `confirm.${sheet.toLowerCase()}`, childId })
  })
}

/** The same for « Mes informations ». */
export function confirmFamilySheet(tx: Tx, by: ParentWrite): Promise<string> {
  return once(tx, by, async () => {
    await write(tx, { sheet: 'FAMILY', childId: null }, by)
    await record(tx, {
      at: by.now,
      actorKind: 'PARENT',
      actor: by.login,
      action: 'confirm.family',
      subject: 'household',
      subjectId: by.householdId,
      householdId: by.householdId,
    })
  })
}

/** Has the household found « Mes informations » right this school year? */
export async function isFamilyConfirmed(tx: Tx, householdId: number, day: Day): Promise<boolean> {
  const found = await sql<{ confirmed: boolean }>`
    select exists (select from annual_confirmation
      where household_id = ${householdId} and sheet = 'FAMILY' and school_year = ${schoolYearOf(day)}) as confirmed`.execute(
    tx,
  )
  return found.rows[0]?.confirmed ?? false
}

/** Sheets of a household that wait to be read again this school year. */
export interface Unconfirmed {
  /** « Mes informations ». */
  readonly family: boolean
  /** First names of the children with a sheet that waits, eldest first. */
  readonly children: readonly string[]
}

/** As a part of a larger statement of the portal: a child's sheets wait for who has all rights on it. */
export function unconfirmedOf(householdId: number, day: Day) {
  const year = schoolYearOf(day)
  return sql<Unconfirmed>`(
    select jsonb_build_object(
      'family', not exists (select from annual_confirmation
        where household_id = ${householdId} and sheet = 'FAMILY' and school_year = ${year}),
      'children', coalesce((
        select jsonb_agg(c.first_name order by c.birth_date, c.id)
        from household_child m join child c on c.id = m.child_id
        where m.household_id = ${householdId} and c.erased_at is null
          and c.id = any ((select app.current_children_full())::bigint[])
          and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
          and ${childSheets.length}::int > (select count(*) from annual_confirmation a
            where a.household_id = ${householdId} and a.child_id = c.id and a.school_year = ${year})), '[]')))`
}

/** The sheets that wait, by child: of those on whom the reader has all rights. One statement of the portal. */
export async function sheetsToRead(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<Map<number, readonly ChildSheet[]>> {
  const found = await sql<{ childId: number; sheets: readonly ChildSheet[] }>`
    select m.child_id as "childId", array_agg(s.sheet) as sheets
    from household_child m
    cross join unnest(${[...childSheets]}::text[]) as s(sheet)
    where m.household_id = ${householdId} and m.child_id = any ((select app.current_children_full())::bigint[])
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
      and not exists (select from annual_confirmation a
        where a.household_id = m.household_id and a.child_id = m.child_id and a.sheet = s.sheet
          and a.school_year = ${schoolYearOf(day)})
    group by m.child_id`.execute(tx)
  return new Map(found.rows.map(({ childId, sheets }) => [childId, sheets]))
}

/** A family that has not read all its sheets again, for officers. */
export interface UnconfirmedFamily {
  readonly fileNumber: number
  readonly family: string
  readonly confirmed: number
  readonly asked: number
  /** `FAMILY`, `Zoé HEALTH`. */
  readonly left: readonly string[]
}

/** Every household with children that has a sheet left to confirm this school year, by name. One statement. */
export async function unconfirmedFamilies(tx: Tx, day: Day): Promise<UnconfirmedFamily[]> {
  const found = await sql<UnconfirmedFamily>`
    with asked as (
      select m.household_id, s.place, c.id as child_id, c.first_name, c.birth_date, s.sheet
      from household_child m
      join child c on c.id = m.child_id and c.erased_at is null
      cross join unnest(${[...childSheets]}::text[]) with ordinality as s(sheet, place)
      where m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
      union all
      select distinct m.household_id, 0, null::bigint, null, null::date, 'FAMILY'
      from household_child m
      where m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date))
    select h.file_number as "fileNumber", h.name as family, count(d.id)::int as confirmed, count(*)::int as asked,
      array_agg(concat_ws(' ', a.first_name, a.sheet) order by a.birth_date nulls first, a.child_id, a.place)
        filter (where d.id is null) as left
    from asked a
    join household h on h.id = a.household_id and h.closed_on is null and h.erased_at is null
    left join annual_confirmation d on d.household_id = a.household_id and d.sheet = a.sheet
      and d.child_id is not distinct from a.child_id and d.school_year = ${schoolYearOf(day)}
    group by h.id
    having count(d.id) < count(*)
    order by h.sort_name, h.id`.execute(tx)
  return found.rows
}

async function write(
  tx: Tx,
  { sheet, childId }: { readonly sheet: ChildSheet | 'FAMILY'; readonly childId: number | null },
  by: ParentWrite,
): Promise<void> {
  await sql`
    insert into annual_confirmation (household_id, sheet, child_id, school_year, person_id, confirmed_at)
    values (${by.householdId}, ${sheet}, ${childId}, ${schoolYearOf(dayOf(by.now))}, ${by.personId}, ${by.now})
    on conflict (household_id, sheet, child_id, school_year) do nothing`.execute(tx)
}
