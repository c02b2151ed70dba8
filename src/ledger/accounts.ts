import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { AccountKind } from './kinds.ts'

/** An account by what it is: a family's debt to a régie, or (no family) an account of the régie itself. */
export interface AccountName {
  readonly regieId: number
  readonly kind: AccountKind
  readonly householdId: number | null
}

/** The accounts of what families owe to a régie. */
export function receivables(regieId: number, householdIds: readonly number[]): AccountName[] {
  return householdIds.map((householdId) => ({ regieId, kind: 'RECEIVABLE', householdId }))
}

/** Opens the accounts that are not there yet, all in one statement. */
export async function ensureAccounts(tx: Tx, names: readonly AccountName[]): Promise<void> {
  const rows = JSON.stringify(names)
  await sql`
    insert into ledger_account (regie_id, kind, household_id)
    select distinct "regieId", kind, "householdId"
    from json_to_recordset(${rows}::json) as name("regieId" int, kind text, "householdId" bigint)
    where not exists (
      select from ledger_account known
      where known.household_id = name."householdId" and known.regie_id = name."regieId" and known.kind = name.kind)
    and not exists (
      select from ledger_account known
      where known.household_id is null and name."householdId" is null
        and known.regie_id = name."regieId" and known.kind = name.kind)
    on conflict do nothing`.execute(tx)
}

/**
 * Holds the accounts of families until the transaction ends, in id order: whoever reads open items to settle them
 * does it alone.
 */
export async function lockReceivables(
  tx: Tx,
  regieId: number,
  householdIds: readonly number[],
): Promise<void> {
  await sql`
    select id from ledger_account
    where household_id = any(${householdIds}::bigint[]) and regie_id = ${regieId} and kind = 'RECEIVABLE'
    order by id
    for no key update`.execute(tx)
}
