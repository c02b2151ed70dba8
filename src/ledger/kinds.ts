/** What a ledger account holds. RECEIVABLE: what one family owes one régie. */
export type AccountKind =
  | 'RECEIVABLE'
  | 'REVENUE'
  | 'CASH'
  | 'CHEQUES'
  | 'CARD'
  | 'TRANSFER'
  | 'DIRECT_DEBIT'
  | 'CESU'
  | 'ANCV'
  | 'REFUNDS'

/** The declared transfers, as in table transfer_kind: from the credit account to the debit account. */
export const transferKinds = {
  INVOICE: { debit: 'RECEIVABLE', credit: 'REVENUE' },
  CREDIT_NOTE: { debit: 'REVENUE', credit: 'RECEIVABLE' },
  PAY_CASH: { debit: 'CASH', credit: 'RECEIVABLE' },
  PAY_CHEQUE: { debit: 'CHEQUES', credit: 'RECEIVABLE' },
  PAY_CARD: { debit: 'CARD', credit: 'RECEIVABLE' },
  PAY_TRANSFER: { debit: 'TRANSFER', credit: 'RECEIVABLE' },
  PAY_DEBIT: { debit: 'DIRECT_DEBIT', credit: 'RECEIVABLE' },
  PAY_CESU: { debit: 'CESU', credit: 'RECEIVABLE' },
  PAY_ANCV: { debit: 'ANCV', credit: 'RECEIVABLE' },
  CANCEL_CASH: { debit: 'RECEIVABLE', credit: 'CASH' },
  CANCEL_CHEQUE: { debit: 'RECEIVABLE', credit: 'CHEQUES' },
  CANCEL_CARD: { debit: 'RECEIVABLE', credit: 'CARD' },
  CANCEL_TRANSFER: { debit: 'RECEIVABLE', credit: 'TRANSFER' },
  CANCEL_CESU: { debit: 'RECEIVABLE', credit: 'CESU' },
  CANCEL_ANCV: { debit: 'RECEIVABLE', credit: 'ANCV' },
  REFUND: { debit: 'RECEIVABLE', credit: 'REFUNDS' },
} as const satisfies Record<string, { debit: AccountKind; credit: AccountKind }>

export type TransferKind = keyof typeof transferKinds

/** Which side of the family's account a transfer writes: DEBIT is owed by the family, CREDIT is due to it. */
export function familySide(kind: TransferKind): 'DEBIT' | 'CREDIT' {
  return transferKinds[kind].debit === 'RECEIVABLE' ? 'DEBIT' : 'CREDIT'
}
