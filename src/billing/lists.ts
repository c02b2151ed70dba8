import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** An invoice or credit note in a list. */
export interface InvoiceListItem {
  readonly kind: 'INVOICE' | 'CREDIT_NOTE'
  readonly ref: string
  readonly number: string
  readonly regieName: string
  readonly periodFrom: Day | null
  readonly issuedOn: Day
  readonly dueOn: Day | null
  /** Below zero for a credit note. */
  readonly totalCents: Cents
  /** What is open of the invoice today. */
  readonly remainingCents: Cents
  readonly documentRef: string | null
  readonly fileName: string | null
}

/** A family's invoices and credit notes, newest first: one statement. */
export async function invoiceList(tx: Tx, householdId: number): Promise<InvoiceListItem[]> {
  const found = await sql<InvoiceListItem>`
    with document_of as (
      select kind, source_id, ref, file_name from document
      where household_id = ${householdId} and superseded_at is null
    ), remaining as (
      select transfer_id, sum(amount_cents - settled_cents) filter (where side = 'DEBIT')::int as cents
      from open_item where household_id = ${householdId} and settled_cents < amount_cents group by transfer_id
    ), paper as (
      select 'INVOICE' as kind, id, ref, number, regie_id, period_from, issued_on, due_on, total_cents, transfer_id
      from invoice where household_id = ${householdId} and published_at is not null
      union all
      select 'CREDIT_NOTE', id, ref, number, regie_id, null, issued_on, null, -total_cents, transfer_id
      from credit_note where household_id = ${householdId}
    )
    select p.kind, p.ref, p.number, r.name as "regieName", p.period_from as "periodFrom", p.issued_on as "issuedOn",
           p.due_on as "dueOn", p.total_cents as "totalCents", coalesce(remaining.cents, 0) as "remainingCents",
           d.ref as "documentRef", d.file_name as "fileName"
    from paper p
    join regie r on r.id = p.regie_id
    left join remaining on remaining.transfer_id = p.transfer_id
    left join document_of d on d.kind = p.kind and d.source_id = p.id
    order by p.issued_on desc, p.number desc`.execute(tx)
  return found.rows
}

/** For the officer: invoices of every family. */
export interface OfficerInvoice {
  readonly number: string
  readonly fileNumber: number
  readonly payer: string
  readonly issuedOn: Day
  readonly dueOn: Day
  readonly totalCents: Cents
  readonly remainingCents: Cents
}

/** Issued invoices in the order of their numbers, of one period (its first day) or all; one statement. */
export async function officerInvoices(
  tx: Tx,
  filter: { readonly period?: Day | undefined; readonly unpaidOnly?: boolean | undefined },
): Promise<OfficerInvoice[]> {
  const found = await sql<OfficerInvoice>`
    select * from (
      select i.number, h.file_number as "fileNumber", i.payer_name as payer, i.issued_on as "issuedOn",
             i.due_on as "dueOn", i.total_cents as "totalCents",
             coalesce((select sum(o.amount_cents - o.settled_cents) from open_item o
               where o.transfer_id = i.transfer_id and o.side = 'DEBIT'), 0)::int as "remainingCents"
      from invoice i join household h on h.id = i.household_id
      where i.number is not null
        and (${filter.period ?? null}::date is null or i.period_from = ${filter.period ?? null}::date)
      order by i.number
    ) listed
    where not ${filter.unpaidOnly ?? false}::boolean or "remainingCents" > 0`.execute(tx)
  return found.rows
}
