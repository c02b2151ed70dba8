import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { firstKeptDay, type Forgotten } from '../kernel/kept.ts'
import { hasLeft } from './child/left.ts'

/**
 * What families told for a school year that is long over, children's health when the child is no longer in any school or
 * activity, tax notices after three years, bank accounts thirteen months after their last debit (data-model.md §3.4).
 * Days, quotients, addresses and everything that was billed stay: the law keeps them with the accounts.
 */
export async function forgetFamilies(tx: Tx, today: Day): Promise<Forgotten> {
  const first = firstKeptDay(today)
  const forgotten: Record<string, number> = {}
  for (const [table, which] of Object.entries(over(today, first))) {
    const gone = await sql`delete from ${sql.table(table)} t where ${which}`.execute(tx)
    forgotten[table] = Number(gone.numAffectedRows ?? 0n)
  }
  return forgotten
}

function over(today: Day, first: Day): Readonly<Record<string, RawBuilder<boolean>>> {
  const gone = hasLeft('t.child_id', first)
  return {
    annual_confirmation: sql`t.school_year < extract(year from ${first}::date)`,
    custody_day: sql`t.day < ${first}::date`,
    insurance: sql`t.valid_to < ${first}::date`,
    exclusion_period: sql`t.last_day < ${first}::date`,
    care_protocol: sql`t.valid_to < ${first}::date`,
    authorised_pickup: sql`least(t.valid_to, (t.removed_at at time zone 'Europe/Paris')::date) < ${first}::date`,
    allergy: gone,
    vaccination: gone,
    vaccination_state: gone,
    health_record: gone,
    tax_record: sql`t.tax_year < extract(year from ${today}::date) - 3`,
    bank_account: sql`t.valid_to < ${today}::date - interval '13 months'
      and not exists (select from mandate m where m.bank_account_id = t.id
        and (m.state in ('DRAFT', 'ACTIVE', 'SUSPENDED')
          or m.last_collected_on >= ${today}::date - interval '13 months'))`,
  }
}
