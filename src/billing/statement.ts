import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { documentName } from './open-documents.ts'

/** A movement on a family's account, as a bank statement shows it. */
export interface StatementEntry {
  readonly kind: string
  readonly occurredOn: Day
  /** Above zero: owed; below zero: to the family's credit. */
  readonly amountCents: Cents
  /** What was owed after it. */
  readonly balanceCents: Cents
  readonly regieName: string
  readonly number: string | null
  /** Of the invoice or credit note. */
  readonly ref: string | null
  readonly periodFrom: Day | null
  readonly method: string | null
  readonly because: string | null
}

export interface StatementView {
  readonly from: Day
  readonly to: Day
  /** What was owed before the first day. */
  readonly openingCents: Cents
  /** Newest first. */
  readonly entries: readonly StatementEntry[]
}

/** Everything that was billed, paid or given back in a period, with the running balance: one statement. */
export async function statementView(
  tx: Tx,
  householdId: number,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<StatementView> {
  const found = await sql<StatementEntry & { opening: Cents; isEntry: boolean }>`
    with movement as materialized (
      select id, kind, occurred_on, regie_id,
             case debit_kind when 'RECEIVABLE' then amount_cents else -amount_cents end as cents
      from ledger_transfer
      where household_id = ${householdId} and occurred_on <= ${to}::date
    ), running as (
      select *, sum(cents) over (order by occurred_on, id)::int as balance from movement
    ), opening as (
      select coalesce(sum(cents), 0)::int as cents from movement where occurred_on < ${from}::date
    )
    select opening.cents as opening, m.id is not null as "isEntry", m.kind, m.occurred_on as "occurredOn",
           m.cents as "amountCents", m.balance as "balanceCents", r.name as "regieName",
           coalesce(i.number, c.number, p.number) as number, coalesce(i.ref, c.ref) as ref,
           i.period_from as "periodFrom", p.method, coalesce(c.because, v.because) as because
    from opening
    left join running m on m.occurred_on >= ${from}::date
    left join regie r on r.id = m.regie_id
    left join invoice i on i.transfer_id = m.id
    left join credit_note c on c.transfer_id = m.id
    left join payment p on p.transfer_id = m.id
    left join payment_reversal v on v.transfer_id = m.id
    order by m.occurred_on desc, m.id desc`.execute(tx)
  return {
    from,
    to,
    openingCents: found.rows[0]?.opening ?? 0,
    entries: found.rows.filter((row) => row.isEntry),
  }
}

/** « Facture de novembre 2026 », « Paiement par carte, merci » */
export function entryTitle(entry: StatementEntry): string {
  if (entry.kind === 'CREDIT_NOTE') return 'Avoir'
  if (!entry.kind.startsWith('PAY_')) return documentName(entry)
  return `${methodNames[entry.kind] ?? 'Paiement'}, merci`
}

const methodNames: Readonly<Record<string, string>> = {
  PAY_CASH: 'Paiement en espèces',
  PAY_CHEQUE: 'Chèque',
  PAY_CARD: 'Paiement par carte',
  PAY_TRANSFER: 'Virement',
  PAY_DEBIT: 'Prélèvement',
  PAY_CESU: 'Chèques CESU',
  PAY_ANCV: 'Chèques-vacances',
}
