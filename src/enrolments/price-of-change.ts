import type { Tx } from '../db/connect.ts'
import type { Day, DayRange } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import { bookedDay } from '../pricing/booked-day.ts'
import type { DayFact, MonthFacts } from '../pricing/facts.ts'
import type { PriceRefusal } from '../pricing/priced.ts'
import { labelsOf } from './calendar-month.ts'
import { loadSlots, type LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { foreseeMonths, priceMonths } from './priced-months.ts'
import { checkChanges, changesOf, type RefusedChange, type WantedDays } from './save-bookings.ts'
import type { PossibleChange } from './slots.ts'

/** What a change of the calendar would add to the bill, before it is saved. */
export interface PriceOfChange {
  readonly totalCents: Cents
  readonly parts: readonly PricePart[]
  /** What would not be saved, and why. */
  readonly refused: readonly RefusedChange[]
}

/** Equal changes of one child. */
export interface PricePart {
  readonly firstName: string
  readonly label: string
  /** False: given back. */
  readonly wanted: boolean
  /** In order. */
  readonly days: readonly Day[]
  /** Negative: less to pay. Null: the price list says nothing for one of these days. */
  readonly cents: Cents | null
}

/**
 * Prices a form that is not saved: the month as it is booked, and the same with each group of equal changes added,
 * one after the other, by the engine that bills. Days that nobody has checked yet count as booked.
 */
export async function priceOfChange(
  tx: Tx,
  householdId: number,
  form: WantedDays,
  { now, place }: { now: Date; place: CalendarPlace },
): Promise<PriceOfChange> {
  const { range } = form
  const loaded = await loadSlots(tx, householdId, range, place)
  const { possible, refused } = checkChanges(changesOf(form), loaded.slots, now)
  const full = possible.filter(
    ({ slot, wanted }) => wanted && slot.placesLeft !== null && slot.placesLeft <= 0,
  )
  const told = [
    ...refused,
    ...full.map(({ slot }): RefusedChange => ({ key: slot, wanted: true, because: 'DAY_FULL' })),
  ]
  const changes = possible.filter((change) => !full.includes(change))
  const parts = await priceParts(tx, householdId, changes, { range, loaded, place })
  return { totalCents: sumCents(parts.map((part) => part.cents ?? 0)), parts, refused: told }
}

/**
 * Prices changes of any number of whole or partial months as their bills will be, equal changes of all the months
 * together, one group after the other. The statements of `foreseeMonths`; none without a change.
 */
export async function priceParts(
  tx: Tx,
  householdId: number,
  changes: readonly PossibleChange[],
  { range, loaded, place }: { range: DayRange; loaded: LoadedSlots; place: CalendarPlace },
): Promise<PricePart[]> {
  if (changes.length === 0) return []
  const foreseen = await foreseeMonths(tx, householdId, range, place)
  if (!foreseen) return []
  let { days } = foreseen.facts
  let last = priceMonths(foreseen, days).totalCents
  return groupsOf(changes, loaded).map(({ group, ...named }) => {
    days = applied(days, group, { facts: foreseen.facts, loaded })
    const { totalCents, refused } = priceMonths(foreseen, days)
    const cents = isUnpriced(refused, group) ? null : totalCents - last
    last = totalCents
    return { ...named, days: group.map(({ slot }) => slot.day).sort(), cents }
  })
}

interface ChangeGroup extends Pick<PricePart, 'firstName' | 'label' | 'wanted'> {
  readonly group: readonly PossibleChange[]
}

/** Changes that one line of the preview tells. */
function groupsOf(
  changes: readonly PossibleChange[],
  { family, offered }: LoadedSlots,
): ChangeGroup[] {
  const labels = labelsOf(offered)
  const groups = new Map<string, ChangeGroup & { group: PossibleChange[] }>()
  for (const change of changes) {
    const { slot, wanted } = change
    const child = family.children.find(({ id }) => id === slot.childId)
    const named = {
      firstName: child?.firstName ?? '',
      label: labels.get(slot.unitId) ?? '',
      wanted,
    }
    const key = JSON.stringify(named)
    const known = groups.get(key) ?? { ...named, group: [] }
    known.group.push(change)
    groups.set(key, known)
  }
  return [...groups.values()]
}

function isUnpriced(refused: readonly PriceRefusal[], group: readonly PossibleChange[]): boolean {
  return group.some(({ slot, wanted }) =>
    refused.some(
      (one) =>
        wanted &&
        one.childId === slot.childId &&
        one.unitId === slot.unitId &&
        one.days.includes(slot.day),
    ),
  )
}

function applied(
  days: readonly DayFact[],
  group: readonly PossibleChange[],
  { facts, loaded: { offered } }: { readonly facts: MonthFacts; readonly loaded: LoadedSlots },
): readonly DayFact[] {
  const touched = new Set(group.map(({ slot }) => `${slot.childId} ${slot.unitId} ${slot.day}`))
  const others = days.filter((fact) => !touched.has(`${fact.childId} ${fact.unitId} ${fact.day}`))
  const added = group.filter((change) => change.wanted)
  return [
    ...others,
    ...added.map(({ slot }): DayFact => {
      const { childId, activityId, unitId, groupId, day } = slot
      const open = offered.openDays.find((one) => one.activityId === activityId && one.day === day)
      const dayKind = open?.kind ?? 'SCHOOL'
      return bookedDay(facts, { childId, activityId, unitId, groupId, day, dayKind })
    }),
  ]
}
