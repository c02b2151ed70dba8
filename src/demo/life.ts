import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { bookForPeriod, type GivenBooking } from '../enrolments/book-for-period.ts'
import { enrolMany } from '../enrolments/enrol-many.ts'
import { importAttendance } from '../enrolments/import-attendance.ts'
import {
  addDays,
  addMonths,
  dayOf,
  firstDayOf,
  instantAt,
  isoWeekOf,
  lastDayOf,
  monthOf,
  schoolYearOf,
  weekdayOf,
  type Day,
} from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import { bookingHabits, type Habit } from './habits.ts'
import { storyChild, type DemoChild } from './people.ts'
import { randomFrom } from './random.ts'

interface Span {
  readonly firstDay: Day
  readonly now: Date
  readonly actor: string
}

interface OpenUnit {
  readonly activity: string
  readonly unit: string
  readonly unitId: number
  readonly day: Day
}

/** Enrolments of both seasons, bookings up to the end of next month, attendance up to yesterday. */
export async function liveThrough(tx: Tx, people: readonly DemoChild[], span: Span): Promise<void> {
  const today = dayOf(span.now)
  const habits = bookingHabits(people)
  for (const from of seasons(span.firstDay, today)) {
    const given = habits.map(({ child, activity }) => ({
      householdId: child.householdId,
      childId: child.childId,
      activityCode: activity,
    }))
    await enrolMany(tx, given, {
      from,
      now: instantAt(addDays(from, -20), '09:00'),
      actor: span.actor,
    })
  }
  const units = await openUnits(tx, span.firstDay, lastDayOf(addMonths(monthOf(today), 1)))
  const bookings = habits.flatMap((habit) => bookingsOf(habit, units, today))
  await bookForPeriod(tx, bookings, { now: span.now, actor: span.actor, channel: 'IMPORT' })
  await recordAttendance(tx, people, { ...span, lastDay: addDays(today, -1) })
}

function seasons(firstDay: Day, today: Day): Day[] {
  const years = [...new Set([schoolYearOf(firstDay), schoolYearOf(today)])]
  return years.map((year) => (firstDay > `${year}-09-01` ? firstDay : `${year}-09-01`))
}

async function openUnits(tx: Tx, from: Day, to: Day): Promise<OpenUnit[]> {
  const found = await sql<OpenUnit>`
    select a.code as activity, u.code as unit, u.id as "unitId", o.day
    from open_day_unit ou
    join open_day o using (activity_id, day)
    join unit u on u.id = ou.unit_id
    join activity a on a.id = o.activity_id
    where o.day between ${from} and ${to} and o.closed_because is null
    order by o.day, u.id`.execute(tx)
  return found.rows
}

/** The days that a habit books, each month's under a receipt of the 20th of the month before, or of yesterday evening. */
function bookingsOf(habit: Habit, units: readonly OpenUnit[], today: Day): GivenBooking[] {
  const { childId, householdId } = habit.child
  const yesterday = addDays(today, -1)
  return units
    .filter((unit) => unit.activity === habit.activity && falls(habit, unit.day))
    .map(({ unitId, day }) => {
      const evening = addDays(firstDayOf(monthOf(day)), -11)
      const at = instantAt(evening < yesterday ? evening : yesterday, '20:15')
      return { childId, householdId, unitId, day, at }
    })
}

function falls({ weekdays, weeks }: Habit, day: Day): boolean {
  if (!weekdays.includes(weekdayOf(day))) return false
  return weeks === 'ANY' || (weeks === 'EVEN') === (isoWeekOf(day) % 2 === 0)
}

interface Booked {
  readonly childId: number
  readonly activity: string
  readonly unit: string
  readonly day: Day
}

/** Who came, month by month, as the day's sheets would say: most did, a few were ill, fewer simply did not come. */
async function recordAttendance(
  tx: Tx,
  people: readonly DemoChild[],
  { firstDay, lastDay, actor }: { firstDay: Day; lastDay: Day; actor: string },
): Promise<void> {
  const random = randomFrom(7)
  const children = new Map(people.map((child) => [child.childId, child]))
  for (let month = monthOf(firstDay); firstDayOf(month) <= lastDay; month = addMonths(month, 1)) {
    const to = lastDayOf(month) < lastDay ? lastDayOf(month) : lastDay
    const booked = await bookedDays(tx, firstDayOf(month), to)
    const late = month === monthOf(lastDay) ? lastEvening(booked, people) : undefined
    const rows = booked.flatMap((one, index) => {
      const { childId, activity, unit, day } = one
      const child = children.get(childId)
      if (!child) return []
      const roll = random.below(100)
      const state = one === late || roll < 95 ? 'P' : roll < 98 ? 'M' : 'A'
      const { lastName, firstName, birthDate } = child
      const cells = [
        shortDate(day),
        activity,
        unit,
        lastName,
        firstName,
        shortDate(birthDate),
        state,
        one === late ? '18:47' : '',
      ]
      return [{ line: index + 2, cells }]
    })
    const header = [
      'jour',
      'activite',
      'unite',
      'nom',
      'prenom',
      'date_naissance',
      'etat',
      'depart',
    ]
    const now = instantAt(addDays(to, 1), '08:00')
    const done = await importAttendance(tx, { file: `${month}.csv`, header, rows }, { now, actor })
    if (!done.ok) throw new Error(`${month}: ${done.anomalies[0]?.message}`)
  }
}

/** The evening on which Zoé was fetched after closing, in the month that is not billed yet. */
function lastEvening(booked: readonly Booked[], people: readonly DemoChild[]): Booked | undefined {
  const { childId } = storyChild(people, 'Martin', 'Zoé')
  return booked.findLast((one) => one.childId === childId && one.unit === 'soir')
}

async function bookedDays(tx: Tx, from: Day, to: Day): Promise<Booked[]> {
  const found = await sql<Booked>`
    select b.child_id as "childId", a.code as activity, u.code as unit, b.day
    from booking b
    join unit u on u.id = b.unit_id
    join activity a on a.id = u.activity_id
    where b.state = 'BOOKED' and b.day between ${from} and ${to}
    order by b.day, b.child_id, b.unit_id`.execute(tx)
  return found.rows
}
