import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import { type FamilyDocument, type OpenDocument, openDocumentsOf } from './open-documents.ts'

/** What a family owes today. */
export interface AmountsDue {
  /** Over all régies; a credit at one does not pay another. */
  readonly totalCents: Cents
  /** The earliest due day of an unpaid invoice. */
  readonly dueOn: Day | null
  readonly regies: readonly RegieAmount[]
}

export interface RegieAmount {
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
  /** Below zero: the régie owes the family. Never 0. */
  readonly balanceCents: Cents
  readonly dueOn: Day | null
  /** Oldest first; credits below zero. */
  readonly documents: readonly OpenDocument[]
}

/** What is open of a family's account by régie, with the documents that make it up: two statements. */
export async function amountsDue(tx: Tx, householdId: number): Promise<AmountsDue> {
  const open = (await openDocumentsOf(tx, [householdId])).get(householdId) ?? []
  if (open.length === 0) return { totalCents: 0, dueOn: null, regies: [] }
  const names = await sql<{ id: number; code: string; name: string }>`
    select id, code, name from regie order by id`.execute(tx)
  const byRegie = Map.groupBy(open, (document) => document.regieId)
  const regies = names.rows.flatMap((regie) => {
    const documents = byRegie.get(regie.id) ?? []
    const balanceCents = sumCents(documents.map((document) => document.remainingCents))
    if (balanceCents === 0) return []
    const { id: regieId, code: regieCode, name: regieName } = regie
    return [{ regieId, regieCode, regieName, balanceCents, dueOn: earliest(documents), documents }]
  })
  const owed = regies.filter((regie) => regie.balanceCents > 0)
  return {
    totalCents: sumCents(owed.map((regie) => regie.balanceCents)),
    dueOn:
      owed
        .map((regie) => regie.dueOn)
        .filter((day) => day !== null)
        .sort()[0] ?? null,
    regies,
  }
}

function earliest(documents: readonly FamilyDocument[]): Day | null {
  const days = documents.filter((document) => document.remainingCents > 0)
  return (
    days
      .map((document) => document.dueOn)
      .filter((day) => day !== null)
      .sort()[0] ?? null
  )
}
