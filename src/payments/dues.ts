import { sql } from 'kysely'
import { amountsDue } from '../billing/amounts-due.ts'
import { documentName } from '../billing/open-documents.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** What a family owes one régie, which takes its payments apart from the others. */
export interface RegieDue {
  readonly regieId: number
  readonly regieCode: string
  readonly regieName: string
  /** Above zero. */
  readonly dueCents: Cents
  readonly dueOn: Day | null
  /** What makes it up, oldest first; credits below zero. */
  readonly parts: readonly { readonly label: string; readonly cents: Cents }[]
  /** When the family was last sent to the bank, less than 20 minutes ago and without a word from it yet. */
  readonly recentAttemptAt: Date | null
}

/** Minutes during which a second attempt is only made after a warning (payments.md §0). */
const warningMinutes = 20

/** Every régie that is owed something, in the order of the catalogue: two statements. */
export async function regieDues(tx: Tx, householdId: number, now: Date): Promise<RegieDue[]> {
  const amounts = await amountsDue(tx, householdId)
  const recent = await recentAttempts(tx, householdId, now)
  return amounts.map(({ regieId, regieCode, regieName, totalCents, dueOn, documents }) => ({
    regieId,
    regieCode,
    regieName,
    dueCents: totalCents,
    dueOn,
    parts: documents.map((document) => ({
      label: documentName(document),
      cents: document.remainingCents,
    })),
    recentAttemptAt: recent.get(regieId) ?? null,
  }))
}

async function recentAttempts(
  tx: Tx,
  householdId: number,
  now: Date,
): Promise<ReadonlyMap<number, Date>> {
  const since = new Date(now.getTime() - warningMinutes * 60_000)
  const found = await sql<{ regieId: number; at: Date }>`
    select regie_id as "regieId", max(created_at) as at
    from payment_attempt
    where household_id = ${householdId} and state in ('CREATED', 'PENDING') and created_at > ${since}
    group by regie_id`.execute(tx)
  return new Map(found.rows.map((row) => [row.regieId, row.at]))
}
