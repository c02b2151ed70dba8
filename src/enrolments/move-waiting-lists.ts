import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Settings } from '../settings/settings.ts'
import { deadlinesOf } from './deadlines.ts'
import { offeredDays } from './offered-days.ts'
import { tellOffers, tellOffersOver } from './tell-offers.ts'

/** A day for which somebody waits. */
interface WaitedDay {
  readonly groupId: number
  readonly unitId: number
  readonly activityId: number
  readonly day: Day
  /** Places that nobody has and that are offered to nobody. */
  readonly free: number
}

/** What a run of the lists did, by the id of the entry. */
export interface MovedLists {
  readonly offered: readonly MovedEntry[]
  /** Offers that nobody took in time. */
  readonly expired: readonly MovedEntry[]
  /** Entries that can no longer come to anything: the deadline has passed, the right or the need is gone. */
  readonly closed: number
}

export interface MovedEntry {
  readonly id: number
  readonly ref: string
  readonly householdId: number
  readonly childId: number
}

const hour = 3_600_000

/**
 * Ends offers whose time is over, closes what can come to nothing, and offers each free place to the next in line:
 * never a booking. The counters are locked first, in key order, as everywhere else. Safe to run twice.
 */
export async function moveWaitingLists(
  tx: Tx,
  { calendar, waiting }: Pick<Settings, 'calendar' | 'waiting'>,
  now: Date,
): Promise<MovedLists> {
  await lockCounters(tx)
  const expired = await endOffers(tx, now)
  const gone = await closeHopeless(tx, now)
  const days = await waitedDays(tx)
  const until = await addDeadlines(tx, days, calendar)
  const late = days.filter((one) => until(one) <= now)
  const closed = gone + (await closeLate(tx, late, now))
  const open = days.filter((one) => one.free > 0 && until(one) > now)
  const longest = new Date(now.getTime() + waiting.dayHours * hour)
  const offers = open.map((one) => ({
    ...one,
    endsAt: until(one) < longest ? until(one) : longest,
  }))
  const seasonEnd = new Date(now.getTime() + waiting.seasonHours * hour)
  const offered = [
    ...(await offerDays(tx, offers, now)),
    ...(await offerSeasons(tx, seasonEnd, now)),
  ]
  await tellOffers(tx, idsOf(offered), now)
  await tellOffersOver(tx, idsOf(expired), now)
  return { offered, expired, closed }
}

function idsOf(entries: readonly MovedEntry[]): number[] {
  return entries.map((one) => one.id)
}

async function lockCounters(tx: Tx): Promise<void> {
  await sql`
    select from capacity_day where waiting > 0 or held > 0 order by group_id, unit_id, day for update`.execute(
    tx,
  )
  await sql`
    select from capacity_enrolment where waiting > 0 or held > 0 order by group_id, period_id for update`.execute(
    tx,
  )
}

const moved = sql`id, ref, household_id as "householdId", child_id as "childId"`

async function endOffers(tx: Tx, now: Date): Promise<MovedEntry[]> {
  const ended = await sql<MovedEntry>`
    with ended as (
      update waiting_entry set state = 'EXPIRED', closed_at = ${now}
      where state = 'OFFERED' and offer_ends_at <= ${now}
      returning *
    ), season as (
      update enrolment set state = 'CANCELLED', decided_at = ${now}, decided_by = 'waiting-list'
      where id in (select enrolment_id from ended) and state = 'WAITING'
    )
    select ${moved} from ended`.execute(tx)
  return ended.rows
}

/** Days that are closed or booked meanwhile, children who are no longer enrolled, seasons that are decided or over. */
async function closeHopeless(tx: Tx, now: Date): Promise<number> {
  const closed = await sql`
    update waiting_entry w set state = 'WITHDRAWN', closed_at = ${now}
    where w.state = 'WAITING' and (
      (w.day is not null and (
        not exists (select from open_day o join open_day_unit u using (activity_id, day)
          join activity_group g on g.activity_id = o.activity_id
          where g.id = w.group_id and o.day = w.day and u.unit_id = w.unit_id and o.closed_because is null)
        or not exists (select from enrolment e where e.child_id = w.child_id and e.household_id = w.household_id
          and e.group_id = w.group_id and e.state = 'ACCEPTED'
          and w.day between e.valid_from and coalesce(e.valid_to, 'infinity'))
        or exists (select from booking b where (b.child_id, b.day, b.unit_id) = (w.child_id, w.day, w.unit_id)
          and b.state = 'BOOKED')))
      or (w.period_id is not null and not exists (
        select from enrolment e where e.id = w.enrolment_id and e.state = 'WAITING'
          and (e.valid_to is null or e.valid_to >= (${now}::timestamptz at time zone 'Europe/Paris')::date))))`.execute(
    tx,
  )
  return Number(closed.numAffectedRows ?? 0n)
}

async function waitedDays(tx: Tx): Promise<WaitedDay[]> {
  const found = await sql<WaitedDay>`
    select c.group_id as "groupId", c.unit_id as "unitId", u.activity_id as "activityId", c.day,
           c.places - c.taken - c.held as free
    from capacity_day c join unit u on u.id = c.unit_id
    where c.waiting > 0
    order by c.day`.execute(tx)
  return found.rows
}

/** Until when a waited day can still be booked. */
async function addDeadlines(
  tx: Tx,
  days: readonly WaitedDay[],
  place: Settings['calendar'],
): Promise<(day: WaitedDay) => Date> {
  const [first] = days
  const last = days.at(-1)
  if (!first || !last) return () => new Date(0)
  const activityIds = [...new Set(days.map((one) => one.activityId))]
  const range = { from: first.day, to: last.day }
  const offered = await offeredDays(tx, { activityIds, range, place })
  const deadlines = deadlinesOf(offered)
  return (day) => deadlines.until({ ...day, action: 'ADD' })
}

function keysOf(days: readonly WaitedDay[]): string {
  return JSON.stringify(days)
}

async function closeLate(tx: Tx, days: readonly WaitedDay[], now: Date): Promise<number> {
  if (days.length === 0) return 0
  const closed = await sql`
    update waiting_entry w set state = 'EXPIRED', closed_at = ${now}
    from jsonb_to_recordset(${keysOf(days)}::jsonb) k("groupId" int, "unitId" int, day date)
    where w.state = 'WAITING' and (w.group_id, w.unit_id, w.day) = (k."groupId", k."unitId", k.day)`.execute(
    tx,
  )
  return Number(closed.numAffectedRows ?? 0n)
}

async function offerDays(
  tx: Tx,
  days: readonly (WaitedDay & { endsAt: Date })[],
  now: Date,
): Promise<MovedEntry[]> {
  if (days.length === 0) return []
  const offered = await sql<MovedEntry>`
    update waiting_entry set state = 'OFFERED', offered_at = ${now}, offer_ends_at = next."endsAt"
    from (
      select w.id as next_id, k.free, k."endsAt",
             row_number() over (partition by w.group_id, w.unit_id, w.day
                                order by w.priority desc, w.entered_at, w.id) as rank
      from jsonb_to_recordset(${keysOf(days)}::jsonb)
        k("groupId" int, "unitId" int, day date, free int, "endsAt" timestamptz)
      join waiting_entry w on w.state = 'WAITING'
        and (w.group_id, w.unit_id, w.day) = (k."groupId", k."unitId", k.day)
    ) next
    where id = next.next_id and next.rank <= next.free
    returning ${moved}`.execute(tx)
  return offered.rows
}

async function offerSeasons(tx: Tx, endsAt: Date, now: Date): Promise<MovedEntry[]> {
  const offered = await sql<MovedEntry>`
    update waiting_entry set state = 'OFFERED', offered_at = ${now}, offer_ends_at = ${endsAt}
    from (
      select w.id as next_id, c.places - c.taken - c.held as free,
             row_number() over (partition by w.group_id, w.period_id
                                order by w.priority desc, w.entered_at, w.id) as rank
      from capacity_enrolment c
      join waiting_entry w on w.state = 'WAITING' and (w.group_id, w.period_id) = (c.group_id, c.period_id)
      where c.waiting > 0 and c.places > c.taken + c.held
    ) next
    where id = next.next_id and next.rank <= next.free
    returning ${moved}`.execute(tx)
  return offered.rows
}
