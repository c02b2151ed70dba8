import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'

/** A line of `preau tariffs list`. */
export interface TariffListing {
  readonly activity: string
  readonly code: string
  readonly version: number
  readonly label: string
  readonly method: string
  readonly brackets: number
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly isUsed: boolean
}

/** Every version of every tariff, newest first within its code. */
export async function listTariffs(tx: Tx): Promise<TariffListing[]> {
  const found = await sql<TariffListing>`
    select a.code as activity, t.code, t.version, t.label, t.method,
      (select count(*) from tariff_line l where l.tariff_id = t.id) as brackets,
      t.valid_from as "validFrom", t.valid_to as "validTo",
      exists (select 1 from charge c where c.tariff_id = t.id) as "isUsed"
    from tariff t join activity a on a.id = t.activity_id
    order by a.code, t.code, t.version desc`.execute(tx)
  return found.rows
}
