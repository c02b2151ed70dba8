import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { NewLinks } from './plan-links.ts'
import type { Plan, Target } from './plan.ts'

/** The ids of the plan's new rows, by their place. */
export interface NewIds {
  readonly households: readonly number[]
  readonly adults: readonly number[]
  readonly children: readonly number[]
}

export interface WriteContext {
  readonly now: Date
  readonly day: Day
  readonly since: Day
}

/** Carries a plan out: one statement a table, whatever the number of families. Ids are drawn before, so rows join. */
export async function writePlan(tx: Tx, plan: Plan, context: WriteContext): Promise<NewIds> {
  const ids = await drawIds(tx, plan)
  await insertHouseholds(tx, plan, ids, context)
  await insertPeople(tx, plan, ids, context)
  await updatePeople(tx, plan, context)
  await writeAddresses(tx, plan, ids, context)
  await insertLinks(tx, plan.links, ids)
  return ids
}

export function idOf(target: Target, fresh: readonly number[]): number {
  const id = 'id' in target ? target.id : fresh[target.fresh]
  if (id === undefined) throw new Error('A planned row has no id')
  return id
}

async function drawIds(tx: Tx, plan: Plan): Promise<NewIds> {
  const found = await sql<{ what: keyof NewIds; ids: number[] }>`
    select 'households' as what,
           array(select nextval(pg_get_serial_sequence('household', 'id')) from generate_series(1, ${plan.households.length}::int)) as ids
    union all select 'adults', array(select nextval(pg_get_serial_sequence('person', 'id')) from generate_series(1, ${plan.adults.length}::int))
    union all select 'children', array(select nextval(pg_get_serial_sequence('child', 'id')) from generate_series(1, ${plan.children.length}::int))`.execute(
    tx,
  )
  const of = (what: keyof NewIds) => found.rows.find((row) => row.what === what)?.ids ?? []
  return { households: of('households'), adults: of('adults'), children: of('children') }
}

async function insertHouseholds(
  tx: Tx,
  plan: Plan,
  ids: NewIds,
  { now }: WriteContext,
): Promise<void> {
  if (plan.households.length === 0) return
  const rows = plan.households.map((household, at) => ({
    ...household,
    id: ids.households[at],
    at,
  }))
  await sql`
    insert into household (id, file_number, name, sort_name, created_at) overriding system value
    select id, (select coalesce(max(file_number), 0) from household) + at + 1, name, "sortName", ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id bigint, at int, name text, "sortName" text)`.execute(
    tx,
  )
}

async function insertPeople(tx: Tx, plan: Plan, ids: NewIds, { now }: WriteContext): Promise<void> {
  const adults = plan.adults.map((adult, at) => ({ ...adult, id: ids.adults[at] }))
  const children = plan.children.map((child, at) => ({ ...child, id: ids.children[at] }))
  if (adults.length > 0) {
    await sql`
      insert into person (id, title, usual_name, birth_name, first_name, match_key, birth_date, birth_insee,
                          birth_country, mobile, home_phone, work_phone, email, updated_at) overriding system value
      select id, title, "usualName", "birthName", "firstName", "matchKey", "birthDate", "birthInsee",
             "birthCountry", mobile, "homePhone", "workPhone", email, ${now}
      from jsonb_to_recordset(${JSON.stringify(adults)}::jsonb)
        as r(id bigint, title text, "usualName" text, "birthName" text, "firstName" text, "matchKey" text,
             "birthDate" date, "birthInsee" text, "birthCountry" text, mobile text, "homePhone" text, "workPhone" text, email text)`.execute(
      tx,
    )
  }
  if (children.length > 0) {
    await sql`
      insert into child (id, last_name, usual_name, first_name, match_key, sex, birth_date, birth_insee, ine, updated_at) overriding system value
      select id, "lastName", "usualName", "firstName", "matchKey", sex, "birthDate", "birthInsee", ine, ${now}
      from jsonb_to_recordset(${JSON.stringify(children)}::jsonb)
        as r(id bigint, "lastName" text, "usualName" text, "firstName" text, "matchKey" text, sex text,
             "birthDate" date, "birthInsee" text, ine text)`.execute(tx)
  }
}

async function updatePeople(tx: Tx, plan: Plan, { now }: WriteContext): Promise<void> {
  if (plan.changedAdults.length > 0) {
    await sql`
      update person set title = r.title, usual_name = r."usualName", birth_name = r."birthName",
        first_name = r."firstName", match_key = r."matchKey", birth_date = r."birthDate", birth_insee = r."birthInsee",
        birth_country = r."birthCountry", mobile = r.mobile, home_phone = r."homePhone", work_phone = r."workPhone",
        email = r.email, updated_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(plan.changedAdults)}::jsonb)
        as r(id bigint, title text, "usualName" text, "birthName" text, "firstName" text, "matchKey" text,
             "birthDate" date, "birthInsee" text, "birthCountry" text, mobile text, "homePhone" text, "workPhone" text, email text)
      where person.id = r.id`.execute(tx)
  }
  if (plan.changedChildren.length > 0) {
    await sql`
      update child set last_name = r."lastName", usual_name = r."usualName", first_name = r."firstName",
        match_key = r."matchKey", sex = r.sex, birth_date = r."birthDate", birth_insee = r."birthInsee", ine = r.ine,
        updated_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(plan.changedChildren)}::jsonb)
        as r(id bigint, "lastName" text, "usualName" text, "firstName" text, "matchKey" text, sex text,
             "birthDate" date, "birthInsee" text, ine text)
      where child.id = r.id`.execute(tx)
  }
}

async function writeAddresses(
  tx: Tx,
  plan: Plan,
  ids: NewIds,
  { day, since }: WriteContext,
): Promise<void> {
  const rowsOf = (...kinds: readonly string[]) =>
    JSON.stringify(
      plan.addresses
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ household, address }) => ({
          ...address,
          householdId: idOf(household, ids.households),
        })),
    )
  if (plan.addresses.length === 0) return
  await sql`
    update household_address a
    set number = r.number, repetition = r.repetition, street = r.street, complement = r.complement,
        postcode = r.postcode, commune = r.commune, insee = r.insee, country = r.country
    from jsonb_to_recordset(${rowsOf('correct')}::jsonb)
      as r("householdId" bigint, number text, repetition text, street text, complement text, postcode text, commune text, insee text, country text)
    where a.household_id = r."householdId" and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to >= ${day}::date)`.execute(
    tx,
  )
  await sql`
    update household_address a set valid_to = ${addDays(day, -1)}::date
    from jsonb_to_recordset(${rowsOf('move')}::jsonb) as r("householdId" bigint)
    where a.household_id = r."householdId" and a.valid_from < ${day}::date and (a.valid_to is null or a.valid_to >= ${day}::date)`.execute(
    tx,
  )
  await sql`
    insert into household_address (household_id, number, repetition, street, complement, postcode, commune, insee, country, valid_from)
    select r."householdId", r.number, r.repetition, r.street, r.complement, r.postcode, r.commune, r.insee, r.country,
           coalesce((select max(valid_to) + 1 from household_address where household_id = r."householdId"), ${since}::date)
    from jsonb_to_recordset(${rowsOf('first', 'move')}::jsonb)
      as r("householdId" bigint, number text, repetition text, street text, complement text, postcode text, commune text, insee text, country text)`.execute(
    tx,
  )
}

async function insertLinks(tx: Tx, links: NewLinks, ids: NewIds): Promise<void> {
  const adults = links.adults.map(({ household, adult, role, from }, at) => {
    return {
      householdId: idOf(household, ids.households),
      personId: idOf(adult, ids.adults),
      role,
      from,
      at,
    }
  })
  const children = links.children.map(({ household, child, slot, from }, at) => {
    return {
      householdId: idOf(household, ids.households),
      childId: idOf(child, ids.children),
      slot,
      from,
      at,
    }
  })
  const guardianships = links.guardianships.map(({ child, adult, relationship, from }) => {
    return {
      childId: idOf(child, ids.children),
      personId: idOf(adult, ids.adults),
      relationship,
      from,
    }
  })
  const separated = links.separated.map((household) => idOf(household, ids.households))
  if (adults.length > 0) {
    await sql`
      insert into household_adult (household_id, person_id, role, file_holder, valid_from)
      select "householdId", "personId", role, role = 'PRIMARY', "from"
      from jsonb_to_recordset(${JSON.stringify(adults)}::jsonb) as r("householdId" bigint, "personId" bigint, role text, "from" date, at int)
      order by at`.execute(tx)
  }
  if (children.length > 0) {
    await sql`
      insert into household_child (household_id, child_id, slot, valid_from)
      select "householdId", "childId", slot, "from"
      from jsonb_to_recordset(${JSON.stringify(children)}::jsonb) as r("householdId" bigint, "childId" bigint, slot smallint, "from" date, at int)
      order by at`.execute(tx)
  }
  if (guardianships.length > 0) {
    await sql`
      insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
      select "childId", "personId", relationship, true, 'FULL', "from"
      from jsonb_to_recordset(${JSON.stringify(guardianships)}::jsonb) as r("childId" bigint, "personId" bigint, relationship text, "from" date)`.execute(
      tx,
    )
  }
  if (separated.length > 0)
    await sql`update household set separated = true where id = any(${separated}::bigint[])`.execute(
      tx,
    )
}
