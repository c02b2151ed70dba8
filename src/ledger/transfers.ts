import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import { type AccountName, ensureAccounts } from './accounts.ts'
import { type AccountKind, familySide, type TransferKind, transferKinds } from './kinds.ts'

/** A movement on one family's account at one régie. */
export interface NewTransfer {
  readonly kind: TransferKind
  readonly householdId: number
  readonly regieId: number
  /** What caused it, once: `invoice:17`, `payment:4`. */
  readonly sourceKey: string
  readonly occurredOn: Day
  /** From this day on the family sees it (an invoice's publication). */
  readonly visibleFrom: Day
  /**
   * What can be settled apart, never 0; their sum, above 0, is the transfer. An invoice has one a line; below 0 for a
   * line that counts the other way.
   */
  readonly items: readonly Cents[]
}

export interface PostedTransfer {
  readonly id: number
  /** In the order of `items`. */
  readonly itemIds: readonly number[]
}

/**
 * Writes transfers with their open items: three statements for any number. A source that was posted before is an
 * error (unique kind and source_key): callers guard it by their own natural key first. `drawn`: ids that a document
 * had to know before.
 */
export async function postTransfers(
  tx: Tx,
  transfers: readonly NewTransfer[],
  by: { readonly now: Date; readonly actor: string },
  drawn?: readonly PostedTransfer[],
): Promise<PostedTransfer[]> {
  if (transfers.length === 0) return []
  await ensureAccounts(tx, transfers.flatMap(accountsOf))
  const posted = drawn ? [...drawn] : await drawTransferIds(tx, transfers)
  const rows = transfers.map((transfer, index) => ({
    ...transfer,
    id: posted[index]?.id,
    itemIds: posted[index]?.itemIds,
    amountCents: sumCents(transfer.items),
    side: familySide(transfer.kind),
    systemKind: systemKindOf(transfer.kind),
  }))
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as t(
        id bigint, kind text, "householdId" bigint, "regieId" int, "sourceKey" text, "occurredOn" date,
        "visibleFrom" date, items int[], "itemIds" bigint[], "amountCents" int, side text, "systemKind" text)
    ), placed as materialized (
      select given.*, family.id as family_account, system.id as system_account
      from given
      join ledger_account family
        on family.household_id = given."householdId" and family.regie_id = given."regieId"
        and family.kind = 'RECEIVABLE'
      join ledger_account system
        on system.household_id is null and system.regie_id = given."regieId"
        and system.kind = given."systemKind"
    ), written as (
      insert into ledger_transfer (id, kind, debit_account_id, debit_kind, credit_account_id, credit_kind,
        amount_cents, household_id, regie_id, source_key, occurred_on, visible_from, recorded_at, actor)
      select id, kind,
        case side when 'DEBIT' then family_account else system_account end,
        case side when 'DEBIT' then 'RECEIVABLE' else "systemKind" end,
        case side when 'DEBIT' then system_account else family_account end,
        case side when 'DEBIT' then "systemKind" else 'RECEIVABLE' end,
        "amountCents", "householdId", "regieId", "sourceKey", "occurredOn", "visibleFrom", ${by.now}::timestamptz, ${by.actor}::text
      from placed
    )
    insert into open_item (id, transfer_id, line_no, household_id, regie_id, side, amount_cents, due_order)
    select line.id, given.id, line.no, "householdId", "regieId",
      case when (line.cents > 0) = (side = 'DEBIT') then 'DEBIT' else 'CREDIT' end,
      abs(line.cents), "visibleFrom"
    from given, unnest("itemIds", items) with ordinality as line(id, cents, no)`.execute(tx)
  return posted
}

/** Ids come first, so that nothing written has to be joined back (data-model.md §8, learnt 3). */
export async function drawTransferIds(
  tx: Tx,
  transfers: readonly Pick<NewTransfer, 'items'>[],
): Promise<PostedTransfer[]> {
  const itemCount = transfers.reduce((count, transfer) => count + transfer.items.length, 0)
  const drawn = await sql<{ transfers: number[]; items: number[] }>`
    select
      array(select nextval('ledger_transfer_id_seq') from generate_series(1, ${transfers.length}::int)) as transfers,
      array(select nextval('open_item_id_seq') from generate_series(1, ${itemCount}::int)) as items`.execute(
    tx,
  )
  const ids = drawn.rows[0]?.transfers ?? []
  const itemIds = drawn.rows[0]?.items ?? []
  let used = 0
  return transfers.map((transfer, index) => {
    const from = used
    used += transfer.items.length
    return { id: ids[index] ?? 0, itemIds: itemIds.slice(from, used) }
  })
}

function accountsOf({ kind, householdId, regieId }: NewTransfer): AccountName[] {
  return [
    { regieId, kind: 'RECEIVABLE', householdId },
    { regieId, kind: systemKindOf(kind), householdId: null },
  ]
}

/** The side that is not the family's. */
function systemKindOf(kind: TransferKind): AccountKind {
  const { debit, credit } = transferKinds[kind]
  return debit === 'RECEIVABLE' ? credit : debit
}
