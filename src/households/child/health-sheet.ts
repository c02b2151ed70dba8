import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { dataKeyFor, knownDataKeys } from '../../db/data-keys.ts'
import { openText, sealField } from '../../db/field-encryption.ts'
import type { Keys } from '../../db/keys.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { allergyPlace, healthPlace, vaccinationPlace } from '../health.ts'
import { healthBody, type AllergyBody, type HealthBody, type VaccinationBody } from '../sealed.ts'
import {
  once,
  ownChildId,
  recordChange,
  recordSheet,
  type Changer,
  type ParentWrite,
  removeLine,
} from './parent-write.ts'
import { watchVaccinations } from './vaccination-watch.ts'

/** The sheet of a child: doctor, treatments, aids, recommendations; empty when nobody wrote any. */
export async function readHealthSheet(tx: Tx, keys: Keys, childId: number): Promise<HealthBody> {
  const found = await sql<{ sealed: Buffer }>`
    select body_enc as sealed from health_record where child_id = ${childId}`.execute(tx)
  const [row] = found.rows
  const key = row && (await knownDataKeys(tx, keys, 'CHILD', [childId])).get(childId)
  if (!row) return emptySheet
  if (!key) throw new Error(`The health sheet of child ${childId} has no key`)
  return healthBody.parse(JSON.parse(openText(key, healthPlace(childId), row.sealed)))
}

const emptySheet = healthBody.parse({ doctor: null, treatment: null, notes: null })

/** The same as a family changes it. */
export async function writeHealthSheet(
  tx: Tx,
  keys: Keys,
  of: { readonly childId: number; readonly householdId: number; readonly sheet: HealthBody },
  by: Changer,
): Promise<void> {
  const { childId, householdId, sheet } = of
  const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
  const sealed = sealField(key, healthPlace(childId), JSON.stringify(sheet))
  await sql`
    insert into health_record (child_id, body_enc, updated_at, updated_by)
    values (${childId}, ${sealed}, ${by.now}, (select app.current_person()))
    on conflict (child_id) do update
    set body_enc = excluded.body_enc, updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(
    tx,
  )
  await recordSheet(tx, by, { action: 'health.sheet', childId, householdId })
}

/** Adds an allergy, or, with its ref, corrects one. */
export function saveAllergy(
  tx: Tx,
  keys: Keys,
  {
    childRef,
    ref,
    allergy,
  }: { readonly childRef: string; readonly ref: string | null; readonly allergy: AllergyBody },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
    const sealed = sealField(key, allergyPlace(childId), JSON.stringify(allergy))
    const written =
      ref === null
        ? await sql`insert into allergy (child_id, body_enc) values (${childId}, ${sealed})`.execute(
            tx,
          )
        : await sql`update allergy set body_enc = ${sealed} where child_id = ${childId} and ref = ${ref}::uuid`.execute(
            tx,
          )
    if (written.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
    await recordChange(tx, by, { action: 'allergy.save', childId })
  })
}

export function removeAllergy(
  tx: Tx,
  line: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    await removeLine(tx, 'allergy', line, by)
  })
}

/** A vaccine that was given; whether the child is up to date is written beside, for whoever may not read health. */
export function addVaccination(
  tx: Tx,
  keys: Keys,
  {
    childRef,
    vaccination,
    insee,
  }: {
    readonly childRef: string
    readonly vaccination: VaccinationBody
    readonly insee: string
  },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
    const sealed = sealField(key, vaccinationPlace(childId), JSON.stringify(vaccination))
    await sql`insert into vaccination (child_id, body_enc) values (${childId}, ${sealed})`.execute(
      tx,
    )
    await recordChange(tx, by, { action: 'vaccination.add', childId })
    await watchVaccinations(tx, keys, { childIds: [childId], insee, now: by.now })
  })
}

export function removeVaccination(
  tx: Tx,
  keys: Keys,
  {
    childRef,
    ref,
    insee,
  }: { readonly childRef: string; readonly ref: string; readonly insee: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await removeLine(tx, 'vaccination', { childRef, ref }, by)
    await watchVaccinations(tx, keys, { childIds: [childId], insee, now: by.now })
  })
}
