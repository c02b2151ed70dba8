import type { Tx } from '../db/connect.ts'
import { firstDayOf, lastDayOf, monthOf, type Day } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import type { ChargedPackage, DayFact, MonthFacts } from '../pricing/facts.ts'
import { loadTariffs } from '../pricing/load.ts'
import { priceMonth } from '../pricing/month.ts'
import type { PricedMonth } from '../pricing/priced.ts'
import type { PriceLists, PricingPolicies } from '../pricing/tariff.ts'
import { factsOfPeriod } from './billing-facts.ts'
import { labelsOf } from './calendar-month.ts'
import type { DayRange } from './family-days.ts'
import { loadSlots, type LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from './offered-days.ts'
import { monthsOf, packagesBefore, packagesIn } from './paid-packages.ts'
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
 * Prices changes of any number of whole or partial months: each month as its bill will be, equal changes of all the
 * months together. Six statements; none without a change.
 */
export async function priceParts(
  tx: Tx,
  householdId: number,
  changes: readonly PossibleChange[],
  { range, loaded, place }: { range: DayRange; loaded: LoadedSlots; place: CalendarPlace },
): Promise<PricePart[]> {
  if (changes.length === 0) return []
  const whole = {
    from: firstDayOf(monthOf(range.from)),
    to: lastDayOf(monthOf(range.to)),
  }
  const facts = (await factsOfPeriod(tx, { ...whole, householdIds: [householdId] })).get(
    householdId,
  )
  if (!facts) return []
  const lists = await loadTariffs(tx, whole, place.zone)
  const known = await packagesBefore(tx, { householdId, day: whole.from, place }, lists)
  const paid = { before: known, after: known }
  const parts = monthsOf(whole).flatMap((month) => {
    const own = { from: firstDayOf(month), to: lastDayOf(month) }
    const policies = { ...own, billingDate: own.to, unchecked: 'AS_BOOKED' } as const
    const days = facts.days.filter((fact) => monthOf(fact.day) === month)
    const ofMonth = changes.filter(({ slot }) => monthOf(slot.day) === month)
    const priced = partsOf({ facts: { ...facts, days }, lists, policies, loaded, paid }, ofMonth)
    paid.before = [...paid.before, ...packagesIn(priced.before, lists)]
    paid.after = [...paid.after, ...packagesIn(priced.after, lists)]
    return priced.parts
  })
  return together(parts)
}

/** The same change in several months is one part; one unknown price makes the sum unknown. */
function together(parts: readonly PricePart[]): PricePart[] {
  const groups = Map.groupBy(parts, ({ firstName, label, wanted }) =>
    JSON.stringify([firstName, label, wanted]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const isKnown = group.every((part) => part.cents !== null)
    const cents = isKnown ? sumCents(group.map((part) => part.cents ?? 0)) : null
    return [{ ...first, days: group.flatMap((part) => part.days), cents }]
  })
}

interface Pricing {
  readonly facts: MonthFacts
  readonly lists: PriceLists
  readonly policies: PricingPolicies
  readonly loaded: LoadedSlots
  /** Packages of the months before, without the changes and with them. */
  readonly paid: {
    readonly before: readonly ChargedPackage[]
    readonly after: readonly ChargedPackage[]
  }
}

/** The parts of a month, and the month without and with its changes. */
interface ChangedMonth {
  readonly parts: PricePart[]
  readonly before: PricedMonth
  readonly after: PricedMonth
}

function partsOf(pricing: Pricing, changes: readonly PossibleChange[]): ChangedMonth {
  const { facts, lists, policies, loaded, paid } = pricing
  const groups = Map.groupBy(
    changes,
    ({ slot, wanted }) => `${slot.childId} ${slot.unitId} ${wanted}`,
  )
  const labels = labelsOf(loaded.offered)
  let days = facts.days
  const before = priceMonth({ ...facts, chargedPackages: paid.before }, lists, policies)
  let last = before
  const parts = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    days = applied(days, group, { facts, loaded })
    const after = priceMonth({ ...facts, days, chargedPackages: paid.after }, lists, policies)
    const cents = isUnpriced(after, group) ? null : totalOf(after) - totalOf(last)
    last = after
    const { slot, wanted } = first
    const firstName =
      loaded.family.children.find((child) => child.id === slot.childId)?.firstName ?? ''
    const label = labels.get(slot.unitId) ?? ''
    return [{ firstName, label, wanted, days: group.map((one) => one.slot.day).sort(), cents }]
  })
  return { parts, before, after: last }
}

function totalOf({ lines }: PricedMonth): Cents {
  return sumCents(lines.map((line) => line.amountCents))
}

function isUnpriced({ refused }: PricedMonth, group: readonly PossibleChange[]): boolean {
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
  { facts, loaded: { offered } }: Pick<Pricing, 'facts' | 'loaded'>,
): readonly DayFact[] {
  const touched = new Set(group.map(({ slot }) => `${slot.childId} ${slot.unitId} ${slot.day}`))
  const others = days.filter((fact) => !touched.has(`${fact.childId} ${fact.unitId} ${fact.day}`))
  const added = group.filter((change) => change.wanted)
  return [
    ...others,
    ...added.map(({ slot }): DayFact => {
      const { childId, activityId, unitId, groupId, day } = slot
      const open = offered.openDays.find((one) => one.activityId === activityId && one.day === day)
      return {
        ...blankDay,
        childId,
        activityId,
        unitId,
        groupId,
        day,
        dayKind: open?.kind ?? 'SCHOOL',
        share: shareOn(facts, childId, day),
      }
    }),
  ]
}

/** What a household pays of a child's day when custody says so, whoever books. */
function shareOn({ children }: MonthFacts, childId: number, day: Day): DayFact['share'] {
  const shares = children.find((child) => child.childId === childId)?.shares ?? []
  const found = shares.find(
    (share) => share.validFrom <= day && (share.validTo === null || day <= share.validTo),
  )
  return found ? { percent: found.percent, takesOddCent: found.takesOddCent } : null
}

const blankDay = {
  booking: 'REGULAR',
  presence: null,
  bookedFrom: null,
  bookedTo: null,
  arrived: null,
  leftAt: null,
  absence: null,
} as const
