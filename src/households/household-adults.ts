import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

export interface HouseholdAdult {
  readonly id: number
  readonly ref: string
  readonly firstName: string
  readonly usualName: string
  readonly isPrimary: boolean
  /** Signs in: the e-mail address is the own business then. */
  readonly hasAccount: boolean
}

/** The adults of a household on a day, the responsable first. */
export async function householdAdults(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<HouseholdAdult[]> {
  const found = await sql<HouseholdAdult>`
    select p.id, p.ref, p.first_name as "firstName", p.usual_name as "usualName", m.role = 'PRIMARY' as "isPrimary",
      p.account_id is not null as "hasAccount"
    from household_adult m join person p on p.id = m.person_id
    where m.household_id = ${householdId} and p.erased_at is null
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
    order by m.role <> 'PRIMARY', m.id`.execute(tx)
  return found.rows
}
