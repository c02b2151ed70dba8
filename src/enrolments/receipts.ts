import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

/** One save of the calendar, as the family reads it again. */
export interface Receipt {
  readonly ref: string
  readonly at: Date
  /** First name of the parent; null: the town hall. */
  readonly by: string | null
  /** How it was saved: by hand, by a weekly pattern, by a declared absence, by the town hall… */
  readonly channel: 'PORTAL' | 'CLI' | 'IMPORT' | 'OFFER' | 'CUSTODY' | 'PATTERN' | 'ABSENCE'
  readonly lines: readonly ReceiptLine[]
}

export interface ReceiptLine {
  readonly firstName: string
  readonly activity: string
  readonly unit: string
  readonly state: 'BOOKED' | 'CANCELLED'
  /** In order. */
  readonly days: readonly Day[]
}

/** A week before the save at most: a receipt's days lie after it, but for corrections. */
const lookBackDays = 7

export interface ReceiptPage {
  readonly limit: number
  /** Only those before this instant. */
  readonly before?: Date | null
}

/** The latest saves of a household, newest first; one statement. A save by the town hall for many families is one of them. */
export async function recentReceipts(
  tx: Tx,
  householdId: number,
  { limit, before = null }: ReceiptPage,
): Promise<Receipt[]> {
  const earlier = before === null ? sql`true` : sql`r.at < ${before}`
  return readReceipts(tx, householdId, sql`${earlier} order by r.at desc, r.id desc limit ${limit}`)
}

/** One save, as a proof; null when it is not this household's. */
export async function receiptOf(tx: Tx, householdId: number, ref: string): Promise<Receipt | null> {
  const [found] = await readReceipts(tx, householdId, sql`r.ref = ${ref}`)
  return found ?? null
}

async function readReceipts(
  tx: Tx,
  householdId: number,
  which: ReturnType<typeof sql>,
): Promise<Receipt[]> {
  const read = await sql<Receipt>`
    with latest as materialized (
      select r.id, r.ref, r.at, r.person_id, r.channel
      from booking_receipt r
      where r.household_id = ${householdId} and ${which}
    ), since as (
      select (min(at) at time zone 'Europe/Paris')::date - ${lookBackDays}::int as day from latest
    ), day as (
      select b.receipt_id, b.child_id, b.unit_id, b.day, b.state
      from booking b
      where b.household_id = ${householdId} and b.day >= (select day from since)
        and b.receipt_id in (select id from latest)
      union all
      select p.receipt_id, p.child_id, p.unit_id, p.day, p.state
      from household_child hc
      join booking_past p on p.child_id = hc.child_id and p.day >= (select day from since)
      where hc.household_id = ${householdId} and p.household_id = ${householdId}
        and p.receipt_id in (select id from latest)
    ), changed as materialized (
      select receipt_id, child_id, unit_id, state, json_agg(distinct day) as days
      from day
      group by receipt_id, child_id, unit_id, state
    ), told as (
      select changed.receipt_id,
             json_agg(json_build_object('firstName', c.first_name, 'activity', a.name, 'unit', u.label,
               'state', changed.state, 'days', changed.days) order by c.birth_date, u.position) as lines
      from changed
      join child c on c.id = changed.child_id
      join unit u on u.id = changed.unit_id
      join activity a on a.id = u.activity_id
      group by changed.receipt_id
    )
    select latest.ref, latest.at, p.first_name as by, latest.channel, told.lines
    from latest
    join told on told.receipt_id = latest.id
    left join person p on p.id = latest.person_id
    order by latest.at desc, latest.id desc`.execute(tx)
  return read.rows
}
