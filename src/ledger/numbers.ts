import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Month } from '../kernel/day.ts'

export type Series = 'INVOICE' | 'CREDIT_NOTE' | 'PAYMENT' | 'REFUND'

const letters: Readonly<Record<Series, string>> = {
  INVOICE: 'F',
  CREDIT_NOTE: 'A',
  PAYMENT: 'R',
  REFUND: 'V',
}

/**
 * The next `count` numbers of a régie, series and year, without gaps: returns the first of them. The counter's row
 * stays locked until the transaction ends, and a rollback gives the numbers back. Hence draw them last.
 */
export async function nextNumbers(
  tx: Tx,
  counter: {
    readonly regieId: number
    readonly series: Series | 'TAX_CERTIFICATE'
    readonly fiscalYear: number
  },
  count: number,
): Promise<number> {
  const drawn = await sql<{ last: number }>`
    insert into number_counter as counter (regie_id, series, fiscal_year, last_number)
    values (${counter.regieId}, ${counter.series}, ${counter.fiscalYear}, ${count})
    on conflict (regie_id, series, fiscal_year)
      do update set last_number = counter.last_number + excluded.last_number
    returning last_number as last`.execute(tx)
  return (drawn.rows[0]?.last ?? 0) - count + 1
}

/** `F01-26-11-0000412` (domain.md §4.2): the month is that of the day of issue. */
export function numberText(
  series: Series,
  regieId: number,
  month: Month,
  sequence: number,
): string {
  const regie = String(regieId).padStart(2, '0')
  return `${letters[series]}${regie}-${month.slice(2, 4)}-${month.slice(5, 7)}-${String(sequence).padStart(7, '0')}`
}

/** The same for the accountant: digits only, 15 at most (PES NumDette). `01 26 0000412` → `01260000412`. */
export function debtNumber(regieId: number, fiscalYear: number, sequence: number): string {
  const regie = String(regieId).padStart(2, '0')
  return `${regie}${String(fiscalYear % 100).padStart(2, '0')}${String(sequence).padStart(7, '0')}`
}
