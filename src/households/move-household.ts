import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { Address } from './family-model.ts'

/** A household lives elsewhere from a day on: the address before ends the day before, later ones are withdrawn. */
export async function moveHousehold(
  tx: Tx,
  {
    householdId,
    address,
    from,
  }: { readonly householdId: number; readonly address: Address; readonly from: Day },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const own = { column: 'household_id', value: householdId } as const
  const beforeHash = await rowsHash(tx, 'household_address', own)
  await sql`delete from household_address where household_id = ${householdId} and valid_from >= ${from}::date`.execute(
    tx,
  )
  await sql`
    update household_address set valid_to = ${addDays(from, -1)}::date
    where household_id = ${householdId} and (valid_to is null or valid_to >= ${from}::date)`.execute(
    tx,
  )
  const { number, repetition, street, complement, postcode, commune, insee, country } = address
  await sql`
    insert into household_address (household_id, number, repetition, street, complement, postcode, commune, insee, country, valid_from)
    values (${householdId}, ${number}, ${repetition}, ${street}, ${complement}, ${postcode}, ${commune}, ${insee}, ${country}, ${from})`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'household.move',
    subject: 'household',
    subjectId: householdId,
    householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'household_address', own),
  })
}
