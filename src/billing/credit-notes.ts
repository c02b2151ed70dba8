import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { type OutboxEntry, post } from '../db/outbox.ts'
import { monthOf } from '../kernel/day.ts'
import { monthInWords } from '../kernel/french.ts'
import { nextNumbers, numberText } from '../ledger/numbers.ts'
import type { Cents } from '../kernel/money.ts'
import {
  drawTransferIds,
  type NewTransfer,
  type PostedTransfer,
  postTransfers,
} from '../ledger/transfers.ts'
import type { Draft } from './drafts.ts'
import { drawIds, insertCharges, type IssueRun, itemsOf } from './issue-rows.ts'
import { payersOf } from './payers.ts'
import { type InvoiceSnapshot, snapshotOf } from './snapshot.ts'

/**
 * A run whose sum is below zero becomes a credit note (domain.md §4.1): the family is given back, nothing is invoiced.
 * Numbered at once, since a credit note is written a single time. Returns how many.
 */
export async function issueCreditNotes(
  tx: Tx,
  run: IssueRun,
  drafts: readonly Draft[],
): Promise<number> {
  if (drafts.length === 0) return 0
  const plans = await planCreditNotes(tx, run, drafts)
  await insertCreditNotes(tx, run, plans)
  await postTransfers(
    tx,
    plans.map((plan) => transferOf(run, plan)),
    run,
    plans.map((plan) => plan.posted),
  )
  await insertCharges(
    tx,
    plans.map(({ id, draft, posted }) => ({
      householdId: draft.householdId,
      invoiceId: null,
      creditNoteId: id,
      lines: draft.lines,
      itemIds: posted.itemIds,
    })),
  )
  await post(tx, run.now, plans.map(renderEntry))
  return plans.length
}

interface CreditNotePlan {
  readonly id: number
  readonly draft: Draft
  readonly sequence: number
  readonly items: readonly Cents[]
  readonly posted: PostedTransfer
  readonly snapshot: InvoiceSnapshot | null
}

async function planCreditNotes(
  tx: Tx,
  run: IssueRun,
  drafts: readonly Draft[],
): Promise<CreditNotePlan[]> {
  const householdIds = drafts.map((draft) => draft.householdId)
  const payers = await payersOf(tx, householdIds, run.issuedOn)
  const items = drafts.map((draft) => itemsOf(draft).map((cents) => -cents))
  const posted = await drawTransferIds(
    tx,
    items.map((each) => ({ items: each })),
  )
  const ids = await drawIds(tx, 'credit_note', drafts.length)
  const { regieId, fiscalYear } = run
  const counter = { regieId, series: 'CREDIT_NOTE', fiscalYear } as const
  const first = await nextNumbers(tx, counter, drafts.length)
  return drafts.map((draft, place) => {
    const payer = payers.get(draft.householdId)
    return {
      id: ids[place] ?? 0,
      draft,
      sequence: first + place,
      items: items[place] ?? [],
      posted: posted[place] ?? { id: 0, itemIds: [] },
      snapshot: payer ? snapshotOf(run.commune, payer, []) : null,
    }
  })
}

async function insertCreditNotes(
  tx: Tx,
  run: IssueRun,
  plans: readonly CreditNotePlan[],
): Promise<void> {
  const rows = plans.map(({ id, draft, sequence, posted, snapshot }) => ({
    id,
    householdId: draft.householdId,
    sequence,
    number: numberText('CREDIT_NOTE', run.regieId, monthOf(run.issuedOn), sequence),
    totalCents: -draft.totalCents,
    transferId: posted.id,
    snapshot: snapshot ?? {},
  }))
  const because = `Régularisation de ${monthInWords(monthOf(run.periodFrom))}`
  await sql`
    insert into credit_note (id, household_id, regie_id, run_id, fiscal_year, sequence_number, number, issued_on,
      total_cents, because, transfer_id, snapshot)
    select id, "householdId", ${run.regieId}::int, ${run.runId}::bigint, ${run.fiscalYear}::int, sequence, number,
      ${run.issuedOn}::date, "totalCents", ${because}, "transferId", snapshot
    from json_to_recordset(${JSON.stringify(rows)}::json) as row(
      id bigint, "householdId" bigint, sequence int, number text, "totalCents" int, "transferId" bigint,
      snapshot jsonb)`.execute(tx)
}

function transferOf(run: IssueRun, { id, draft, items }: CreditNotePlan): NewTransfer {
  return {
    kind: 'CREDIT_NOTE',
    householdId: draft.householdId,
    regieId: run.regieId,
    sourceKey: `credit_note:${id}`,
    occurredOn: run.issuedOn,
    visibleFrom: run.issuedOn,
    items,
  }
}

function renderEntry({ id, draft }: CreditNotePlan): OutboxEntry {
  return {
    topic: 'invoice.render',
    payload: { creditNoteId: id },
    dedupeKey: `credit_note:${id}`,
    householdId: draft.householdId,
  }
}
