import { sql } from 'kysely'
import { schoolHolidays } from '../activities/calendar/days.ts'
import type { Zone } from '../settings/calendar-place.ts'
import type { Tx } from '../db/connect.ts'
import {
  addCustodyExceptions,
  custodyOf,
  setCustody,
  type NewCustody,
} from '../households/custody.ts'
import { buildCustodyDays, custodiesToBuild, custodyHorizon } from '../households/custody-days.ts'
import type { CustodyException } from '../households/custody-rule.ts'
import { endCustody } from '../households/end-custody.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { notify } from '../messages/notify.ts'

/** A booked day at which the child now eats at the other table: it stays booked and paid by who booked it. */
export interface BookedElsewhere {
  readonly day: Day
  readonly unit: string
  readonly bookedBy: number
  readonly childIsWith: number
}

interface By {
  readonly now: Date
  readonly actor: string
  readonly zone: Zone
}

/**
 * Decides where a child lives and tells both households. No booked day is moved: the list of those that changed sides
 * is for the officer, who talks with the parents.
 */
export async function decideCustody(
  tx: Tx,
  custody: NewCustody,
  by: By,
): Promise<BookedElsewhere[]> {
  await setCustody(tx, custody, await holidaysFor(tx, by), by)
  return announce(tx, custody.childId, by)
}

/**
 * The same for days to come that leave the rule. Refused: days that have begun, and days on which no alternating
 * custody holds, or more than one.
 */
export async function decideExceptions(
  tx: Tx,
  childId: number,
  exceptions: readonly CustodyException[],
  by: By,
): Promise<BookedElsewhere[]> {
  const days = exceptions.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]).sort()
  const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)]
  if (firstDay <= dayOf(by.now)) throw new Refusal('DAY_BEGUN')
  const custody = await custodyOf(tx, childId, firstDay)
  const isWithin =
    custody && custody.validFrom <= firstDay && lastDay <= (custody.validTo ?? lastDay)
  if (!custody || !isWithin) throw new Refusal('NOT_ALTERNATING')
  const named = [custody.firstHouseholdId, custody.secondHouseholdId]
  if (!exceptions.every(({ householdId }) => named.includes(householdId))) {
    throw new Refusal('NOT_OF_BOTH_HOUSEHOLDS')
  }
  const { now, actor } = by
  const holidays = await holidaysFor(tx, by)
  await addCustodyExceptions(tx, custody, exceptions, { holidays, now, actor })
  return announce(tx, childId, by)
}

/** Ends the alternation and tells both households; days that are booked stay with who booked them. */
export async function decideEnd(
  tx: Tx,
  end: { readonly childId: number; readonly from: Day },
  by: Omit<By, 'zone'>,
): Promise<void> {
  await endCustody(tx, end, by)
  await tellBoth(tx, end.childId, { page: 'child', now: by.now })
}

/**
 * Builds the days to come of the alternations anew: when the school holidays have changed, or when a new school year
 * has come into sight. Answers for how many children something changed.
 */
export async function renewCustodyDays(
  tx: Tx,
  which: 'HOLIDAYS' | 'SHORT',
  { now, zone }: Omit<By, 'actor'>,
): Promise<number> {
  const holidays = await holidaysFor(tx, { now, zone })
  const changed = new Set<number>()
  for (const custody of await custodiesToBuild(tx, which, dayOf(now))) {
    const count = await buildCustodyDays(tx, custody, holidays, now)
    if (count > 0) changed.add(custody.childId)
  }
  return changed.size
}

async function holidaysFor(tx: Tx, { now, zone }: Omit<By, 'actor'>) {
  const today = dayOf(now)
  return schoolHolidays(tx, zone, { from: today, to: custodyHorizon(today) })
}

async function announce(tx: Tx, childId: number, { now }: By): Promise<BookedElsewhere[]> {
  await tellBoth(tx, childId, { page: 'custody', now })
  return bookedElsewhere(tx, childId, dayOf(now))
}

async function tellBoth(
  tx: Tx,
  childId: number,
  { page, now }: { readonly page: 'custody' | 'child'; readonly now: Date },
): Promise<void> {
  const child = await sql<{ ref: string }>`select ref from child where id = ${childId}`.execute(tx)
  await notify(
    tx,
    {
      kind: 'CUSTODY',
      childId,
      dedupeKey: `custody:${childId}:${now.getTime()}`,
      link: { page, ref: child.rows[0]?.ref ?? '' },
    },
    { now },
  )
}

/** Booked days to come whose household is not the one at whose table the child is. */
export async function bookedElsewhere(
  tx: Tx,
  childId: number,
  today: Day,
): Promise<BookedElsewhere[]> {
  const found = await sql<BookedElsewhere>`
    select b.day, u.label as unit, bh.file_number as "bookedBy", ch.file_number as "childIsWith"
    from booking b
    join custody_day d on d.child_id = b.child_id and d.day = b.day and d.household_id <> b.household_id
    join unit u on u.id = b.unit_id
    join household bh on bh.id = b.household_id
    join household ch on ch.id = d.household_id
    where b.child_id = ${childId} and b.state = 'BOOKED' and b.day >= ${addDays(today, 1)}::date
    order by b.day, u.id`.execute(tx)
  return found.rows
}
