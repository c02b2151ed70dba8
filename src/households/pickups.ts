import { sql } from 'kysely'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

export interface NewPickup {
  readonly childId: number
  /** The household that names the person; null: the town hall. */
  readonly householdId: number | null
  readonly lastName: string
  readonly firstName: string
  readonly relationship: string | null
  /** E.164, one at least. */
  readonly phones: readonly string[]
  readonly canPickUp: boolean
  readonly emergencyContact: boolean
  readonly validFrom: Day
}

/** Adds somebody who may fetch a child or is called in an emergency; answers the ref. */
export async function addPickup(
  tx: Tx,
  pickup: NewPickup,
  {
    now,
    actor,
    actorKind,
  }: { readonly now: Date; readonly actor: string; readonly actorKind: ActorKind },
): Promise<string> {
  const {
    childId,
    householdId,
    lastName,
    firstName,
    relationship,
    phones,
    canPickUp,
    emergencyContact,
    validFrom,
  } = pickup
  const added = await sql<{ id: number; ref: string }>`
    insert into authorised_pickup (child_id, added_by_household_id, last_name, first_name, relationship, phones,
                                   can_pick_up, emergency_contact, valid_from)
    values (${childId}, ${householdId}, ${lastName}, ${firstName}, ${relationship}, ${phones}::text[],
            ${canPickUp}, ${emergencyContact}, ${validFrom})
    returning id, ref`.execute(tx)
  const { id, ref } = added.rows[0] ?? { id: null, ref: '' }
  await record(tx, {
    at: now,
    actorKind,
    actor,
    action: 'pickup.add',
    subject: 'authorised_pickup',
    subjectId: id,
    householdId,
  })
  return ref
}
