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
  const read = await sql<ReceiptRow>`
    with latest as materialized (
      select r.id, r.ref, r.at, r.person_id, r.channel
      from booking_receipt r
      where r.household_id = ${householdId} and ${which}
    ), look as materialized (
      select array_agg(id) as ids, (min(at) at time zone 'Europe/Paris')::date - ${lookBackDays}::int as since
      from latest
    ), day as (
      select receipt_id, child_id, unit_id, state, day
      from booking
      where household_id = ${householdId} and day >= (select since from look)
        and receipt_id = any ((select ids from look)::bigint[])
      union all
      select p.receipt_id, p.child_id, p.unit_id, p.state, p.day
      from household_child hc
      join booking_past p on p.child_id = hc.child_id and p.day >= (select since from look)
      where hc.household_id = ${householdId} and p.household_id = ${householdId}
        and p.receipt_id = any ((select ids from look)::bigint[])
    ), changed as materialized (
      select receipt_id, child_id, unit_id, state, json_agg(distinct day) as days
      from day
      group by receipt_id, child_id, unit_id, state
    )
    select latest.ref, latest.at, p.first_name as by, latest.channel, c.first_name as "firstName",
           a.name as activity, u.label as unit, changed.state, changed.days
    from latest
    join changed on changed.receipt_id = latest.id
    join child c on c.id = changed.child_id
    join unit u on u.id = changed.unit_id
    join activity a on a.id = u.activity_id
    left join person p on p.id = latest.person_id
    order by latest.at desc, latest.id desc, c.birth_date, c.id, u.from_time, u.position, u.id`.execute(
    tx,
  )
  const receipts = Map.groupBy(read.rows, (row) => row.ref)
  return [...receipts.values()].map(receiptFrom)
}

/** A line with the save that it belongs to. */
interface ReceiptRow extends Omit<Receipt, 'lines'>, ReceiptLine {}

function receiptFrom(rows: readonly ReceiptRow[]): Receipt {
  const [first] = rows
  if (!first) throw new Error('A receipt without a line was grouped')
  const { ref, at, by, channel } = first
  const lines = rows.map(({ firstName, activity, unit, state, days }): ReceiptLine => {
    return { firstName, activity, unit, state, days }
  })
  return { ref, at, by, channel, lines }
}
