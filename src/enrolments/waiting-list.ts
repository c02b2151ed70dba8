import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'

export type WaitingState = 'WAITING' | 'OFFERED' | 'TAKEN' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN'

/** A place that a family waits for: a day, or a season. */
export interface WaitingEntry {
  readonly ref: string
  readonly state: WaitingState
  readonly firstName: string
  readonly activity: string
  readonly activityRef: string
  readonly unit: string | null
  readonly groupName: string
  readonly siteName: string
  /** Null: a season, which `period` names. */
  readonly day: Day | null
  readonly period: string | null
  /** 1 is the next; null once a place is offered or the entry is closed. */
  readonly rank: number | null
  readonly offerEndsAt: Date | null
  readonly closedAt: Date | null
}

/** How long what is over stays in sight. */
const recentDays = 14

/** A household's places on waiting lists, offers first, then what ended lately; one statement. */
export async function waitingListOf(
  tx: Tx,
  householdId: number,
  now: Date,
): Promise<WaitingEntry[]> {
  return readEntries(
    tx,
    sql`w.household_id = ${householdId}
      and (w.closed_at is null or w.closed_at > ${now}::timestamptz - make_interval(days => ${recentDays}))`,
  )
}

/** One of them; undefined when it is not this household's. */
export async function waitingEntry(
  tx: Tx,
  householdId: number,
  ref: string,
): Promise<WaitingEntry | undefined> {
  if (!isRef(ref)) return undefined
  const [found] = await readEntries(
    tx,
    sql`w.household_id = ${householdId} and w.ref = ${ref}::uuid`,
  )
  return found
}

async function readEntries(tx: Tx, condition: ReturnType<typeof sql>): Promise<WaitingEntry[]> {
  const found = await sql<WaitingEntry>`
    select w.ref, w.state, c.first_name as "firstName", a.name as activity, a.ref as "activityRef", u.label as unit,
      g.name as "groupName", s.name as "siteName", w.day, p.label as period, app.waiting_rank(w.id) as rank,
      w.offer_ends_at as "offerEndsAt", w.closed_at as "closedAt"
    from waiting_entry w
    join child c on c.id = w.child_id
    join activity_group g on g.id = w.group_id
    join activity a on a.id = g.activity_id
    join site s on s.id = g.site_id
    left join unit u on u.id = w.unit_id
    left join activity_period p on p.id = w.period_id
    where ${condition}
    order by (w.state = 'OFFERED') desc, (w.state = 'WAITING') desc, w.day, w.entered_at desc, w.id`.execute(
    tx,
  )
  return found.rows
}
