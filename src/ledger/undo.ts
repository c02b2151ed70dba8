import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

/**
 * Takes back everything that the credits of one transfer settled, as negative allocations: what they had paid is owed
 * again. Called when money went back (a refund, an unpaid debit), before the reversal is settled.
 */
export async function undoAllocations(tx: Tx, transferId: number, on: Day): Promise<void> {
  await sql`
    insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on, undoes_id)
    select a.household_id, a.regie_id, a.debit_item_id, a.credit_item_id, -a.amount_cents, ${on}::date, a.id
    from allocation a
    join open_item credit on credit.id = a.credit_item_id and credit.transfer_id = ${transferId}
    where a.amount_cents > 0 and not exists (select from allocation undone where undone.undoes_id = a.id)
    order by a.id`.execute(tx)
}
