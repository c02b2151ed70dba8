import { deadlineInWords } from '../activities/deadline.ts'
import type { Tx } from '../db/connect.ts'
import {
  addDays,
  daysOfWeek,
  dayOf,
  firstDayOf,
  lastDayOf,
  mondayOf,
  monthOf,
  weekdayOf,
  type Day,
  type Month,
  type Week,
  type DayRange,
} from '../kernel/day.ts'
import { boxText } from './booking-key.ts'
import { columnLetter, columnsOf } from './box-names.ts'
import type { FamilyChild } from './family-days.ts'
import { loadSlots, type LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import type { OfferedDays, SchoolHoliday } from './offered-days.ts'
import { refusalOf, type ChangeRefusal, type Slot } from './slots.ts'

/** What a calendar shows at once: a month, or a week, which may lie in two months. */
export interface CalendarSpan {
  /** Of a week, the month in which most of it lies. */
  readonly month: Month
  /** Null: the whole month. */
  readonly week: Week | null
  readonly range: DayRange
}

/** A household's month or week, as its calendar shows it. */
export interface CalendarMonth extends CalendarSpan {
  readonly today: Day
  /** Eldest first. */
  readonly children: readonly CalendarChild[]
  /** Names of what may be booked or is, in the order of the lines. */
  readonly services: readonly string[]
  readonly weeks: readonly CalendarWeek[]
  /** 1 (Monday) to 7: the columns. Saturday and Sunday only when something takes place there. */
  readonly weekdays: readonly number[]
  /** The children's units in the order of their letters: what a form says once for all its boxes. */
  readonly columns: readonly string[]
  /** Until when each activity may be changed, in words. */
  readonly rules: readonly CalendarRule[]
  /** Something may be booked or cancelled here. */
  readonly isOpen: boolean
  /** The next deadline of the month that is still to come. */
  readonly nextDeadline: { readonly at: Date; readonly day: Day } | null
}

export interface CalendarChild extends FamilyChild {
  /** 1 for the eldest of the family: gives the colour. */
  readonly place: number
}

/** « jusqu'à » … : `la veille à 10 h`. */
export interface CalendarRule {
  readonly activity: string
  readonly add: string
  /** Null: the same as for adding. */
  readonly cancel: string | null
}

export interface CalendarWeek {
  readonly monday: Day
  readonly days: readonly CalendarDay[]
  /** Set: every day of the week that is in the month is a holiday; one line instead of the days. */
  readonly holiday: SchoolHoliday | null
}

export interface CalendarDay {
  readonly day: Day
  readonly state: 'OPEN' | 'CLOSED' | 'OTHER_MONTH'
  /** Why it is closed, as far as it is known. */
  readonly closedBecause: string | null
  /** Also of a closed day, whose lines are not shown. */
  readonly lines: readonly CalendarLine[]
  /** The next deadline of the day; null: nothing of it may be changed. */
  readonly changeUntil: Date | null
  /** What closes then, when something else of the day stays open longer. */
  readonly closesFirst: string | null
}

/** One child's units of a day. */
export interface CalendarLine {
  readonly child: CalendarChild
  readonly absence: Slot['absence']
  readonly slots: readonly CalendarSlot[]
}

export interface CalendarSlot extends Slot {
  /** How a form names it. */
  readonly text: string
  /** The letter of its child and unit in the form. */
  readonly letter: string
  readonly label: string
  /** Null: it may be changed (added when free, cancelled when booked). */
  readonly locked: ChangeRefusal | null
}

export function monthSpan(month: Month): CalendarSpan {
  return { month, week: null, range: { from: firstDayOf(month), to: lastDayOf(month) } }
}

/** Null: there is no such week. */
export function weekSpan(week: string): CalendarSpan | null {
  const range = daysOfWeek(week)
  return range && { month: monthOf(addDays(range.from, 3)), week, range }
}

/** One statement, whatever the number of children. */
export async function calendarMonth(
  tx: Tx,
  householdId: number,
  span: CalendarSpan,
  { now, place }: { now: Date; place: CalendarPlace },
): Promise<CalendarMonth> {
  const loaded = await loadSlots(tx, householdId, span.range, place)
  return monthView(loaded, span, now)
}

/** The same from facts that are already read. Pure. */
export function monthView(loaded: LoadedSlots, span: CalendarSpan, now: Date): CalendarMonth {
  const { family, offered, slots } = loaded
  const children = family.children.map((child, index) => ({ ...child, place: index + 1 }))
  const labels = labelsOf(offered)
  const columns = columnsOf([...slots.values()])
  const letters = new Map(columns.map((column, at) => [column, columnLetter(at)]))
  const shown = [...slots.values()].map((slot): CalendarSlot => {
    const label = labels.get(slot.unitId) ?? ''
    const locked = refusalOf(slot, slot.booked !== 'MINE', now)
    const letter = letters.get(`${slot.childId}.${slot.unitId}`) ?? ''
    return { ...slot, text: boxText(slot), letter, label, locked }
  })
  const order = offered.units.map((unit) => unit.id)
  shown.sort((a, b) => order.indexOf(a.unitId) - order.indexOf(b.unitId))
  const byDay = Map.groupBy(shown, (slot) => slot.day)
  const weekdays = weekdaysOf(shown)
  const days = (day: Day) => dayView({ day, span, offered, children, slots: byDay.get(day) ?? [] })
  const active = new Set(shown.map((slot) => slot.childId))
  return {
    ...span,
    today: dayOf(now),
    children: children.filter((child) => active.has(child.id)),
    columns,
    services: [...new Set(shown.map((slot) => slot.label))],
    rules: rulesOf(offered, shown),
    weekdays,
    // A month may begin on a Sunday: a week without a day of its own in the columns is left out.
    weeks: mondaysOf(span.range)
      .map((monday) => weekView(monday, { offered, weekdays, days }))
      .filter((week) => week.days.some((day) => day.state !== 'OTHER_MONTH')),
    isOpen: shown.some((slot) => slot.locked === null),
    nextDeadline: nextDeadline(shown, now),
  }
}

/** The unit's own name, unless the activity has no other: then the activity's. */
export function labelsOf({ activities, units }: OfferedDays): ReadonlyMap<number, string> {
  const names = new Map(activities.map((activity) => [activity.id, activity.name]))
  const counts = Map.groupBy(units, (unit) => unit.activityId)
  return new Map(
    units.map((unit) => {
      const isOnly = counts.get(unit.activityId)?.length === 1
      return [unit.id, isOnly ? (names.get(unit.activityId) ?? unit.label) : unit.label]
    }),
  )
}

/** The rules of the activities that are shown; a unit that differs says so on its days. */
function rulesOf(
  { activities, rules }: OfferedDays,
  shown: readonly CalendarSlot[],
): CalendarRule[] {
  const used = new Set(shown.map((slot) => slot.activityId))
  const offered = activities.filter((activity) => used.has(activity.id))
  return offered.flatMap((activity) => {
    const own = rules.filter((rule) => rule.activityId === activity.id && rule.unitId === null)
    const add = own.find((rule) => rule.action === 'ADD')
    const cancel = own.find((rule) => rule.action === 'CANCEL')
    if (!add) return []
    const words = deadlineInWords(add.rule)
    const cancelWords = cancel ? deadlineInWords(cancel.rule) : words
    return [
      { activity: activity.name, add: words, cancel: cancelWords === words ? null : cancelWords },
    ]
  })
}

function weekdaysOf(slots: readonly CalendarSlot[]): number[] {
  const used = new Set(slots.map((slot) => weekdayOf(slot.day)))
  return [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekday <= 5 || used.has(weekday))
}

function mondaysOf({ from, to }: DayRange): Day[] {
  const mondays: Day[] = []
  for (let monday = mondayOf(from); monday <= to; monday = addDays(monday, 7)) mondays.push(monday)
  return mondays
}

interface WeekOptions {
  readonly offered: OfferedDays
  readonly weekdays: readonly number[]
  readonly days: (day: Day) => CalendarDay
}

function weekView(monday: Day, { offered, weekdays, days }: WeekOptions): CalendarWeek {
  const shown = weekdays.map((weekday) => days(addDays(monday, weekday - 1)))
  const own = shown.filter((day) => day.state !== 'OTHER_MONTH')
  const holiday = offered.schoolHolidays.find((one) =>
    own.every(({ day }) => one.firstDay <= day && day <= one.lastDay),
  )
  const isFree = own.length > 0 && own.every((day) => day.state === 'CLOSED')
  return { monday, days: shown, holiday: (isFree && holiday) || null }
}

interface DayOptions {
  readonly day: Day
  readonly span: CalendarSpan
  readonly offered: OfferedDays
  readonly children: readonly CalendarChild[]
  readonly slots: readonly CalendarSlot[]
}

function dayView({ day, span, offered, children, slots }: DayOptions): CalendarDay {
  const lines = children.flatMap((child) => lineView(child, slots))
  const isOpen = slots.some((slot) => slot.isOpen || slot.booked !== null || slot.presence !== null)
  const isOutside = day < span.range.from || day > span.range.to
  const state = isOutside ? 'OTHER_MONTH' : isOpen ? 'OPEN' : 'CLOSED'
  const closing = slots
    .filter((slot) => slot.locked === null)
    .map((slot) => ({ label: slot.label, at: untilOf(slot) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const [first] = closing
  const isShared = closing.every((one) => one.at.getTime() === first?.at.getTime())
  return {
    day,
    state,
    closedBecause: state === 'CLOSED' ? closedBecause(day, offered) : null,
    lines: state === 'OTHER_MONTH' ? [] : lines,
    changeUntil: first?.at ?? null,
    closesFirst: first && !isShared ? first.label : null,
  }
}

/** The deadline that a slot has now: for giving back what is booked, for taking what is not. */
function untilOf(slot: Slot): Date {
  return slot.booked === 'MINE' ? slot.cancelUntil : slot.addUntil
}

function lineView(child: CalendarChild, slots: readonly CalendarSlot[]): CalendarLine[] {
  const own = slots.filter((slot) => slot.childId === child.id)
  const isAbsent = own.find((slot) => slot.absence !== null)
  return own.length > 0 ? [{ child, slots: own, absence: isAbsent?.absence ?? null }] : []
}

function closedBecause(day: Day, offered: OfferedDays): string | null {
  const said = offered.openDays.find((open) => open.day === day && open.closedBecause !== null)
  const holiday = offered.publicHolidays.find((one) => one.day === day)
  const vacation = offered.schoolHolidays.find((one) => one.firstDay <= day && day <= one.lastDay)
  return holiday?.label ?? said?.closedBecause ?? vacation?.label ?? null
}

function nextDeadline(slots: readonly CalendarSlot[], now: Date): CalendarMonth['nextDeadline'] {
  let next: CalendarMonth['nextDeadline'] = null
  for (const slot of slots) {
    const at = untilOf(slot)
    if (slot.locked !== null || at < now) continue
    if (!next || at < next.at || (at.getTime() === next.at.getTime() && slot.day < next.day))
      next = { at, day: slot.day }
  }
  return next
}
