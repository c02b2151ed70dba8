import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { Draft, DraftLine } from './drafts.ts'
import type { CommuneOnPaper } from './snapshot.ts'

export interface InvoiceRow {
  readonly id: number
  readonly householdId: number
  readonly transferId: number
  readonly totalCents: Cents
  readonly previousCents: Cents
  readonly payerName: string
  /** JSON text. */
  readonly snapshot: string
}

export interface IssueFrame {
  readonly runId: number
  readonly regieId: number
  readonly periodFrom: Day
  readonly periodTo: Day
  readonly issuedOn: Day
  readonly dueOn: Day
  readonly fiscalYear: number
}

export interface IssueRun extends IssueFrame {
  readonly commune: CommuneOnPaper
  /** Below it nothing is invoiced: it waits for the next month. */
  readonly minimumCents: Cents
  readonly now: Date
  readonly actor: string
}

/** The amounts of the lines that cost something: what can be settled apart. */
export function itemsOf(draft: Draft): Cents[] {
  return draft.lines.map((line) => line.amountCents).filter((cents) => cents !== 0)
}

/** Writes invoices without their numbers; returns the families that had none in this run yet. */
export async function insertInvoices(
  tx: Tx,
  frame: IssueFrame,
  rows: readonly InvoiceRow[],
): Promise<Set<number>> {
  const inserted = await sql<{ householdId: number }>`
    insert into invoice (id, run_id, household_id, regie_id, fiscal_year, period_from, period_to, issued_on, due_on,
      total_cents, previous_balance_cents, amount_due_cents, transfer_id, payer_name, snapshot, snapshot_sha256)
    select id, ${frame.runId}::bigint, "householdId", ${frame.regieId}::int, ${frame.fiscalYear}::int,
      ${frame.periodFrom}::date, ${frame.periodTo}::date, ${frame.issuedOn}::date, ${frame.dueOn}::date,
      "totalCents", "previousCents", "totalCents" + "previousCents", "transferId", "payerName",
      snapshot::jsonb, app.snapshot_hash(snapshot::jsonb)
    from json_to_recordset(${JSON.stringify(rows)}::json) as row(
      id bigint, "householdId" bigint, "transferId" bigint, "totalCents" int, "previousCents" int,
      "payerName" text, snapshot text)
    order by id
    on conflict (run_id, household_id) do nothing
    returning household_id as "householdId"`.execute(tx)
  return new Set(inserted.rows.map((row) => row.householdId))
}

/** A document whose lines become charges. */
export interface ChargedDocument {
  readonly householdId: number
  readonly invoiceId: number | null
  readonly creditNoteId: number | null
  readonly lines: readonly DraftLine[]
  /** Open items of the lines whose amount is not 0, in their order. */
  readonly itemIds: readonly number[]
}

/**
 * Writes the charges of documents and the days they bill, the bridge from a booked day to its money: a day of a unit
 * cannot be billed, nor reversed, twice. One statement, which reads their JSON once.
 */
export async function insertCharges(tx: Tx, documents: readonly ChargedDocument[]): Promise<void> {
  const charges = await chargesOf(tx, documents)
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(charges)}::json) as row(
        id bigint, "householdId" bigint, "invoiceId" bigint, "creditNoteId" bigint, "lineNo" int, "openItemId" bigint,
        "childId" bigint, "activityId" int, "tariffId" int, "tariffLineNo" int, kind text, "dayKind" text,
        "correctsChargeId" bigint, label text, "unitIds" int[], days date[], revisions int[], quantity numeric,
        "unitPriceCents" int, "amountCents" int, "sharePercent" int, "taxCreditCents" int, "localProductCode" text,
        "reasonId" bigint)
    ), written as (
      insert into charge (id, household_id, invoice_id, credit_note_id, line_no, open_item_id, child_id, activity_id,
        tariff_id, tariff_line_no, kind, corrects_charge_id, label, days, quantity, unit_price_cents, amount_cents,
        share_percent, tax_credit_cents, local_product_code, reason_id)
      select id, "householdId", "invoiceId", "creditNoteId", "lineNo", "openItemId", "childId", "activityId",
        "tariffId", "tariffLineNo", kind, "correctsChargeId", label, days, quantity, "unitPriceCents", "amountCents",
        "sharePercent", "taxCreditCents", "localProductCode", "reasonId"
      from given
    )
    insert into charge_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
    select "householdId", "childId", unit.id, day.day, "dayKind", revision, 1 - 2 * (revision % 2), given.id
    from given
    cross join lateral unnest("unitIds") with ordinality as unit(id, place)
    cross join lateral unnest(days) with ordinality as day(day, place)
    cross join lateral (
      select coalesce(revisions[(unit.place - 1) * cardinality(days) + day.place], 0) as revision
    ) standing`.execute(tx)
}

async function chargesOf(tx: Tx, documents: readonly ChargedDocument[]) {
  const count = documents.reduce((sum, document) => sum + document.lines.length, 0)
  const ids = await drawIds(tx, 'charge', count)
  let used = 0
  return documents.flatMap(({ lines, itemIds, ...owner }) => {
    let item = 0
    return lines.map((line, place) => ({
      ...owner,
      ...line,
      id: ids[used++],
      lineNo: place + 1,
      openItemId: line.amountCents === 0 ? null : itemIds[item++],
    }))
  })
}

/** Ids before rows, so that nothing is joined back (data-model.md §8, learnt 3). */
export async function drawIds(
  tx: Tx,
  table: 'invoice' | 'charge' | 'credit_note',
  count: number,
): Promise<number[]> {
  const drawn = await sql<{ id: number }>`
    select nextval(sequence) as id
    from (select pg_get_serial_sequence(${table}, 'id')::regclass as sequence offset 0) named,
      generate_series(1, ${count}::int)`.execute(tx)
  return drawn.rows.map((row) => row.id)
}
