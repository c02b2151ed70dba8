import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { bookForPeriod } from '../enrolments/book-for-period.ts'
import { enrolMany } from '../enrolments/enrol-many.ts'
import { promote } from '../enrolments/promote.ts'
import { waitForDay } from '../enrolments/wait-for-day.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { newToken } from '../kernel/ids.ts'
import { readSettings } from '../settings/settings.ts'
import { storyChild, type DemoChild } from './people.ts'

const activityCode = 'vacances'
const places = 4

interface Hand {
  readonly now: Date
  readonly actor: string
}

/**
 * The next holidays at the Moulin: two days are full. For the first one Mariam waits before Zoé; of the second the
 * town hall offers Claire one more place.
 */
export async function fillTheHolidays(
  tx: Tx,
  keys: Keys,
  people: readonly DemoChild[],
  { now, actor }: Hand,
): Promise<void> {
  const [waited, offered] = await nextDays(tx, dayOf(now))
  const zoe = storyChild(people, 'Martin', 'Zoé')
  const mariam = storyChild(people, 'Diallo', 'Mariam')
  const others = othersThan(people, [zoe.householdId, mariam.householdId])
  if (!waited || !offered || others.length < places) return
  const given = [zoe, mariam, ...others].map(({ householdId, childId }) => ({
    householdId,
    childId,
    activityCode,
  }))
  await enrolMany(tx, given, { from: dayOf(now), now, actor })
  await book(tx, others, [waited, offered], { now, actor })
  const first = new Date(now.getTime() - 3_600_000)
  await wait(tx, keys, { child: mariam, open: waited, login: 'awa.diallo', now: first })
  await wait(tx, keys, { child: zoe, open: waited, login: 'claire.martin', now })
  await wait(tx, keys, { child: zoe, open: offered, login: 'claire.martin', now })
  await offer(tx, zoe, offered, { now, actor })
}

interface HolidayUnit {
  readonly unitId: number
  readonly day: Day
}

/** The first two days that can still be booked, with a night to think in between. */
async function nextDays(tx: Tx, today: Day): Promise<HolidayUnit[]> {
  const found = await sql<HolidayUnit>`
    select u.id as "unitId", o.day
    from open_day o
    join activity a on a.id = o.activity_id
    join unit u on u.activity_id = a.id
    where a.code = ${activityCode} and o.day > ${addDays(today, 9)}::date and o.closed_because is null
    order by o.day
    limit 2`.execute(tx)
  return found.rows
}

/** A child once, whatever its households; Inès stays with the story. */
function othersThan(people: readonly DemoChild[], householdIds: readonly number[]): DemoChild[] {
  return people
    .filter((child) => !householdIds.includes(child.householdId) && child.firstName !== 'Inès')
    .slice(0, 3 * places)
}

async function book(
  tx: Tx,
  children: readonly DemoChild[],
  days: readonly HolidayUnit[],
  { now, actor }: Hand,
): Promise<void> {
  const held = await sql<{ childId: number }>`
    select e.child_id as "childId" from enrolment e join activity a on a.id = e.activity_id
    where a.code = ${activityCode} and e.state = 'ACCEPTED'`.execute(tx)
  const enrolled = new Set(held.rows.map((row) => row.childId))
  const chosen = children.filter((child) => enrolled.has(child.childId)).slice(0, places)
  const bookings = chosen.flatMap(({ childId, householdId }) =>
    days.map(({ unitId, day }) => ({ childId, householdId, unitId, day })),
  )
  await bookForPeriod(tx, bookings, { now, actor, channel: 'IMPORT' })
}

interface Waiting {
  readonly child: DemoChild
  readonly open: HolidayUnit
  readonly login: string
  readonly now: Date
}

async function wait(tx: Tx, keys: Keys, { child, open, login, now }: Waiting): Promise<void> {
  const found = await sql<{ id: number; accountId: number }>`
    select p.id, a.id as "accountId" from account a join person p on p.account_id = a.id where a.login = ${login}`.execute(
    tx,
  )
  const [person] = found.rows
  if (!person) throw new Error(`${login} has no account`)
  const { calendar } = await readSettings(tx, keys)
  await waitForDay(
    tx,
    child.householdId,
    { childId: child.childId, unitId: open.unitId, day: open.day },
    { now, place: calendar, formKey: newToken(), answerTo: '/', person: { ...person, login } },
  )
}

/** The town hall finds one place more. */
async function offer(tx: Tx, child: DemoChild, { day }: HolidayUnit, by: Hand): Promise<void> {
  const found = await sql<{ id: number }>`
    select id from waiting_entry where child_id = ${child.childId} and day = ${day} and state = 'WAITING'`.execute(
    tx,
  )
  const [entry] = found.rows
  const endsAt = new Date(by.now.getTime() + 5 * 86_400_000)
  if (entry) await promote(tx, entry.id, { ...by, endsAt, isBeyond: true })
}
