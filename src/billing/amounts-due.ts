import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import { type FamilyDocument, type OpenDocument, openDocumentsOf } from './open-documents.ts'

/** What a family owes one régie today: paid apart from the others, a credit at one does not pay another. */
export interface AmountDue {
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
  /** Above zero: the debts less the credits. */
  readonly totalCents: Cents
  /** The earliest due day of an unpaid invoice. */
  readonly dueOn: Day | null
  /** Oldest first; a credit is below zero. */
  readonly documents: readonly OpenDocument[]
}

/** What is owed, by régie, with the documents that make it up: one statement. Empty when nothing is due. */
export async function amountsDue(tx: Tx, householdId: number): Promise<AmountDue[]> {
  return amountsOf((await openDocumentsOf(tx, [householdId])).get(householdId) ?? [])
}

/** The same of a household's open documents, oldest first. */
export function amountsOf(open: readonly FamilyDocument[]): AmountDue[] {
  const byRegie = [...Map.groupBy(open, (document) => document.regieId)]
  byRegie.sort(([a], [b]) => a - b)
  return byRegie.flatMap(([, documents]) => {
    const [first] = documents
    const totalCents = sumCents(documents.map((document) => document.remainingCents))
    if (!first || totalCents <= 0) return []
    const { regieId, regieCode, regieName } = first
    return [{ regieId, regieCode, regieName, totalCents, dueOn: earliest(documents), documents }]
  })
}

function earliest(documents: readonly FamilyDocument[]): Day | null {
  const owed = documents.filter((document) => document.remainingCents > 0)
  const days = owed.map((document) => document.dueOn).filter((day) => day !== null)
  return days.sort()[0] ?? null
}
