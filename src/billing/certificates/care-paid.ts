import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import type { Cents } from '../../kernel/money.ts'

/** What a household paid in a year for the care of one child. */
export interface CarePaid {
  readonly householdId: number
  readonly childId: number
  readonly firstName: string
  readonly lastName: string
  readonly birthDate: Day
  readonly cents: Cents
}

/**
 * Sums actually paid in a calendar year for the care of young children (CGI 200 quater B; domain.md §4.11). Each
 * allocation dated in the year counts with the eligible part of the line it pays, meals and supplements out, and less
 * the eligible part of the credit it uses: money has none, so that care that was given back, or paid by giving back
 * other care, counts once. Children born on 1 January of the sixth year before, or later. Rounded to the cent by child.
 */
export async function carePaid(tx: Tx, year: number): Promise<CarePaid[]> {
  const found = await sql<CarePaid>`
    with moved as (
      select a.household_id, c.child_id, a.amount_cents * c.tax_credit_cents::numeric / c.amount_cents as cents
      from allocation a join charge c on c.open_item_id = a.debit_item_id
      where a.allocated_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
      union all
      select a.household_id, c.child_id, -a.amount_cents * c.tax_credit_cents::numeric / c.amount_cents
      from allocation a join charge c on c.open_item_id = a.credit_item_id
      where a.allocated_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    )
    select moved.household_id as "householdId", child.id as "childId", child.first_name as "firstName",
           child.last_name as "lastName", child.birth_date as "birthDate", round(sum(moved.cents))::int as cents
    from moved
    join child on child.id = moved.child_id and child.birth_date >= ${`${year - 6}-01-01`}::date
    group by moved.household_id, child.id
    having round(sum(moved.cents)) > 0
    order by moved.household_id, child.birth_date, child.id`.execute(tx)
  return found.rows
}
