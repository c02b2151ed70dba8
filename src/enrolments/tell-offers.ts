import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { dayInWords } from '../kernel/french.ts'
import { notify } from '../messages/notify.ts'

interface Offered {
  readonly id: number
  readonly householdId: number
  readonly activity: string
  readonly day: Day | null
  readonly period: string | null
}

/** Tells the families that a place is theirs to take, once an offer. */
export function tellOffers(tx: Tx, entryIds: readonly number[], now: Date): Promise<void> {
  return tell(tx, entryIds, { kind: 'OFFER', key: 'offer', now })
}

/** Tells the families that it no longer is, because they did not answer in time. */
export function tellOffersOver(tx: Tx, entryIds: readonly number[], now: Date): Promise<void> {
  return tell(tx, entryIds, { kind: 'OFFER_OVER', key: 'offer-over', now })
}

interface Telling {
  readonly kind: 'OFFER' | 'OFFER_OVER'
  readonly key: string
  readonly now: Date
}

async function tell(
  tx: Tx,
  entryIds: readonly number[],
  { kind, key, now }: Telling,
): Promise<void> {
  if (entryIds.length === 0) return
  const found = await sql<Offered>`
    select w.id, w.household_id as "householdId", a.name as activity, w.day, p.label as period
    from waiting_entry w
    join activity_group g on g.id = w.group_id
    join activity a on a.id = g.activity_id
    left join activity_period p on p.id = w.period_id
    where w.id = any(${entryIds}::bigint[])
    order by w.id`.execute(tx)
  const notices = found.rows.map(({ id, householdId, activity, day, period }) => ({
    kind,
    dedupeKey: `${key}:${id}`,
    link: { page: 'waitingList' as const },
    householdId,
    aboutId: id,
    detail: `${activity}, ${day ? dayInWords(day) : (period ?? '')}`,
  }))
  await notify(tx, notices, { now })
}
