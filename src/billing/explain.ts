import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { PriceReason } from '../pricing/priced.ts'

/** A line of an issued document with every step of its price. */
export interface ExplainedLine {
  readonly lineNo: number
  readonly child: string
  readonly activity: string
  readonly label: string
  readonly kind: string
  readonly days: readonly Day[]
  readonly quantity: number
  readonly unitPriceCents: Cents
  readonly amountCents: Cents
  readonly tariff: string
  readonly reason: PriceReason
}

/** How each line of an invoice or credit note came to its amount. Empty for an unknown number. */
export async function explainInvoice(tx: Tx, number: string): Promise<ExplainedLine[]> {
  const found = await sql<ExplainedLine>`
    select c.line_no as "lineNo", coalesce(child.first_name, '') as child, coalesce(a.code, '') as activity,
           c.label, c.kind, c.days, c.quantity, c.unit_price_cents as "unitPriceCents",
           c.amount_cents as "amountCents", coalesce(t.code || ' v' || t.version, '') as tariff, r.body as reason
    from charge c
    join price_reason r on r.id = c.reason_id
    left join child on child.id = c.child_id
    left join activity a on a.id = c.activity_id
    left join tariff t on t.id = c.tariff_id
    where c.invoice_id = (select id from invoice where number = ${number})
       or c.credit_note_id = (select id from credit_note where number = ${number})
    order by c.line_no`.execute(tx)
  return found.rows
}
