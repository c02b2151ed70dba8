import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { dataKeyFor } from '../../db/data-keys.ts'
import { sealField } from '../../db/field-encryption.ts'
import type { Keys } from '../../db/keys.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { allergyPlace, healthPlace, vaccinationPlace } from '../health.ts'
import type { AllergyBody, HealthBody, VaccinationBody } from '../sealed.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'
import { watchVaccinations } from './vaccination-watch.ts'

/** The sheet of a child, as a parent writes it: doctor, treatments, aids, recommendations. */
export function saveHealthSheet(
  tx: Tx,
  keys: Keys,
  { childRef, sheet }: { readonly childRef: string; readonly sheet: HealthBody },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const key = await dataKeyFor(tx, keys, { subject: 'CHILD', subjectId: childId })
    const sealed = sealField(key, healthPlace(childId), JSON.stringify(sheet))
    await sql`
      insert into health_record (child_id, body_enc, updated_at, updated_by)
      values (${childId}, ${sealed}, ${by.now}, ${by.personId})
      on conflict (child_id) do update
      set body_enc = excluded.body_enc, updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(
      tx,
    )
    await recordChange(tx, by, { action: 'health.sheet', childId })
  })
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
  { childRef, ref }: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const gone =
      await sql`delete from allergy where child_id = ${childId} and ref = ${ref}::uuid`.execute(tx)
    if (gone.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
    await recordChange(tx, by, { action: 'allergy.remove', childId })
  })
}

/** A vaccine that was given; whether the child is up to date is written beside, for whoever may not read health. */
export function addVaccination(
  tx: Tx,
  keys: Keys,
  { childRef, vaccination }: { readonly childRef: string; readonly vaccination: VaccinationBody },
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
    await watchVaccinations(tx, keys, { childIds: [childId], now: by.now })
  })
}

export function removeVaccination(
  tx: Tx,
  keys: Keys,
  { childRef, ref }: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const gone =
      await sql`delete from vaccination where child_id = ${childId} and ref = ${ref}::uuid`.execute(
        tx,
      )
    if (gone.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
    await recordChange(tx, by, { action: 'vaccination.remove', childId })
    await watchVaccinations(tx, keys, { childIds: [childId], now: by.now })
  })
}
