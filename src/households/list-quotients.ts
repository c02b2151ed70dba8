import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { QuotientType } from './family-model.ts'

export interface ListedQuotient {
  readonly fileNumber: number
  readonly family: string
  readonly type: QuotientType
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly source: string
}

/**
 * The last quotient of each family and fund, by family: all of them, or those that end by a day and have no successor.
 * Values stay in the files: reading them asks for a reason.
 */
export async function lastQuotients(
  tx: Tx,
  { endsBy = null }: { readonly endsBy?: Day | null },
): Promise<ListedQuotient[]> {
  const found = await sql<ListedQuotient>`
    select * from (
      select distinct on (h.sort_name, h.id, q.type) h.file_number as "fileNumber", h.name as family, q.type,
        q.valid_from as "validFrom", q.valid_to as "validTo", q.source
      from quotient q join household h on h.id = q.household_id
      where q.annulled_at is null and h.erased_at is null and h.merged_into_id is null
      order by h.sort_name, h.id, q.type, q.valid_from desc
    ) last
    where ${endsBy}::date is null or "validTo" <= ${endsBy}::date`.execute(tx)
  return found.rows
}

/** What families are called, by id: for what was done to many. */
export async function familyNames(
  tx: Tx,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const found = await tx
    .selectFrom('household')
    .select(['id', 'file_number as fileNumber', 'name'])
    .where('id', 'in', ids.length > 0 ? ids : [0])
    .execute()
  return new Map(found.map(({ id, fileNumber, name }) => [id, `${fileNumber} ${name}`]))
}
