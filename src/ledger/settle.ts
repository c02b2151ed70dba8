import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { lockReceivables } from './accounts.ts'
import { allocate, type Allocation, type OpenItem } from './allocate.ts'

export interface FamilyItem extends OpenItem {
  readonly householdId: number
}

/** What is open on the accounts of families at one régie, in settling order. */
export async function openItems(
  tx: Tx,
  regieId: number,
  householdIds: readonly number[],
): Promise<FamilyItem[]> {
  const found = await sql<FamilyItem>`
    select id, transfer_id as "transferId", household_id as "householdId", side,
           amount_cents - settled_cents as "remainingCents", due_order as "dueOrder"
    from open_item
    where household_id = any(${householdIds}::bigint[]) and regie_id = ${regieId} and settled_cents < amount_cents
    order by household_id, side, due_order, id`.execute(tx)
  return found.rows
}

/**
 * Uses the credits of families for what they owe to one régie, and returns what was settled. Called in the
 * transaction of every invoice, credit note and payment, so that no credit lies idle beside a debt.
 */
export async function settle(
  tx: Tx,
  what: {
    readonly regieId: number
    readonly householdIds: readonly number[]
    readonly on: Day
    /** Invoices' transfers that the payer chose to settle first. */
    readonly chosenTransferIds?: readonly number[]
  },
): Promise<Cents> {
  await lockReceivables(tx, what.regieId, what.householdIds)
  const open = await openItems(tx, what.regieId, what.householdIds)
  const families = Map.groupBy(open, (item) => item.householdId)
  const rows = [...families].flatMap(([householdId, items]) =>
    allocate(items, what.chosenTransferIds).map((made) => ({ ...made, householdId })),
  )
  await writeAllocations(tx, what.regieId, what.on, rows)
  return rows.reduce((sum, row) => sum + row.amountCents, 0)
}

async function writeAllocations(
  tx: Tx,
  regieId: number,
  on: Day,
  rows: readonly (Allocation & { readonly householdId: number })[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on)
    select "householdId", ${regieId}::int, "debitItemId", "creditItemId", "amountCents", ${on}::date
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as made("householdId" bigint, "debitItemId" bigint, "creditItemId" bigint, "amountCents" int)`.execute(
    tx,
  )
}
