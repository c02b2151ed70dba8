import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { type OutboxEntry, post } from '../db/outbox.ts'
import { monthOf } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { ensureAccounts, lockReceivables, receivables } from '../ledger/accounts.ts'
import { balancesOf } from '../ledger/balances.ts'
import { debtNumber, nextNumbers, numberText } from '../ledger/numbers.ts'
import { settle } from '../ledger/settle.ts'
import { drawTransferIds, postTransfers, type PostedTransfer } from '../ledger/transfers.ts'
import { issueCreditNotes } from './credit-notes.ts'
import type { Draft } from './drafts.ts'
import {
  drawIds,
  insertCharges,
  insertInvoices,
  type InvoiceRow,
  type IssueRun,
  itemsOf,
} from './issue-rows.ts'
import { openDocumentsOf } from './open-documents.ts'
import { payersOf } from './payers.ts'
import { snapshotOf } from './snapshot.ts'

export interface IssuedBatch {
  readonly invoices: number
  readonly creditNotes: number
  readonly totalCents: Cents
}

/** Families a transaction, at most. */
export const maxBatchSize = 500

/**
 * Issues the drafts of these families that nobody else is issuing: one transaction, every effect or none (security.md,
 * money). In this order: invoices, ledger, charges and days, credits used, outbox, numbers last.
 */
export async function issueBatch(
  tx: Tx,
  run: IssueRun,
  families: readonly number[],
): Promise<IssuedBatch> {
  const drafts = await takeDrafts(tx, run, families)
  if (drafts.length === 0) return { invoices: 0, creditNotes: 0, totalCents: 0 }
  const householdIds = drafts.map((draft) => draft.householdId)
  await ensureAccounts(tx, receivables(run.regieId, householdIds))
  await lockReceivables(tx, run.regieId, householdIds)
  const owed = drafts.filter((draft) => draft.totalCents > 0)
  const numbered = await issueInvoices(tx, run, owed)
  const credited = await issueCreditNotes(
    tx,
    run,
    drafts.filter((draft) => draft.totalCents < 0),
  )
  await settle(tx, { regieId: run.regieId, householdIds, on: run.issuedOn })
  await giveNumbers(tx, run, numbered)
  return {
    invoices: numbered.length,
    creditNotes: credited,
    totalCents: drafts.reduce((sum, draft) => sum + draft.totalCents, 0),
  }
}

/** Families with a draft that becomes a document, in the order of their names: the order of the numbers. */
export async function familiesToIssue(tx: Tx, run: IssueRun): Promise<number[]> {
  const found = await sql<{ id: number }>`
    select h.id from draft d join household h on h.id = d.household_id
    where ${isIssuable(run)} order by h.sort_name, h.id`.execute(tx)
  return found.rows.map((row) => row.id)
}

async function takeDrafts(tx: Tx, run: IssueRun, families: readonly number[]): Promise<Draft[]> {
  const found = await sql<Draft>`
    select d.household_id as "householdId", d.lines, d.total_cents as "totalCents"
    from draft d join household h on h.id = d.household_id
    where ${isIssuable(run)} and d.household_id = any(${families}::bigint[])
    order by h.sort_name, h.id
    for update of d skip locked`.execute(tx)
  return found.rows
}

/** Not parked, not too small, and without a document of this run. */
function isIssuable({ runId, minimumCents }: IssueRun) {
  return sql`
    d.run_id = ${runId} and d.parked_because is null
    and (d.total_cents < 0 or d.total_cents >= ${Math.max(1, minimumCents)})
    and not exists (select from invoice i where i.run_id = d.run_id and i.household_id = d.household_id)
    and not exists (select from credit_note c where c.run_id = d.run_id and c.household_id = d.household_id)`
}

/** Returns the ids of the invoices that were written, in the order of the drafts. */
async function issueInvoices(tx: Tx, run: IssueRun, drafts: readonly Draft[]): Promise<number[]> {
  if (drafts.length === 0) return []
  const plans = await invoicePlans(tx, run, drafts)
  const written = await insertInvoices(
    tx,
    run,
    plans.map((plan) => plan.row),
  )
  const kept = plans.filter((plan) => written.has(plan.row.householdId))
  await postTransfers(
    tx,
    kept.map(({ row, items }) => ({
      kind: 'INVOICE',
      householdId: row.householdId,
      regieId: run.regieId,
      sourceKey: `invoice:${row.id}`,
      occurredOn: run.issuedOn,
      visibleFrom: run.issuedOn,
      items,
    })),
    run,
    kept.map((plan) => plan.posted),
  )
  await insertCharges(
    tx,
    kept.map(({ row, draft, posted }) => ({
      householdId: row.householdId,
      invoiceId: row.id,
      creditNoteId: null,
      lines: draft.lines,
      itemIds: posted.itemIds,
    })),
  )
  await post(
    tx,
    run.now,
    kept.map((plan) => renderEntry(plan.row)),
  )
  return kept.map((plan) => plan.row.id)
}

interface InvoicePlan {
  readonly draft: Draft
  readonly items: readonly Cents[]
  readonly posted: PostedTransfer
  readonly row: InvoiceRow
}

async function invoicePlans(
  tx: Tx,
  run: IssueRun,
  drafts: readonly Draft[],
): Promise<InvoicePlan[]> {
  const householdIds = drafts.map((draft) => draft.householdId)
  const payers = await payersOf(tx, householdIds, run.issuedOn)
  const balances = await balancesOf(tx, run.regieId, householdIds)
  const documents = await openDocumentsOf(tx, householdIds, run.regieId)
  const items = drafts.map(itemsOf)
  const transfers = await drawTransferIds(
    tx,
    items.map((each) => ({ items: each })),
  )
  const ids = await drawIds(tx, 'invoice', drafts.length)
  return drafts.flatMap((draft, place) => {
    const payer = payers.get(draft.householdId)
    const posted = transfers[place]
    if (!payer || !posted) return []
    const snapshot = JSON.stringify(
      snapshotOf(run.commune, payer, documents.get(draft.householdId) ?? []),
    )
    const row = {
      id: ids[place] ?? 0,
      householdId: draft.householdId,
      transferId: posted.id,
      totalCents: draft.totalCents,
      previousCents: balances.get(draft.householdId) ?? 0,
      payerName: payer.name,
      snapshot,
    }
    return [{ draft, items: items[place] ?? [], posted, row }]
  })
}

function renderEntry({ id, householdId }: InvoiceRow): OutboxEntry {
  return {
    topic: 'invoice.render',
    payload: { invoiceId: id },
    dedupeKey: `invoice:${id}`,
    householdId,
  }
}

/**
 * Numbers come last: the counter's row is locked only from here to the commit. The foreign keys that wait for the commit
 * are looked at before it, so that the next batch does not wait for them.
 */
async function giveNumbers(tx: Tx, run: IssueRun, invoiceIds: readonly number[]): Promise<void> {
  if (invoiceIds.length === 0) return
  await sql`set constraints all immediate`.execute(tx)
  const counter = { regieId: run.regieId, series: 'INVOICE', fiscalYear: run.fiscalYear } as const
  const first = await nextNumbers(tx, counter, invoiceIds.length)
  const rows = invoiceIds.map((id, place) => ({
    id,
    sequence: first + place,
    number: numberText('INVOICE', run.regieId, monthOf(run.issuedOn), first + place),
    debtNumber: debtNumber(run.regieId, run.fiscalYear, first + place),
  }))
  await sql`
    update invoice set sequence_number = given.sequence, number = given.number, debt_number = given."debtNumber"
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given(id bigint, sequence int, number text, "debtNumber" text)
    where invoice.id = given.id`.execute(tx)
}
