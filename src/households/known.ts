import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'
import { loadCareProtocols, type KnownCareProtocol } from './care-protocols.ts'
import type {
  Address,
  AdultFacts,
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  Sex,
} from './family-model.ts'

/** What is on file of the people that an import speaks of, by id. */
export interface Known {
  readonly children: ReadonlyMap<number, KnownChild>
  readonly adults: ReadonlyMap<number, KnownAdult>
  readonly households: ReadonlyMap<number, KnownHousehold>
  /** `child:person`, whether in force or ended: an import never gives back a right that was withdrawn. */
  readonly guardianships: ReadonlySet<string>
  /** By child; not read when the model gives none. */
  readonly careProtocols: ReadonlyMap<number, readonly KnownCareProtocol[]>
}

export interface KnownChild {
  readonly id: number
  readonly lastName: string
  readonly usualName: string | null
  readonly firstName: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly birthInsee: string | null
  readonly ine: string | null
}

export interface KnownAdult extends AdultFacts {
  readonly id: number
  readonly accountId: number | null
}

export interface KnownHousehold {
  readonly id: number
  readonly separated: boolean
  readonly address: (Address & { readonly id: number; readonly validFrom: Day }) | null
  readonly adults: readonly Membership[]
  readonly children: readonly (Membership & { readonly slot: number })[]
}

/** `current`: in force on the day of the import; an ended one is not made again. */
export interface Membership {
  readonly id: number
  readonly current: boolean
}

/** What a source's own keys have meant before: `household`, `adult` and `child` keys to ids. */
export interface Identities {
  readonly household: ReadonlyMap<string, number>
  readonly adult: ReadonlyMap<string, number>
  readonly child: ReadonlyMap<string, number>
}

export const noIdentities: Identities = { household: new Map(), adult: new Map(), child: new Map() }

/** Names under which an adult may be written: usual and birth name, each with the first name. */
export function adultKeys(
  adult: Pick<ImportedAdult, 'usualName' | 'birthName' | 'firstName'>,
): string[] {
  return [
    ...new Set(
      [adult.usualName, adult.birthName ?? adult.usualName].map((name) =>
        matchKey(name, adult.firstName),
      ),
    ),
  ]
}

/** The same for a child. */
export function childKeys(
  child: Pick<ImportedChild, 'usualName' | 'lastName' | 'firstName'>,
): string[] {
  return [
    ...new Set(
      [child.lastName, child.usualName ?? child.lastName].map((name) =>
        matchKey(name, child.firstName),
      ),
    ),
  ]
}

/** Brings everything that the model could be about, in eight statements at most, whatever its size. */
export async function loadKnown(
  tx: Tx,
  model: FamilyModel,
  identities: Identities,
  day: Day,
): Promise<Known> {
  const children = await loadChildren(tx, model.children, [...identities.child.values()])
  const named = await loadAdultsByName(tx, model, [...identities.adult.values()])
  const householdIds = await householdsOf(tx, {
    children: [...children.keys()],
    adults: named,
    households: [...identities.household.values()],
  })
  const households = await loadHouseholds(tx, householdIds, day)
  const members = [...households.values()].flatMap((household) =>
    household.adults.map(({ id }) => id),
  )
  const adults = await loadAdults(tx, [...new Set([...named, ...members])])
  const hasProtocols = model.children.some(({ careProtocol }) => careProtocol !== null)
  return {
    children,
    adults,
    households,
    guardianships: await loadGuardianships(tx, [...children.keys()]),
    careProtocols: hasProtocols ? await loadCareProtocols(tx, [...children.keys()]) : new Map(),
  }
}

async function loadChildren(
  tx: Tx,
  wanted: readonly ImportedChild[],
  ids: readonly number[],
): Promise<Map<number, KnownChild>> {
  const keys = [...new Set(wanted.flatMap(childKeys))]
  const numbers = wanted.flatMap((child) => child.ine ?? [])
  const found = await sql<KnownChild>`
    select id, last_name as "lastName", usual_name as "usualName", first_name as "firstName", sex,
           birth_date as "birthDate", birth_insee as "birthInsee", ine
    from child
    where erased_at is null
      and (match_key = any(${keys}::text[]) or ine = any(${numbers}::text[]) or id = any(${ids}::bigint[]))`.execute(
    tx,
  )
  return new Map(found.rows.map((child) => [child.id, child]))
}

async function loadAdultsByName(
  tx: Tx,
  model: FamilyModel,
  ids: readonly number[],
): Promise<number[]> {
  const keys = [...new Set(model.families.flatMap((family) => family.adults.flatMap(adultKeys)))]
  const found = await sql<{ id: number }>`
    select id from person
    where erased_at is null and (match_key = any(${keys}::text[]) or id = any(${ids}::bigint[]))`.execute(
    tx,
  )
  return found.rows.map(({ id }) => id)
}

async function loadAdults(tx: Tx, ids: readonly number[]): Promise<Map<number, KnownAdult>> {
  const found = await sql<KnownAdult>`
    select id, account_id as "accountId", title, usual_name as "usualName", birth_name as "birthName",
           first_name as "firstName", birth_date as "birthDate", birth_insee as "birthInsee",
           birth_country as "birthCountry", mobile, home_phone as "homePhone", work_phone as "workPhone", email
    from person where id = any(${ids}::bigint[]) and erased_at is null`.execute(tx)
  return new Map(found.rows.map((adult) => [adult.id, adult]))
}

async function householdsOf(
  tx: Tx,
  of: {
    readonly children: readonly number[]
    readonly adults: readonly number[]
    readonly households: readonly number[]
  },
): Promise<number[]> {
  const found = await sql<{ id: number }>`
    select household_id as id from household_child where child_id = any(${of.children}::bigint[])
    union select household_id from household_adult where person_id = any(${of.adults}::bigint[])
    union select id from household where id = any(${of.households}::bigint[])`.execute(tx)
  return found.rows.map(({ id }) => id)
}

async function loadHouseholds(
  tx: Tx,
  ids: readonly number[],
  day: Day,
): Promise<Map<number, KnownHousehold>> {
  const found = await sql<KnownHousehold>`
    select h.id, h.separated, to_jsonb(a) as address, coalesce(adults.list, '[]') as adults,
           coalesce(children.list, '[]') as children
    from household h
    left join lateral (
      select id, number, repetition, street, complement, postcode, commune, insee, country, valid_from as "validFrom"
      from household_address
      where household_id = h.id and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
    ) a on true
    left join (
      select household_id, jsonb_agg(jsonb_build_object('id', person_id, 'current', current) order by first_id) as list
      from (
        select household_id, person_id, min(id) as first_id,
               bool_or(valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) as current
        from household_adult where household_id = any(${ids}::bigint[]) group by 1, 2) of_household
      group by household_id
    ) adults on adults.household_id = h.id
    left join (
      select household_id, jsonb_agg(jsonb_build_object('id', child_id, 'current', current, 'slot', slot) order by first_id) as list
      from (
        select household_id, child_id, min(id) as first_id, (array_agg(slot order by valid_from desc))[1] as slot,
               bool_or(valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) as current
        from household_child where household_id = any(${ids}::bigint[]) group by 1, 2) of_household
      group by household_id
    ) children on children.household_id = h.id
    where h.id = any(${ids}::bigint[]) and h.erased_at is null and h.merged_into_id is null`.execute(
    tx,
  )
  return new Map(found.rows.map((household) => [household.id, household]))
}

async function loadGuardianships(tx: Tx, children: readonly number[]): Promise<Set<string>> {
  const found = await sql<{ key: string }>`
    select child_id || ':' || person_id as key from guardianship where child_id = any(${children}::bigint[])`.execute(
    tx,
  )
  return new Set(found.rows.map(({ key }) => key))
}
