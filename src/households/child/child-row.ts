import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { schoolYearOf, type Day } from '../../kernel/day.ts'
import { birthPlaceWords } from '../birth-place.ts'
import type { ChildFile } from '../child-file.ts'
import type { MealMode } from '../family-model.ts'
import { isRules } from './rules.ts'

interface SealedRow {
  readonly ref: string
  readonly body: string
}

/** A child's health as it is stored, still sealed. */
export interface SealedHealth {
  readonly sheet: string | null
  readonly allergies: readonly SealedRow[]
  readonly vaccines: readonly SealedRow[]
  readonly exclusions: readonly (SealedRow & { readonly firstDay: Day; readonly lastDay: Day })[]
  readonly protocols: readonly {
    readonly id: number
    readonly body: string
    readonly validFrom: Day
    readonly validTo: Day
    readonly mealMode: MealMode
  }[]
}

export interface ChildRow {
  readonly access: 'FULL' | 'DAILY' | 'NONE' | null
  readonly sealed: SealedHealth
  readonly file: Omit<ChildFile, 'health' | 'careDays' | 'access'>
}

interface FlatRow extends Omit<ChildFile, 'health' | 'careDays' | 'access' | 'birthPlace'> {
  readonly birthInsee: string | null
  readonly birthCountry: string | null
  readonly access: ChildRow['access']
  readonly sealedHealth: string | null
  readonly sealedAllergies: readonly SealedRow[]
  readonly sealedVaccines: readonly SealedRow[]
  readonly sealedExclusions: SealedHealth['exclusions']
  readonly sealedProtocols: SealedHealth['protocols']
}

/** Everything of a child's file in one statement. */
export async function readChild(
  tx: Tx,
  {
    householdId,
    ref,
    personId,
  }: { readonly householdId: number; readonly ref: string; readonly personId: number | null },
  day: Day,
): Promise<ChildRow | undefined> {
  const found = await sql<FlatRow>`
    select c.id, c.ref,
      (select count(*)::int from household_child om join child o on o.id = om.child_id
       where om.household_id = m.household_id and o.erased_at is null and (o.birth_date, o.id) <= (c.birth_date, c.id)
         and om.valid_from <= ${day}::date and (om.valid_to is null or om.valid_to >= ${day}::date)) as place,
      c.last_name as "lastName", c.usual_name as "usualName", c.first_name as "firstName", c.sex,
      c.birth_date as "birthDate", g.level, s.name as school, k.name as "className",
      c.photo_blob_id as photo, c.birth_insee as "birthInsee", c.birth_country as "birthCountry", c.diet, c.can_swim as "canSwim",
      c.nap, to_char(c.may_leave_alone_from, 'HH24:MI') as "mayLeaveAloneFrom",
      case when ${personId}::bigint is null then 'FULL' else
        (select access from guardianship
         where child_id = c.id and person_id = ${personId}
           and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) end as access,
      exists (select 1 from custody where child_id = c.id and mode = 'ALTERNATING'
        and (valid_to is null or valid_to >= ${day}::date)) as "hasCustody",
      (select encode(body_enc, 'hex') from health_record where child_id = c.id) as "sealedHealth",
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'body', encode(body_enc, 'hex')) order by id), '[]')
       from allergy where child_id = c.id) as "sealedAllergies",
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'body', encode(body_enc, 'hex')) order by id), '[]')
       from vaccination where child_id = c.id) as "sealedVaccines",
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'insurer', insurer, 'contract', contract,
          'validFrom', valid_from, 'validTo', valid_to,
          'paper', (select e.ref from evidence e where e.id = evidence_id)) order by valid_from desc), '[]')
       from insurance where child_id = c.id) as insurances,
      ${consentsOn(day)} as consents,
      (select coalesce(jsonb_object_agg(i.target || '.' || i.field, r.ref), '{}')
       from change_item i join change_request r on r.id = i.request_id
       where i.household_id = m.household_id and i.target_id = c.id and i.state = 'PENDING'
         and i.target in ('CARE_PROTOCOL', 'LEAVE_ALONE', 'CHILD', 'CHILD_IDENTITY', 'SCHOOLING', 'HEALTH')) as asked,
      array(select sheet from annual_confirmation
            where household_id = m.household_id and child_id = c.id and school_year = ${schoolYearOf(day)}) as confirmed,
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'body', encode(body_enc, 'hex'), 'firstDay', first_day,
          'lastDay', last_day) order by first_day, id), '[]')
       from exclusion_period where child_id = c.id and last_day >= ${day}::date) as "sealedExclusions",
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'body', encode(body_enc, 'hex'), 'validFrom', valid_from,
          'validTo', valid_to, 'mealMode', meal_mode) order by valid_from), '[]')
       from care_protocol where child_id = c.id and valid_to >= ${day}::date) as "sealedProtocols",
      ${pickupsOn(day)} as pickups
    from household_child m
    join child c on c.id = m.child_id
    left join schooling g on g.child_id = c.id and g.school_year = ${schoolYearOf(day)}
    left join school s on s.id = g.school_id
    left join school_class k on k.id = g.class_id
    where m.household_id = ${householdId} and c.ref = ${ref}::uuid and c.erased_at is null
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)`.execute(
    tx,
  )
  return found.rows[0] && parted(found.rows[0])
}

function parted(row: FlatRow): ChildRow {
  const {
    access,
    sealedHealth: sheet,
    sealedAllergies: allergies,
    sealedVaccines: vaccines,
    sealedExclusions: exclusions,
    sealedProtocols: protocols,
    birthInsee: insee,
    birthCountry: country,
    ...file
  } = row
  const sealed = { sheet, allergies, vaccines, exclusions, protocols }
  const birthPlace = birthPlaceWords({ insee, country }) || null
  return { access, sealed, file: { ...file, birthPlace } }
}

/** The wordings in force on a day, each with the last answer for the child `c`. */
function consentsOn(day: Day) {
  return sql`
      (select coalesce(jsonb_agg(jsonb_build_object('textId', t.id, 'kind', t.kind, 'title', t.title, 'body', t.body,
          'blocking', t.blocking, 'isRules', ${isRules}, 'answer', a.answer, 'answeredOn', a.day) order by t.id), '[]')
       from (select distinct on (kind) * from consent_text
             where valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)
             order by kind, valid_from desc) t
       left join lateral (
         select answer, (given_at at time zone 'Europe/Paris')::date as day from consent
         where child_id = c.id and text_id = t.id order by given_at desc, id desc limit 1) a on true)`
}

/** Who is on the list of the child `c` on a day. */
function pickupsOn(day: Day) {
  return sql`
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'lastName', last_name, 'firstName', first_name,
          'relationship', relationship, 'phones', to_jsonb(phones), 'canPickUp', can_pick_up,
          'emergencyContact', emergency_contact, 'forbidden', forbidden, 'birthDate', birth_date, 'email', email,
          'address', address,
          'idCheckedOn', id_checked_on, 'validFrom', valid_from, 'validTo', valid_to, 'note', note) order by id), '[]')
       from authorised_pickup
       where child_id = c.id and removed_at is null and (valid_to is null or valid_to >= ${day}::date))`
}
