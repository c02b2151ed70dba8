import { sql } from 'kysely'
import { addPlace, type PlaceOf } from '../activities/add-place.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { tellOffers } from './tell-offers.ts'
import type { WaitingState } from './waiting-list.ts'

/** A waiting family as an officer lists it. */
export interface ListedWaiting {
  readonly id: number
  readonly state: WaitingState
  /** Null once a place is offered. */
  readonly rank: number | null
  readonly fileNumber: number
  readonly child: string
  readonly activity: string
  readonly group: string
  readonly unit: string | null
  readonly day: Day | null
  readonly period: string | null
  readonly enteredAt: Date
  readonly offerEndsAt: Date | null
}

/** Who waits or is offered a place, list by list in the order of the ranks; one statement. */
export async function listWaiting(
  tx: Tx,
  { activityCode, day }: { readonly activityCode: string | null; readonly day: Day | null },
): Promise<ListedWaiting[]> {
  const found = await sql<ListedWaiting>`
    select w.id, w.state, app.waiting_rank(w.id) as rank, h.file_number as "fileNumber",
      c.first_name || ' ' || c.last_name as child, a.code as activity, g.name as "group", u.code as unit, w.day,
      p.label as period, w.entered_at as "enteredAt", w.offer_ends_at as "offerEndsAt"
    from waiting_entry w
    join household h on h.id = w.household_id
    join child c on c.id = w.child_id
    join activity_group g on g.id = w.group_id
    join activity a on a.id = g.activity_id
    left join unit u on u.id = w.unit_id
    left join activity_period p on p.id = w.period_id
    where w.state in ('WAITING', 'OFFERED')
      and (${activityCode}::text is null or lower(a.code) = lower(${activityCode}))
      and (${day}::date is null or w.day = ${day})
    order by a.code, w.day, p.first_day, g.name, u.code, (w.state = 'OFFERED') desc, w.priority desc, w.entered_at, w.id`.execute(
    tx,
  )
  return found.rows
}

export interface Promotion {
  readonly endsAt: Date
  /** Adds a place when none is left: the officer's deliberate excess. */
  readonly isBeyond: boolean
  readonly now: Date
  readonly actor: string
}

/**
 * Offers a place out of turn. The family still decides. Refuses NOT_FOUND, OFFER_OVER when the entry no longer waits,
 * GROUP_FULL when no place is left and none may be added.
 */
export async function promote(
  tx: Tx,
  id: number,
  { endsAt, isBeyond, now, actor }: Promotion,
): Promise<void> {
  const found = await sql<PlaceOf & { household_id: number; left: number | null }>`
    select w.household_id, w.group_id as "groupId", w.unit_id as "unitId", w.day, w.period_id as "periodId",
      coalesce((select c.places + c.overbooked - c.taken - c.held from capacity_day c
                where (c.group_id, c.unit_id, c.day) = (w.group_id, w.unit_id, w.day) for update),
               (select c.places + c.overbooked - c.taken - c.held from capacity_enrolment c
                where (c.group_id, c.period_id) = (w.group_id, w.period_id) for update)) as left
    from waiting_entry w where w.id = ${id}`.execute(tx)
  const [entry] = found.rows
  if (!entry) throw new Refusal('NOT_FOUND', { waiting: id })
  if (entry.left !== null && entry.left <= 0) {
    if (!isBeyond) throw new Refusal('GROUP_FULL', { waiting: id })
    await addPlace(tx, entry)
  }
  const offered = await sql`
    update waiting_entry set state = 'OFFERED', offered_at = ${now}, offer_ends_at = ${endsAt}
    where id = ${id} and state = 'WAITING'`.execute(tx)
  if (offered.numAffectedRows === 0n) throw new Refusal('OFFER_OVER', { waiting: id })
  await tellOffers(tx, [id], now)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: isBeyond ? 'waiting.promote-beyond' : 'waiting.promote',
    subject: 'waiting_entry',
    subjectId: id,
    householdId: entry.household_id,
  })
}
