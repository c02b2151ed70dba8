import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { knownDataKeys } from '../db/data-keys.ts'
import { openText, type DataKey, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf, schoolYearOf, type Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import type { HouseholdChild } from './children.ts'
import { allergyPlace, careProtocolPlace, healthPlace } from './health.ts'
import { recordReading, type Reader } from './reader.ts'
import {
  allergyBody,
  careProtocolBody,
  healthBody,
  type AllergyBody,
  type CareProtocolBody,
  type HealthBody,
} from './sealed.ts'

export type Diet = 'STANDARD' | 'NO_PORK' | 'NO_MEAT' | 'VEGETARIAN' | 'NO_GLUTEN'

/** All that a household may see of a child. */
export interface ChildFile extends HouseholdChild {
  readonly diet: Diet
  /** In alternating custody, today or from a day to come. */
  readonly hasCustody: boolean
  readonly canSwim: boolean | null
  readonly nap: string | null
  /** `HH:MM` from which the child may leave alone; null: never. */
  readonly mayLeaveAloneFrom: string | null
  /** Null: the reader has no right to the child's health (a guardian with access DAILY). */
  readonly health: ChildHealth | null
  readonly pickups: readonly ChildPickup[]
}

export interface ChildHealth {
  readonly sheet: HealthBody | null
  readonly allergies: readonly AllergyBody[]
  /** PAI in force or to come, the nearest first. */
  readonly careProtocols: readonly (CareProtocolBody & {
    readonly validFrom: Day
    readonly validTo: Day
    readonly mealMode: 'NONE' | 'BASKET' | 'ADAPTED'
  })[]
}

export interface ChildPickup {
  readonly ref: string
  readonly lastName: string
  readonly firstName: string
  readonly relationship: string | null
  readonly phones: readonly string[]
  readonly canPickUp: boolean
  readonly emergencyContact: boolean
  readonly forbidden: boolean
}

/**
 * Reads a child's file in three statements; reading health is recorded. `personId`: the guardian who reads, null for an
 * officer. Undefined: no child of this household has this ref.
 */
export async function childFile(
  tx: Tx,
  keys: Keys,
  of: { readonly householdId: number; readonly ref: string; readonly personId: number | null },
  reader: Reader,
): Promise<ChildFile | undefined> {
  const row = isRef(of.ref) ? await readChild(tx, of, dayOf(reader.now)) : undefined
  if (!row) return undefined
  const { access, sealedHealth, sealedAllergies, sealedProtocols, ...file } = row
  if (access !== 'FULL') return { ...file, health: null, pickups: [] }
  const key = (await knownDataKeys(tx, keys, 'CHILD', [row.id])).get(row.id)
  await recordReading(tx, reader, {
    action: 'health.read',
    subject: 'child',
    subjectId: row.id,
    householdId: of.householdId,
  })
  return {
    ...file,
    health: {
      sheet:
        key && sealedHealth
          ? healthBody.parse(opened(key, healthPlace(row.id), sealedHealth))
          : null,
      allergies: key
        ? sealedAllergies.map((sealed) =>
            allergyBody.parse(opened(key, allergyPlace(row.id), sealed)),
          )
        : [],
      careProtocols: key
        ? sealedProtocols.map(({ id, body, ...dates }) => ({
            ...dates,
            ...careProtocolBody.parse(opened(key, careProtocolPlace(id), body)),
          }))
        : [],
    },
  }
}

function opened(key: DataKey, place: Place, hex: string): unknown {
  return JSON.parse(openText(key, place, Buffer.from(hex, 'hex')))
}

interface ChildRow extends Omit<ChildFile, 'health'> {
  readonly access: 'FULL' | 'DAILY' | 'NONE' | null
  readonly sealedHealth: string | null
  readonly sealedAllergies: readonly string[]
  readonly sealedProtocols: readonly {
    readonly id: number
    readonly body: string
    readonly validFrom: Day
    readonly validTo: Day
    readonly mealMode: 'NONE' | 'BASKET' | 'ADAPTED'
  }[]
}

async function readChild(
  tx: Tx,
  {
    householdId,
    ref,
    personId,
  }: { readonly householdId: number; readonly ref: string; readonly personId: number | null },
  day: Day,
): Promise<ChildRow | undefined> {
  const found = await sql<ChildRow>`
    select c.id, c.ref,
      (select count(*)::int from household_child om join child o on o.id = om.child_id
       where om.household_id = m.household_id and o.erased_at is null and (o.birth_date, o.id) <= (c.birth_date, c.id)
         and om.valid_from <= ${day}::date and (om.valid_to is null or om.valid_to >= ${day}::date)) as place,
      c.last_name as "lastName", c.usual_name as "usualName", c.first_name as "firstName", c.sex,
      c.birth_date as "birthDate", g.level, s.name as school, k.name as "className", c.diet, c.can_swim as "canSwim",
      c.nap, to_char(c.may_leave_alone_from, 'HH24:MI') as "mayLeaveAloneFrom",
      case when ${personId}::bigint is null then 'FULL' else
        (select access from guardianship
         where child_id = c.id and person_id = ${personId}
           and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) end as access,
      exists (select 1 from custody where child_id = c.id and mode = 'ALTERNATING'
        and (valid_to is null or valid_to >= ${day}::date)) as "hasCustody",
      (select encode(body_enc, 'hex') from health_record where child_id = c.id) as "sealedHealth",
      array(select encode(body_enc, 'hex') from allergy where child_id = c.id order by id) as "sealedAllergies",
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'body', encode(body_enc, 'hex'), 'validFrom', valid_from,
          'validTo', valid_to, 'mealMode', meal_mode) order by valid_from), '[]')
       from care_protocol where child_id = c.id and valid_to >= ${day}::date) as "sealedProtocols",
      (select coalesce(jsonb_agg(jsonb_build_object('ref', ref, 'lastName', last_name, 'firstName', first_name,
          'relationship', relationship, 'phones', to_jsonb(phones), 'canPickUp', can_pick_up,
          'emergencyContact', emergency_contact, 'forbidden', forbidden) order by id), '[]')
       from authorised_pickup
       where child_id = c.id and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) as pickups
    from household_child m
    join child c on c.id = m.child_id
    left join schooling g on g.child_id = c.id and g.school_year = ${schoolYearOf(day)}
    left join school s on s.id = g.school_id
    left join school_class k on k.id = g.class_id
    where m.household_id = ${householdId} and c.ref = ${ref}::uuid and c.erased_at is null
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)`.execute(
    tx,
  )
  return found.rows[0]
}
