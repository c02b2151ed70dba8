import { sql } from 'kysely'
import { rowsHash } from '../../audit/hashes.ts'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { dayOf } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { addPickup, keyOf, type PickupPerson } from '../pickups.ts'
import { once, ownChildId, type ParentWrite } from './parent-write.ts'

/** A parent names somebody, or, with a ref, corrects one. Throws PICKUP_FORBIDDEN for whom a judgment keeps away. */
export function savePickup(
  tx: Tx,
  {
    childRef,
    ref,
    person,
  }: { readonly childRef: string; readonly ref: string | null; readonly person: PickupPerson },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    await refuseForbidden(tx, childId, person, by.now)
    if (ref === null) {
      const added = { ...person, childId, householdId: by.householdId }
      const parent = { now: by.now, actor: by.login, actorKind: 'PARENT' } as const
      await addPickup(tx, added, parent)
    } else await changePickup(tx, { childId, ref, person }, by)
  })
}

/** Takes a person off the list: from now on nobody hands the child over to him or her. */
export function removePickup(
  tx: Tx,
  { childRef, ref }: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const beforeHash = await rowsHash(tx, 'authorised_pickup', { column: 'ref', value: ref })
    const gone = await sql<{ id: number }>`
      update authorised_pickup set removed_at = ${by.now}
      where child_id = ${childId} and ref = ${ref}::uuid and removed_at is null and not forbidden
      returning id`.execute(tx)
    await recordOn(tx, gone.rows[0], { action: 'pickup.remove', beforeHash }, by)
  })
}

async function refuseForbidden(
  tx: Tx,
  childId: number,
  person: PickupPerson,
  now: Date,
): Promise<void> {
  const found = await sql<{ forbidden: boolean }>`
    select app.is_forbidden_pickup(${childId}, ${keyOf(person)}, ${dayOf(now)}::date) as forbidden`.execute(
    tx,
  )
  if (found.rows[0]?.forbidden) throw new Refusal('PICKUP_FORBIDDEN')
}

async function changePickup(
  tx: Tx,
  {
    childId,
    ref,
    person,
  }: { readonly childId: number; readonly ref: string; readonly person: PickupPerson },
  by: ParentWrite,
): Promise<void> {
  const beforeHash = await rowsHash(tx, 'authorised_pickup', { column: 'ref', value: ref })
  const changed = await sql<{ id: number }>`
    update authorised_pickup set last_name = ${person.lastName}, first_name = ${person.firstName},
      match_key = ${keyOf(person)}, relationship = ${given(person.relationship, 'relationship')}, phones = ${person.phones}::text[],
      can_pick_up = ${person.canPickUp}, emergency_contact = ${person.emergencyContact},
      valid_from = ${person.validFrom}, valid_to = ${person.validTo ?? null}, birth_date = ${given(person.birthDate, 'birth_date')},
      email = ${given(person.email, 'email')}, address = ${given(person.address, 'address')},
      note = ${given(person.note, 'note')}
    where child_id = ${childId} and ref = ${ref}::uuid and removed_at is null and not forbidden
    returning id`.execute(tx)
  await recordOn(tx, changed.rows[0], { action: 'pickup.change', beforeHash }, by)
}

/** What the form said, or what stands in the column when it said nothing. */
function given(value: string | null | undefined, column: string) {
  return value === undefined ? sql.ref(column) : sql`${value}`
}

async function recordOn(
  tx: Tx,
  row: { readonly id: number } | undefined,
  { action, beforeHash }: { readonly action: string; readonly beforeHash: Buffer | null },
  by: ParentWrite,
): Promise<void> {
  if (!row) throw new Refusal('NOT_FOUND')
  await record(tx, {
    at: by.now,
    actorKind: 'PARENT',
    actor: by.login,
    action,
    subject: 'authorised_pickup',
    subjectId: row.id,
    householdId: by.householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'authorised_pickup', { column: 'id', value: row.id }),
  })
}
