import { sql } from 'kysely'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'

/**
 * Somebody who may fetch a child or is called in an emergency, as a form writes it. What is left out stays as it was
 * when one is corrected.
 */
export interface PickupPerson {
  readonly lastName: string
  readonly firstName: string
  readonly relationship?: string | null | undefined
  /** E.164, one at least. */
  readonly phones: readonly string[]
  readonly canPickUp: boolean
  readonly emergencyContact: boolean
  readonly validFrom: Day
  /** Null: until somebody takes it away. */
  readonly validTo?: Day | null | undefined
  readonly birthDate?: Day | null | undefined
  readonly email?: string | null | undefined
  readonly address?: string | null | undefined
  readonly note?: string | null | undefined
}

export interface NewPickup extends PickupPerson {
  readonly childId: number
  /** The household that names the person; null: the town hall. */
  readonly householdId: number | null
}

interface By {
  readonly now: Date
  readonly actor: string
  readonly actorKind: ActorKind
}

/** Adds somebody who may fetch a child or is called in an emergency; answers the id and the ref. */
export async function addPickup(
  tx: Tx,
  pickup: NewPickup,
  { now, actor, actorKind }: By,
): Promise<{ readonly id: number; readonly ref: string }> {
  const added = await sql<{ id: number; ref: string }>`
    insert into authorised_pickup (child_id, added_by_household_id, last_name, first_name, match_key, relationship,
      phones, can_pick_up, emergency_contact, valid_from, valid_to, birth_date, email, address, note)
    values (${pickup.childId}, ${pickup.householdId}, ${pickup.lastName}, ${pickup.firstName}, ${keyOf(pickup)},
      ${pickup.relationship ?? null}, ${pickup.phones}::text[], ${pickup.canPickUp}, ${pickup.emergencyContact},
      ${pickup.validFrom}, ${pickup.validTo ?? null}, ${pickup.birthDate ?? null}, ${pickup.email ?? null},
      ${pickup.address ?? null}, ${pickup.note ?? null})
    returning id, ref`.execute(tx)
  const [row] = added.rows
  if (!row) throw new Error('The pick-up person was not added')
  await record(tx, {
    at: now,
    actorKind,
    actor,
    action: 'pickup.add',
    subject: 'authorised_pickup',
    subjectId: row.id,
    householdId: pickup.householdId,
  })
  return row
}

/** What two spellings of one person share. */
export function keyOf({
  lastName,
  firstName,
}: Pick<PickupPerson, 'lastName' | 'firstName'>): string {
  return matchKey(lastName, firstName)
}
