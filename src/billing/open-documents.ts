import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { dateInWords, monthInWords } from '../kernel/french.ts'
import type { Cents } from '../kernel/money.ts'

/** An invoice, or another movement, of which something is still open. Below zero: a credit. */
export interface OpenDocument {
  readonly kind: string
  readonly number: string | null
  readonly ref: string | null
  /** First day of an invoice's period. */
  readonly periodFrom: Day | null
  readonly occurredOn: Day
  readonly dueOn: Day | null
  readonly remainingCents: Cents
  /** An invoice of which something is settled already. */
  readonly isPartlyPaid?: boolean
}

export interface FamilyDocument extends OpenDocument {
  readonly householdId: number
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
}

/** The open documents of families, oldest first, of one régie or of all: one statement. */
export async function openDocumentsOf(
  tx: Tx,
  householdIds: readonly number[],
  regieId: number | null = null,
): Promise<Map<number, FamilyDocument[]>> {
  const found = await openDocumentRows(householdIds, regieId).execute(tx)
  return Map.groupBy(found.rows, (row) => row.householdId)
}

/** The same as a part of a larger statement. */
export function openDocumentRows(householdIds: readonly number[], regieId: number | null = null) {
  return sql<FamilyDocument>`
    with open as materialized (
      select household_id, regie_id, transfer_id,
             sum((amount_cents - settled_cents) * case side when 'DEBIT' then 1 else -1 end)::int as cents,
             bool_or(settled_cents > 0) as partly
      from open_item
      where household_id = any(${householdIds}::bigint[]) and settled_cents < amount_cents
        and (${regieId}::int is null or regie_id = ${regieId})
      group by household_id, regie_id, transfer_id
    )
    select open.household_id as "householdId", open.regie_id as "regieId", r.code as "regieCode",
           r.name as "regieName", t.kind, i.number, i.ref,
           i.period_from as "periodFrom", t.occurred_on as "occurredOn", i.due_on as "dueOn",
           open.cents as "remainingCents",
           open.partly and t.kind = 'INVOICE' as "isPartlyPaid"
    from open
    join regie r on r.id = open.regie_id
    join ledger_transfer t on t.id = open.transfer_id
    left join invoice i on i.transfer_id = open.transfer_id
    order by open.household_id, t.occurred_on, t.id`
}

/** « Facture d’octobre 2026 » */
export function documentName(
  document: Pick<OpenDocument, 'kind' | 'periodFrom' | 'occurredOn'>,
): string {
  if (document.kind === 'INVOICE' && document.periodFrom) {
    const month = monthInWords(document.periodFrom.slice(0, 7))
    return `Facture ${/^[aeiouéèêâôh]/i.test(month) ? 'd’' : 'de '}${month}`
  }
  const name = otherNames[document.kind] ?? 'Règlement en avance'
  return `${name} du ${dateInWords(document.occurredOn)}`
}

const otherNames: Readonly<Record<string, string>> = {
  CREDIT_NOTE: 'Avoir',
  REFUND: 'Remboursement',
  CANCEL_CASH: 'Paiement annulé',
  CANCEL_CHEQUE: 'Chèque annulé',
  CANCEL_CARD: 'Paiement annulé',
  CANCEL_TRANSFER: 'Virement annulé',
  CANCEL_CESU: 'CESU annulé',
  CANCEL_ANCV: 'Chèque-vacances annulé',
}
