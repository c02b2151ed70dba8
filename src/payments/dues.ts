import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Cents } from '../kernel/money.ts'

/** What a family owes one régie, which takes its payments apart from the others. */
export interface RegieDue {
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
  /** Above zero. */
  readonly dueCents: Cents
  /** When the family was last sent to the bank, less than 20 minutes ago and without a word from it yet. */
  readonly recentAttemptAt: Date | null
}

/** Minutes during which a second attempt is only made after a warning (payments.md §0). */
const warningMinutes = 20

export function recentSince(now: Date): Date {
  return new Date(now.getTime() - warningMinutes * 60_000)
}

/** Every régie that is owed something, in the order of the catalogue, in one statement. */
export async function regieDues(tx: Tx, householdId: number, now: Date): Promise<RegieDue[]> {
  const found = await sql<RegieDue>`
    select regie.id as "regieId", regie.code as "regieCode", regie.name as "regieName", balance.cents as "dueCents",
           (select max(created_at) from payment_attempt a
            where a.household_id = ${householdId} and a.regie_id = regie.id
              and a.state in ('CREATED', 'PENDING') and a.created_at > ${recentSince(now)}) as "recentAttemptAt"
    from (
      select regie_id, sum(case debit_kind when 'RECEIVABLE' then amount_cents else -amount_cents end)::int as cents
      from ledger_transfer where household_id = ${householdId}
      group by regie_id
    ) balance
    join regie on regie.id = balance.regie_id
    where balance.cents > 0
    order by regie.id`.execute(tx)
  return found.rows
}
