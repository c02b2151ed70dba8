import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'

export interface ListedFamily {
  readonly id: number
  readonly ref: string
  readonly fileNumber: number
  readonly name: string
  readonly logins: readonly string[]
  readonly children: readonly string[]
  readonly commune: string | null
  readonly separated: boolean
}

export interface FamilyFilter {
  readonly day: Day
  /** Part of the name of the family, of an adult or of a child; accents and case do not matter. */
  readonly name?: string
  /** INSEE code of the commune where it lives. */
  readonly insee?: string
  /** UAI of a school that one of its children is at this school year. */
  readonly school?: string
  /** Parents who live apart. */
  readonly separated?: boolean
  /** No adult has a login. */
  readonly withoutLogin?: boolean
  /** One family: its file number, its ref or the login of one of its adults. */
  readonly ref?: string
}

/** Families by name. An adult of two households leads to both. */
export async function listFamilies(
  tx: Tx,
  { day, name, ref, ...more }: FamilyFilter,
): Promise<ListedFamily[]> {
  const pattern = name === undefined ? null : `%${matchKey(name).replace(/[%_\\]/g, '')}%`
  const found = await sql<ListedFamily>`
    select h.id, h.ref, h.file_number as "fileNumber", h.name, h.separated, a.commune,
           coalesce(adults.logins, '{}') as logins, coalesce(children.names, '{}') as children
    from household h
    left join household_address a on a.household_id = h.id and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to >= ${day}::date)
    left join lateral (
      select array_agg(c.login order by m.id) filter (where c.login is not null) as logins, string_agg(p.match_key, ' ') as keys
      from household_adult m join person p on p.id = m.person_id left join account c on c.id = p.account_id
      where m.household_id = h.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
    ) adults on true
    left join lateral (
      select array_agg(c.first_name order by c.birth_date, c.id) as names, string_agg(c.match_key, ' ') as keys
      from household_child m join child c on c.id = m.child_id
      where m.household_id = h.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
    ) children on true
    where h.erased_at is null and h.merged_into_id is null
      and (${ref ?? null}::text is null or h.file_number::text = ${ref ?? null} or h.ref::text = ${ref ?? null} or ${ref ?? null} = any(adults.logins))
      and (${pattern}::text is null or h.sort_name like ${pattern} or adults.keys like ${pattern} or children.keys like ${pattern})
      ${onlySome(more, day)}
    order by h.sort_name, h.id`.execute(tx)
  return found.rows
}

function onlySome({ insee, school, separated, withoutLogin }: Omit<FamilyFilter, 'day'>, day: Day) {
  return sql.join(
    [
      insee === undefined ? sql`` : sql`and a.insee = ${insee}`,
      separated === true ? sql`and h.separated` : sql``,
      withoutLogin === true ? sql`and adults.logins is null` : sql``,
      school === undefined
        ? sql``
        : sql`and exists (
            select 1 from household_child m
            join schooling y on y.child_id = m.child_id and y.school_year = ${schoolYearOf(day)}
            join school s on s.id = y.school_id
            where m.household_id = h.id and s.uai = upper(${school})
              and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date))`,
    ],
    sql` `,
  )
}
