import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor } from '../db/data-keys.ts'
import { sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { MealMode } from './family-model.ts'
import {
  healthBody,
  type AllergyBody,
  type CareProtocolBody,
  type NewHealthBody,
  type VaccinationBody,
} from './sealed.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

export interface NewCareProtocol {
  readonly childId: number
  readonly validFrom: Day
  /** At the latest the end of the school year. */
  readonly validTo: Day
  readonly mealMode: MealMode
  readonly body: CareProtocolBody
}

/** A child's PAI: one that overlaps ends the day before, one that starts later or the same day is replaced. */
export async function setCareProtocol(
  tx: Tx,
  keys: Keys,
  protocol: NewCareProtocol,
  { now, actor }: By,
): Promise<void> {
  const { childId, validFrom, validTo, mealMode, body } = protocol
  const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
  await sql`delete from care_protocol where child_id = ${childId} and valid_from between ${validFrom}::date and ${validTo}::date`.execute(
    tx,
  )
  await sql`
    update care_protocol set valid_to = ${addDays(validFrom, -1)}::date
    where child_id = ${childId} and valid_from < ${validFrom}::date and valid_to >= ${validFrom}::date`.execute(
    tx,
  )
  const drawn = await sql<{
    id: number
  }>`select nextval(pg_get_serial_sequence('care_protocol', 'id')) as id`.execute(tx)
  const id = drawn.rows[0]?.id ?? 0
  await sql`
    insert into care_protocol (id, child_id, valid_from, valid_to, meal_mode, body_enc, validated_by) overriding system value
    values (${id}, ${childId}, ${validFrom}, ${validTo}, ${mealMode}, ${sealField(key, careProtocolPlace(id), JSON.stringify(body))}, ${actor})`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'care_protocol.set',
    subject: 'child',
    subjectId: childId,
  })
}

/** The health sheet of a child, its allergies and vaccines, as a whole. */
export async function setHealth(
  tx: Tx,
  keys: Keys,
  {
    childId,
    health,
    allergies,
    vaccinations = [],
  }: {
    readonly childId: number
    readonly health: NewHealthBody
    readonly allergies: readonly AllergyBody[]
    readonly vaccinations?: readonly VaccinationBody[]
  },
  { now, actor }: By,
): Promise<void> {
  const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
  const sealed = sealField(key, healthPlace(childId), JSON.stringify(healthBody.parse(health)))
  await sql`
    insert into health_record (child_id, body_enc, updated_at) values (${childId}, ${sealed}, ${now})
    on conflict (child_id) do update set body_enc = excluded.body_enc, updated_at = excluded.updated_at`.execute(
    tx,
  )
  const bodies = allergies.map((allergy) =>
    sealField(key, allergyPlace(childId), JSON.stringify(allergy)),
  )
  await sql`delete from allergy where child_id = ${childId}`.execute(tx)
  await sql`insert into allergy (child_id, body_enc) select ${childId}, body from unnest(${bodies}::bytea[]) as made(body)`.execute(
    tx,
  )
  const given = vaccinations.map((one) =>
    sealField(key, vaccinationPlace(childId), JSON.stringify(one)),
  )
  await sql`delete from vaccination where child_id = ${childId}`.execute(tx)
  await sql`insert into vaccination (child_id, body_enc) select ${childId}, body from unnest(${given}::bytea[]) as made(body)`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'health.set',
    subject: 'child',
    subjectId: childId,
  })
}

export function careProtocolPlace(id: number): Place {
  return { table: 'care_protocol', column: 'body_enc', row: id }
}

export function healthPlace(childId: number): Place {
  return { table: 'health_record', column: 'body_enc', row: childId }
}

export function allergyPlace(childId: number): Place {
  return { table: 'allergy', column: 'body_enc', row: childId }
}

export function vaccinationPlace(childId: number): Place {
  return { table: 'vaccination', column: 'body_enc', row: childId }
}
