import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { InvoiceSnapshot } from './snapshot.ts'

/** An invoice or a credit note, as its family may see it. */
export interface InvoiceView {
  readonly kind: 'INVOICE' | 'CREDIT_NOTE'
  readonly id: number
  readonly ref: string
  readonly householdId: number
  readonly number: string
  readonly regieId: number
  readonly regieCode: string
  readonly periodFrom: Day | null
  readonly periodTo: Day | null
  readonly issuedOn: Day
  /** Null for a credit note. */
  readonly dueOn: Day | null
  readonly payerName: string
  readonly totalCents: Cents
  readonly previousBalanceCents: Cents
  readonly amountDueCents: Cents
  /** What is open of this invoice's own lines today. */
  readonly remainingCents: Cents
  readonly snapshot: InvoiceSnapshot
  readonly because: string | null
  readonly document: {
    readonly ref: string
    readonly fileName: string
    readonly isRendered: boolean
  } | null
  readonly children: readonly InvoiceChild[]
}

/** The lines of one child, in their order. */
export interface InvoiceChild {
  readonly childId: number | null
  readonly firstName: string
  readonly totalCents: Cents
  readonly lines: readonly InvoiceLineView[]
}

export interface InvoiceLineView {
  readonly label: string
  /** French: why the unit price is what it is. */
  readonly reason: string
  readonly kind: string
  readonly days: readonly Day[]
  readonly quantity: number
  readonly unitPriceCents: Cents
  readonly amountCents: Cents
}

interface Row extends Omit<InvoiceView, 'children'> {
  readonly lines: readonly LineRow[]
}

interface LineRow extends InvoiceLineView {
  readonly childId: number | null
  readonly firstName: string | null
}

/** Which document is meant: a parent's by its ref within the household, an officer's by number or id. */
export type InvoiceKey =
  | { readonly householdId: number; readonly ref: string }
  | { readonly number: string }
  | { readonly invoiceId: number }
  | { readonly creditNoteId: number }

/** One invoice (or credit note) with its lines by child: one statement. Null when there is none such. */
export async function invoiceView(tx: Tx, key: InvoiceKey): Promise<InvoiceView | null> {
  const row = await readRow(tx, key)
  if (!row) return null
  const { lines, ...head } = row
  return { ...head, children: byChild(lines) }
}

async function readRow(tx: Tx, key: InvoiceKey): Promise<Row | undefined> {
  const wanted = {
    householdId: null,
    ref: null,
    number: null,
    invoiceId: null,
    creditNoteId: null,
    ...key,
  }
  const found = await sql<Row>`
    with wanted as (
      select * from jsonb_to_record(${JSON.stringify(wanted)}::jsonb)
        as w("householdId" bigint, ref uuid, number text, "invoiceId" bigint, "creditNoteId" bigint)
    ), head as (
      select 'INVOICE' as kind, i.id, i.ref, i.household_id, i.number, i.regie_id, i.period_from, i.period_to,
             i.issued_on, i.due_on, i.payer_name, i.total_cents, i.previous_balance_cents, i.amount_due_cents,
             i.transfer_id, i.snapshot, null as because
      from invoice i, wanted w
      where i.number is not null and ((i.ref = w.ref and i.household_id = w."householdId")
        or i.number = w.number or i.id = w."invoiceId")
      union all
      select 'CREDIT_NOTE', c.id, c.ref, c.household_id, c.number, c.regie_id, r.period_from, r.period_to,
             c.issued_on, null, c.snapshot #>> '{payer,lines,0}', -c.total_cents, 0, -c.total_cents,
             c.transfer_id, c.snapshot, c.because
      from wanted w
      join credit_note c on (c.ref = w.ref and c.household_id = w."householdId")
        or c.number = w.number or c.id = w."creditNoteId"
      left join invoice r on r.id = c.invoice_id
    )
    select h.kind, h.id, h.ref, h.household_id as "householdId", h.number, h.regie_id as "regieId",
           regie.code as "regieCode", h.period_from as "periodFrom", h.period_to as "periodTo",
           h.issued_on as "issuedOn", h.due_on as "dueOn", h.payer_name as "payerName",
           h.total_cents as "totalCents", h.previous_balance_cents as "previousBalanceCents",
           h.amount_due_cents as "amountDueCents", h.snapshot, h.because,
           coalesce((select sum((o.amount_cents - o.settled_cents) * case o.side when 'DEBIT' then 1 else -1 end)::int
             from open_item o where o.transfer_id = h.transfer_id), 0) as "remainingCents",
           (select jsonb_build_object('ref', d.ref, 'fileName', d.file_name, 'isRendered', d.blob_id is not null)
            from document d where d.kind = h.kind and d.source_id = h.id and d.household_id = h.household_id
              and d.superseded_at is null) as document,
           coalesce((
             select jsonb_agg(jsonb_build_object(
                      'childId', c.child_id, 'firstName', child.first_name, 'label', c.label, 'kind', c.kind,
                      'days', c.days, 'quantity', c.quantity, 'unitPriceCents', c.unit_price_cents,
                      'amountCents', c.amount_cents, 'reason', coalesce(r.body ->> 'sentence', '')) order by c.line_no)
             from charge c
             join price_reason r on r.id = c.reason_id
             left join child on child.id = c.child_id
             where c.invoice_id = case h.kind when 'INVOICE' then h.id end
                or c.credit_note_id = case h.kind when 'CREDIT_NOTE' then h.id end), '[]') as lines
    from head h join regie on regie.id = h.regie_id`.execute(tx)
  return found.rows[0]
}

function byChild(lines: readonly LineRow[]): InvoiceChild[] {
  return Array.from(
    Map.groupBy(lines, (line) => line.childId),
    ([childId, own]) => ({
      childId,
      firstName: own[0]?.firstName ?? 'Votre enfant',
      totalCents: own.reduce((sum, line) => sum + line.amountCents, 0),
      lines: own,
    }),
  )
}
