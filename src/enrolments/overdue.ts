import { sql } from 'kysely'
import type { Day } from '../kernel/day.ts'

/**
 * What household `h` of a statement should have paid before a day, in cents; nothing when the commune has given it
 * time. The conditions of an activity set a bound to it (`unpaid_above`).
 */
export function overdueCents(today: Day) {
  return sql<number>`
    case when h.exempt_from_debt_block then 0 else coalesce((
      select sum(i.amount_cents - i.settled_cents)::int
      from open_item i join invoice v on v.transfer_id = i.transfer_id
      where i.household_id = h.id and i.side = 'DEBIT' and i.settled_cents < i.amount_cents
        and v.due_on < ${today}), 0) end`
}
