import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** What is still open on a family's account at one régie. */
export interface OpenItem {
  readonly id: number
  readonly transferId: number
  readonly side: 'DEBIT' | 'CREDIT'
  readonly remainingCents: Cents
  /** Publication of the invoice, or the day of the credit. */
  readonly dueOrder: Day
}

export interface Allocation {
  readonly debitItemId: number
  readonly creditItemId: number
  readonly amountCents: Cents
}

/**
 * Which credit settles which debit (domain.md §4.4): the invoices that the payer chose first, else the oldest
 * (publication, then creation); inside an invoice the line with the smallest remaining amount, then the id; credits
 * oldest first. What is left of a credit stays open as overpayment. Never more than either side has left.
 */
export function allocate(
  items: readonly OpenItem[],
  chosenTransferIds: readonly number[] = [],
): Allocation[] {
  const debits = items
    .filter((item) => item.side === 'DEBIT')
    .sort(byTurn(new Set(chosenTransferIds)))
  const credits = items.filter((item) => item.side === 'CREDIT').sort(byTurn(new Set()))
  const made: Allocation[] = []
  let creditIndex = 0
  let creditLeft = credits[0]?.remainingCents ?? 0
  for (const debit of debits) {
    let owed = debit.remainingCents
    for (let credit = credits[creditIndex]; owed > 0 && credit; credit = credits[creditIndex]) {
      const amountCents = Math.min(owed, creditLeft)
      made.push({ debitItemId: debit.id, creditItemId: credit.id, amountCents })
      owed -= amountCents
      creditLeft -= amountCents
      if (creditLeft === 0) creditLeft = credits[++creditIndex]?.remainingCents ?? 0
    }
  }
  return made
}

function byTurn(chosen: ReadonlySet<number>) {
  return (a: OpenItem, b: OpenItem): number =>
    Number(chosen.has(b.transferId)) - Number(chosen.has(a.transferId)) ||
    a.dueOrder.localeCompare(b.dueOrder) ||
    a.transferId - b.transferId ||
    (a.side === 'DEBIT' ? a.remainingCents - b.remainingCents : 0) ||
    a.id - b.id
}
