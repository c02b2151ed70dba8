import type { Tx } from '../db/connect.ts'
import { missingVaccines } from '../households/child/vaccination-watch.ts'
import { dayOf } from '../kernel/day.ts'
import { notify } from '../messages/notify.ts'

/**
 * Sixty days after a mandatory dose was found missing the child's parents are told, once: a mail that there is something
 * to bring, never what. Safe to run again. Returns how many adults were told.
 */
export async function announceMissingVaccines(tx: Tx, now: Date): Promise<number> {
  const missing = await missingVaccines(tx, dayOf(now))
  const late = missing.filter(({ state }) => state === 'REMINDED' || state === 'BLOCKED')
  return notify(
    tx,
    late.map(({ childId, missingSince }) => ({
      kind: 'EVIDENCE',
      childId,
      dedupeKey: `vaccines:${childId}:${missingSince}`,
      link: { page: 'papers' },
    })),
    { now },
  )
}
