import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { knownDataKeys } from '../db/data-keys.ts'
import { openText } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import type { Day } from '../kernel/day.ts'
import type { MealMode } from './family-model.ts'
import { careProtocolPlace } from './health.ts'
import { careProtocolBody, type CareProtocolBody } from './sealed.ts'

export type OpenCareProtocol = CareProtocolBody & {
  readonly validFrom: Day
  readonly validTo: Day
  readonly mealMode: MealMode
}

/** A child's PAI in force on a day, else the next one; undefined when there is none or its key is out of reach. */
export async function careProtocolOn(
  tx: Tx,
  keys: Keys,
  childId: number,
  day: Day,
): Promise<OpenCareProtocol | undefined> {
  const found = await sql<{
    id: number
    body: Buffer
    validFrom: Day
    validTo: Day
    mealMode: MealMode
  }>`
    select id, body_enc as body, valid_from as "validFrom", valid_to as "validTo", meal_mode as "mealMode"
    from care_protocol where child_id = ${childId} and valid_to >= ${day}::date
    order by valid_from limit 1`.execute(tx)
  const [row] = found.rows
  const key = row && (await knownDataKeys(tx, keys, 'CHILD', [childId])).get(childId)
  if (!key) return undefined
  const { id, body, ...dates } = row
  return {
    ...careProtocolBody.parse(JSON.parse(openText(key, careProtocolPlace(id), body))),
    ...dates,
  }
}
