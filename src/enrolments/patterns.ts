import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { dayOf, weekdayOf, type Day, type DayRange } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import { labelsOf } from './calendar-month.ts'
import type { FamilyChild } from './family-days.ts'
import { loadSlots, type LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import {
  patternChanges,
  siblingChanges,
  type PatternCell,
  type PatternWish,
  type SiblingWish,
  type WeekParity,
} from './pattern-days.ts'
import { holdDays } from './places.ts'
import { priceParts, type PricePart } from './price-of-change.ts'
import { checkChanges, type RefusedChange, type Saver } from './save-bookings.ts'
import type { PossibleChange } from './slots.ts'
import { writeBookings } from './write-bookings.ts'

/** A pattern as it is kept. */
export interface StoredPattern extends PatternCell {
  readonly childId: number
  readonly parity: WeekParity
  readonly from: Day
  readonly to: Day
}

/** What the page of patterns shows of a household's children. */
export interface PatternStart {
  readonly children: readonly FamilyChild[]
  /** Units that each child may book in the period, in their order. */
  readonly units: ReadonlyMap<number, readonly { readonly id: number; readonly label: string }[]>
  /** Weekdays on which something takes place. */
  readonly weekdays: readonly number[]
  /** The last day on which something can be booked. */
  readonly lastDay: Day | null
  /** Those in force. */
  readonly patterns: readonly StoredPattern[]
}

/** Three statements. */
export async function patternStart(
  tx: Tx,
  householdId: number,
  range: DayRange,
  place: CalendarPlace,
): Promise<PatternStart> {
  const [loaded, patterns] = await Promise.all([
    loadSlots(tx, householdId, range, place),
    patternsOf(tx, householdId, range.from),
  ])
  const labels = labelsOf(loaded.offered)
  const own = [...loaded.slots.values()].filter((slot) => slot.groupId !== null && slot.isOpen)
  const order = loaded.offered.units.map((unit) => unit.id)
  const units = new Map(
    loaded.family.children.map((child) => {
      const ids = new Set(
        own.filter((slot) => slot.childId === child.id).map((slot) => slot.unitId),
      )
      const known = order.filter((id) => ids.has(id))
      return [child.id, known.map((id) => ({ id, label: labels.get(id) ?? '' }))]
    }),
  )
  return {
    children: loaded.family.children,
    units,
    weekdays: weekdaysOf(own.map((slot) => slot.day)),
    lastDay: own.reduce<Day | null>((last, { day }) => (!last || day > last ? day : last), null),
    patterns,
  }
}

async function patternsOf(tx: Tx, householdId: number, from: Day): Promise<StoredPattern[]> {
  const found = await sql<StoredPattern>`
    select child_id as "childId", unit_id as "unitId", weekday, parity, valid_from as "from", valid_to as "to"
    from weekly_pattern
    where household_id = ${householdId} and valid_to >= ${from}
    order by child_id, unit_id, weekday, parity`.execute(tx)
  return found.rows
}

/** What a parent asked for: a week, or the days of a sibling. */
export type PlannedWish =
  | { readonly kind: 'WEEK'; readonly wish: PatternWish }
  | { readonly kind: 'SIBLING'; readonly wish: SiblingWish }

export interface PlannedDays {
  readonly booked: readonly PossibleChange[]
  readonly cancelled: readonly PossibleChange[]
  readonly refused: readonly RefusedChange[]
  readonly parts: readonly PricePart[]
  readonly totalCents: Cents
  /** Names of units. */
  readonly labels: ReadonlyMap<number, string>
}

/** What would be booked and what it costs; nothing is saved. Eight statements. */
export async function previewPlan(
  tx: Tx,
  householdId: number,
  planned: PlannedWish,
  { now, place }: { now: Date; place: CalendarPlace },
): Promise<PlannedDays> {
  const range = rangeOf(planned, now)
  const loaded = await loadSlots(tx, householdId, range, place)
  const { possible, refused } = checkChanges(changesOf(planned, loaded), loaded.slots, now)
  const changes = possible.filter((change) => !isFull(change))
  const parts = await priceParts(tx, householdId, changes, { range, loaded, place })
  return {
    booked: changes.filter((change) => change.wanted),
    cancelled: changes.filter((change) => !change.wanted),
    refused: [
      ...refused,
      ...possible
        .filter(isFull)
        .map(({ slot }): RefusedChange => ({ key: slot, wanted: true, because: 'DAY_FULL' })),
    ],
    parts,
    totalCents: sumCents(parts.map((part) => part.cents ?? 0)),
    labels: labelsOf(loaded.offered),
  }
}

function isFull({ slot, wanted }: PossibleChange): boolean {
  return wanted && slot.placesLeft !== null && slot.placesLeft <= 0
}

export interface SavedPlan {
  /** The form had been sent before: the address that told. */
  readonly repeatOf: string | null
  readonly booked: number
  readonly cancelled: number
  readonly refused: number
}

/** Books what the preview showed, as far as places and deadlines still let it, and keeps the week. Eight statements. */
export async function savePlan(
  tx: Tx,
  householdId: number,
  planned: PlannedWish,
  saver: Saver,
): Promise<SavedPlan> {
  const { now, place, formKey, answerTo, person } = saver
  const repeatOf = await useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf, booked: 0, cancelled: 0, refused: 0 }
  const loaded = await loadSlots(tx, householdId, rangeOf(planned, now), place)
  const checked = checkChanges(changesOf(planned, loaded), loaded.slots, now)
  const { possible, lost } = await holdDays(tx, checked.possible)
  const taken = await writeBookings(tx, householdId, possible, { now, person, channel: 'PATTERN' })
  if (planned.kind === 'WEEK') await keepPattern(tx, householdId, planned.wish, now)
  return {
    repeatOf: null,
    booked: possible.filter((one) => one.wanted).length - taken.size,
    cancelled: possible.filter((one) => !one.wanted).length,
    refused: checked.refused.length + lost.length + taken.size,
  }
}

function changesOf(planned: PlannedWish, { slots }: LoadedSlots) {
  return planned.kind === 'WEEK'
    ? patternChanges(planned.wish, slots.values())
    : siblingChanges(planned.wish, slots.values())
}

/** Days that are over are left alone. */
function rangeOf({ wish }: PlannedWish, now: Date): DayRange {
  const today = dayOf(now)
  return { from: wish.from < today ? today : wish.from, to: wish.to }
}

/** The week replaces what was kept of these weeks and this period; an earlier one ends the day before. */
async function keepPattern(
  tx: Tx,
  householdId: number,
  { childId, parity, from, to, cells }: PatternWish,
  now: Date,
): Promise<void> {
  const slots = parity === 'ODD' ? '[1,2)' : parity === 'EVEN' ? '[2,3)' : '[1,3)'
  await sql`
    delete from weekly_pattern
    where household_id = ${householdId} and child_id = ${childId} and parity_slots && ${slots}::int4range
      and valid_from >= ${from} and valid_from <= ${to}`.execute(tx)
  await sql`
    update weekly_pattern set valid_to = ${from}::date - 1
    where household_id = ${householdId} and child_id = ${childId} and parity_slots && ${slots}::int4range
      and valid_from < ${from} and valid_to >= ${from}`.execute(tx)
  const rows = JSON.stringify(cells.map(({ unitId, weekday }) => ({ unit_id: unitId, weekday })))
  await sql`
    insert into weekly_pattern (enrolment_id, household_id, child_id, activity_id, unit_id, weekday, parity,
                                valid_from, valid_to, created_at)
    select distinct on (cell.unit_id, cell.weekday) e.id, e.household_id, e.child_id, e.activity_id, cell.unit_id,
           cell.weekday, ${parity}, ${from}::date, ${to}::date, ${now}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb) as cell(unit_id int, weekday smallint)
    join unit u on u.id = cell.unit_id
    join enrolment e on e.activity_id = u.activity_id and e.household_id = ${householdId} and e.child_id = ${childId}
      and e.state = 'ACCEPTED' and e.valid_from <= ${to} and (e.valid_to is null or e.valid_to >= ${from})
    order by cell.unit_id, cell.weekday, e.valid_from`.execute(tx)
}

function weekdaysOf(days: readonly Day[]): number[] {
  const found = new Set(days.map(weekdayOf))
  return [...found].sort((a, b) => a - b)
}
