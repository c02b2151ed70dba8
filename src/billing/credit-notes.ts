import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { post } from '../db/outbox.ts'
import { monthOf } from '../kernel/day.ts'
import { monthInWords } from '../kernel/french.ts'
import { nextNumbers, numberText } from '../ledger/numbers.ts'
import { drawTransferIds, postTransfers } from '../ledger/transfers.ts'
import type { Draft } from './drafts.ts'
import { drawIds, insertCharges, type IssueRun, itemsOf } from './issue-rows.ts'
import { payersOf } from './payers.ts'
import { snapshotOf } from './snapshot.ts'

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
  const payers = await payersOf(
    tx,
    drafts.map((draft) => draft.householdId),
    run.issuedOn,
  )
  const items = drafts.map((draft) => itemsOf(draft).map((cents) => -cents))
  const posted = await drawTransferIds(
    tx,
    items.map((each) => ({ items: each })),
  )
  const ids = await drawIds(tx, 'credit_note', drafts.length)
  const counter = {
    regieId: run.regieId,
    series: 'CREDIT_NOTE',
    fiscalYear: run.fiscalYear,
  } as const
  const first = await nextNumbers(tx, counter, drafts.length)
  const rows = drafts.map((draft, place) => {
    const payer = payers.get(draft.householdId)
    return {
      id: ids[place],
      householdId: draft.householdId,
      sequence: first + place,
      number: numberText('CREDIT_NOTE', run.regieId, monthOf(run.issuedOn), first + place),
      totalCents: -draft.totalCents,
      transferId: posted[place]?.id,
      snapshot: payer ? snapshotOf(run.commune, payer, []) : {},
    }
  })
  const because = `Régularisation de ${monthInWords(monthOf(run.periodFrom))}`
  await sql`
    insert into credit_note (id, household_id, regie_id, run_id, fiscal_year, sequence_number, number, issued_on,
      total_cents, because, transfer_id, snapshot)
    select id, "householdId", ${run.regieId}::int, ${run.runId}::bigint, ${run.fiscalYear}::int, sequence, number,
      ${run.issuedOn}::date, "totalCents", ${because}, "transferId", snapshot
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(
      id bigint, "householdId" bigint, sequence int, number text, "totalCents" int, "transferId" bigint,
      snapshot jsonb)`.execute(tx)
  const transfers = drafts.map((draft, place) => ({
    kind: 'CREDIT_NOTE' as const,
    householdId: draft.householdId,
    regieId: run.regieId,
    sourceKey: `credit_note:${ids[place]}`,
    occurredOn: run.issuedOn,
    visibleFrom: run.issuedOn,
    items: items[place] ?? [],
  }))
  await postTransfers(tx, transfers, run, posted)
  const documents = drafts.map((draft, place) => ({
    householdId: draft.householdId,
    invoiceId: null,
    creditNoteId: ids[place] ?? null,
    lines: draft.lines,
    itemIds: posted[place]?.itemIds ?? [],
  }))
  await insertCharges(tx, documents)
  const entries = drafts.map(({ householdId }, place) => ({
    topic: 'invoice.render' as const,
    payload: { creditNoteId: ids[place] ?? 0 },
    dedupeKey: `credit_note:${ids[place]}`,
    householdId,
  }))
  await post(tx, run.now, entries)
  return drafts.length
}
