import { isoWeekOf, weekdayOf, type Day } from '../kernel/day.ts'
import type { BookingKey } from './booking-key.ts'
import type { Slot } from './slots.ts'

/** Every week, or weeks whose ISO number is odd or even, as custody judgments count them. */
export type WeekParity = 'ANY' | 'ODD' | 'EVEN'

/** What a family wants of one child, week after week. */
export interface PatternWish {
  readonly childId: number
  readonly parity: WeekParity
  readonly from: Day
  readonly to: Day
  /** Ticked cells of the week. */
  readonly cells: readonly PatternCell[]
  /** Days of the period that stay as they are. */
  readonly except: readonly Day[]
  /** Also give back the booked days of these weeks that are not ticked. */
  readonly isWhole: boolean
}

export interface PatternCell {
  readonly unitId: number
  /** 1 (Monday) to 7. */
  readonly weekday: number
}

interface WantedChange {
  readonly key: BookingKey
  readonly wanted: boolean
}

/** The days that a pattern would change; days that are booked by the other household, closed or absent are left. */
export function patternChanges(wish: PatternWish, slots: Iterable<Slot>): WantedChange[] {
  const cells = new Set(wish.cells.map(({ unitId, weekday }) => `${unitId} ${weekday}`))
  const changes: WantedChange[] = []
  for (const slot of slots) {
    if (slot.childId !== wish.childId || !isTouched(wish, slot.day)) continue
    const wanted = cells.has(`${slot.unitId} ${weekdayOf(slot.day)}`)
    const isFree = slot.booked === null && slot.isOpen && slot.groupId !== null
    if (wanted && isFree) changes.push({ key: slot, wanted: true })
    if (!wanted && wish.isWhole && slot.booked === 'MINE')
      changes.push({ key: slot, wanted: false })
  }
  return changes.sort(byDay)
}

/** The days of a sibling, for the same services of another child. */
export function siblingChanges(
  { childId, likeChildId, from, to }: SiblingWish,
  slots: Iterable<Slot>,
): WantedChange[] {
  const all = [...slots]
  const own = new Map(
    all
      .filter((slot) => slot.childId === childId)
      .map((slot) => [`${slot.unitId} ${slot.day}`, slot]),
  )
  return all
    .filter((slot) => slot.childId === likeChildId && slot.booked === 'MINE')
    .filter((slot) => slot.day >= from && slot.day <= to)
    .flatMap((slot) => {
      const same = own.get(`${slot.unitId} ${slot.day}`)
      return same?.booked === null ? [{ key: same, wanted: true }] : []
    })
    .sort(byDay)
}

export interface SiblingWish {
  readonly childId: number
  readonly likeChildId: number
  readonly from: Day
  readonly to: Day
}

function isTouched({ from, to, parity, except }: PatternWish, day: Day): boolean {
  if (day < from || day > to || except.includes(day)) return false
  return parity === 'ANY' || (parity === 'ODD') === (isoWeekOf(day) % 2 === 1)
}

function byDay(a: WantedChange, b: WantedChange): number {
  if (a.key.day !== b.key.day) return a.key.day < b.key.day ? -1 : 1
  return a.key.unitId - b.key.unitId
}
