import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { matchKey } from '../../kernel/text.ts'
import type { BirthPlace } from '../change-person.ts'
import { recordSheet, type Changer } from './parent-write.ts'

/** Who a child is, as the family record says. */
export interface ChildIdentity {
  readonly lastName: string
  readonly usualName: string | null
  readonly firstName: string
  readonly sex: 'F' | 'M'
  readonly birthDate: Day
  readonly birthPlace: BirthPlace | null
}

export async function readIdentity(tx: Tx, childId: number): Promise<ChildIdentity> {
  const found = await sql<ChildIdentity>`
    select last_name as "lastName", usual_name as "usualName", first_name as "firstName", sex, birth_date as "birthDate",
      case when birth_insee is not null or birth_country is not null
        then jsonb_build_object('insee', birth_insee, 'country', birth_country) end as "birthPlace"
    from child where id = ${childId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new Refusal('NOT_FOUND')
  return row
}

/** An officer corrects who a child is, on the family record. */
export async function writeIdentity(
  tx: Tx,
  of: { readonly childId: number; readonly householdId: number; readonly identity: ChildIdentity },
  by: Changer,
): Promise<void> {
  const { childId, identity } = of
  const before = await readIdentity(tx, childId)
  await sql`
    update child set last_name = ${identity.lastName}, usual_name = ${identity.usualName},
      first_name = ${identity.firstName}, match_key = ${matchKey(identity.lastName, identity.firstName)},
      sex = ${identity.sex}, birth_date = ${identity.birthDate}, birth_insee = ${identity.birthPlace?.insee ?? null},
      birth_country = ${identity.birthPlace?.country ?? null}, updated_at = ${by.now}
    where id = ${childId}`.execute(tx)
  await recordSheet(tx, by, { ...of, action: 'child.identity', before, after: identity })
}
