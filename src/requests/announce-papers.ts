import type { Tx } from '../db/connect.ts'
import { owedPapers } from '../households/papers-of-town.ts'
import { dayOf } from '../kernel/day.ts'
import { notify } from '../messages/notify.ts'

/**
 * Thirty days before a paper runs out the family is told, once for that paper and that end. Safe to run again.
 * Returns how many adults were told.
 */
export async function announceExpiring(tx: Tx, now: Date): Promise<number> {
  const owed = await owedPapers(tx, { day: dayOf(now) })
  const expiring = owed.filter(({ state }) => state === 'EXPIRING')
  return notify(
    tx,
    expiring.map(({ householdId, childId, kind, validTo }) => ({
      kind: 'EVIDENCE',
      householdId,
      dedupeKey: `evidence:${householdId}:${childId ?? 0}:${kind}:${validTo ?? ''}`,
      link: { page: 'papers' },
    })),
    { now },
  )
}
