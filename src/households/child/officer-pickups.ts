import { sql } from 'kysely'
import { rowsHash } from '../../audit/hashes.ts'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { isRef } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { givenName } from '../../kernel/text.ts'
import { keyOf } from '../pickups.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

export interface OfficerPickup {
  readonly ref: string
  readonly lastName: string
  readonly firstName: string
  readonly relationship: string | null
  readonly phones: readonly string[]
  readonly canPickUp: boolean
  readonly emergencyContact: boolean
  readonly forbidden: boolean
  readonly idCheckedOn: Day | null
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly note: string | null
}

export interface PickupChild {
  readonly id: number
  readonly ref: string
  readonly firstName: string
  readonly lastName: string
}

/** A child by ref, as a command names it. Throws NOT_FOUND. */
export async function pickupChild(tx: Tx, ref: string): Promise<PickupChild> {
  const found = isRef(ref)
    ? await sql<PickupChild>`
        select id, ref, first_name as "firstName", last_name as "lastName" from child
        where ref = ${ref}::uuid and erased_at is null`.execute(tx)
    : { rows: [] }
  const [child] = found.rows
  if (!child) throw new Refusal('NOT_FOUND')
  return child
}

/** Who may and who must not fetch a child on a day, the forbidden first: for officers alone. */
export async function listPickups(tx: Tx, childId: number, day: Day): Promise<OfficerPickup[]> {
  const found = await sql<OfficerPickup>`
    select ref, last_name as "lastName", first_name as "firstName", relationship, phones, can_pick_up as "canPickUp",
      emergency_contact as "emergencyContact", forbidden, id_checked_on as "idCheckedOn", valid_from as "validFrom",
      valid_to as "validTo", note
    from authorised_pickup
    where child_id = ${childId} and removed_at is null and (valid_to is null or valid_to >= ${day}::date)
    order by forbidden desc, last_name, first_name, id`.execute(tx)
  return found.rows
}

export interface ForbiddenPerson {
  readonly childId: number
  readonly lastName: string
  readonly firstName: string
  /** Of the judgment that keeps the person away; kept with it. */
  readonly judgment: string
  readonly validTo: Day | null
}

/**
 * A judgment keeps somebody away from a child: the name leaves the list of those who may come, and no parent can put it
 * there again. Parents are not told.
 */
export async function forbidPickup(
  tx: Tx,
  person: ForbiddenPerson,
  { now, actor }: By,
): Promise<void> {
  const { childId, lastName, firstName, judgment, validTo } = person
  const key = keyOf(person)
  await sql`
    update authorised_pickup set removed_at = ${now}
    where child_id = ${childId} and match_key = ${key} and removed_at is null`.execute(tx)
  const added = await sql<{ id: number }>`
    insert into authorised_pickup (child_id, last_name, first_name, match_key, phones, can_pick_up, emergency_contact,
      forbidden, valid_from, valid_to, note, decided_by)
    values (${childId}, ${lastName}, ${givenName(firstName)}, ${key}, '{inconnu}', false, false, true, ${dayOf(now)}, ${validTo},
      ${judgment}, ${actor})
    returning id`.execute(tx)
  await recordOn(tx, added.rows[0]?.id, { action: 'pickup.forbid', now, actor })
}

/** An officer has seen the person's identity card. */
export async function checkPickupIdentity(tx: Tx, ref: string, by: By): Promise<void> {
  const checked = isRef(ref)
    ? await sql<{ id: number }>`
        update authorised_pickup set id_checked_on = ${dayOf(by.now)}
        where ref = ${ref}::uuid and removed_at is null and not forbidden returning id`.execute(tx)
    : { rows: [] }
  await recordOn(tx, checked.rows[0]?.id, { action: 'pickup.identity', ...by })
}

/** Takes a line off the list, also one that forbids. */
export async function endPickup(tx: Tx, ref: string, by: By): Promise<void> {
  const ended = isRef(ref)
    ? await sql<{ id: number }>`
        update authorised_pickup set removed_at = ${by.now}
        where ref = ${ref}::uuid and removed_at is null returning id`.execute(tx)
    : { rows: [] }
  await recordOn(tx, ended.rows[0]?.id, { action: 'pickup.end', ...by })
}

async function recordOn(
  tx: Tx,
  id: number | undefined,
  { action, now, actor }: By & { readonly action: string },
): Promise<void> {
  if (id === undefined) throw new Refusal('NOT_FOUND')
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action,
    subject: 'authorised_pickup',
    subjectId: id,
    afterHash: await rowsHash(tx, 'authorised_pickup', { column: 'id', value: id }),
  })
}
