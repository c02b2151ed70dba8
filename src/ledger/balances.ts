import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Cents } from '../kernel/money.ts'

/** What families owe one régie: above zero a debt, below zero a credit. Families without a movement are left out. */
export async function balancesOf(
  tx: Tx,
  regieId: number,
  householdIds: readonly number[],
): Promise<Map<number, Cents>> {
  const found = await sql<{ householdId: number; cents: number }>`
    select household_id as "householdId",
           sum(case debit_kind when 'RECEIVABLE' then amount_cents else -amount_cents end)::int as cents
    from ledger_transfer
    where household_id = any(${householdIds}::bigint[]) and regie_id = ${regieId}
    group by household_id`.execute(tx)
  return new Map(found.rows.map((row) => [row.householdId, row.cents]))
}

/** What one family owes one régie. */
export async function balanceOf(tx: Tx, householdId: number, regieId: number): Promise<Cents> {
  return (await balancesOf(tx, regieId, [householdId])).get(householdId) ?? 0
}
