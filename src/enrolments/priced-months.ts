import type { Tx } from '../db/connect.ts'
import {
  addDays,
  addMonths,
  firstDayOf,
  lastDayOf,
  monthOf,
  type Day,
  type Month,
  type DayRange,
} from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import type { ChargedPackage, DayFact, MonthFacts } from '../pricing/facts.ts'
import { loadTariffs } from '../pricing/load.ts'
import { priceMonth } from '../pricing/month.ts'
import type { PriceRefusal } from '../pricing/priced.ts'
import type { PriceLists } from '../pricing/tariff.ts'
import { windowAround } from '../pricing/windows.ts'
import { factsOfPeriod } from './billing-facts.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { chargedPackagesOf, packagesIn } from './paid-packages.ts'

/** What a preview prices: whole months of one household, those before them counted in `facts.chargedPackages`. */
export interface ForeseenMonths {
  readonly facts: MonthFacts
  readonly lists: PriceLists
  readonly months: readonly Month[]
}

/** What the bills of some months would hold together. */
export interface PricedMonths {
  readonly totalCents: Cents
  readonly refused: readonly PriceRefusal[]
  /** Those that were paid before, and those of these months. */
  readonly packages: readonly ChargedPackage[]
}

/**
 * The months that a change of these days may bill: theirs, and as far as the windows of packages reach, whose first day
 * may come to lie in a later month. Null: nothing is billed. Six statements; up to ten more where a package is in force.
 */
export async function foreseeMonths(
  tx: Tx,
  householdId: number,
  range: DayRange,
  place: CalendarPlace,
): Promise<ForeseenMonths | null> {
  const own = { from: firstDayOf(monthOf(range.from)), to: lastDayOf(monthOf(range.to)) }
  const inForce = await loadTariffs(tx, own, place.zone)
  const reach = reachOf(inForce, own)
  const whole = { from: own.from, to: lastDayOf(monthOf(reach?.to ?? own.to)) }
  const lists = whole.to > own.to ? await loadTariffs(tx, whole, place.zone) : inForce
  const found = await factsOfPeriod(tx, { ...whole, householdIds: [householdId] })
  const facts = found.get(householdId)
  if (!facts) return null
  const chargedPackages = reach
    ? await packagesBefore(tx, householdId, { from: reach.from, before: own.from }, place)
    : []
  return { facts: { ...facts, chargedPackages }, lists, months: monthsOf(whole) }
}

/** The windows of packages around some days. Null: no package is in force. */
function reachOf({ tariffs, schoolPeriods }: PriceLists, { from, to }: DayRange): DayRange | null {
  const kinds = tariffs.flatMap(({ rule }) => rule.package?.window ?? [])
  if (kinds.length === 0) return null
  const endsOf = (day: Day) =>
    kinds.map((kind) => windowAround(kind, day, schoolPeriods) ?? { from: day, to: day })
  return {
    from: endsOf(from).reduce((first, window) => (window.from < first ? window.from : first), from),
    to: endsOf(to).reduce((last, window) => (window.to > last ? window.to : last), to),
  }
}

/** Packages that the bills before a day hold or will hold: what is booked earlier in a window pays for its later days. */
async function packagesBefore(
  tx: Tx,
  householdId: number,
  { from, before }: { readonly from: Day; readonly before: Day },
  place: CalendarPlace,
): Promise<readonly ChargedPackage[]> {
  const chargedPackages = (await chargedPackagesOf(tx, [householdId])).get(householdId) ?? []
  const period = { from: firstDayOf(monthOf(from)), to: addDays(before, -1) }
  if (period.from > period.to) return chargedPackages
  const found = await factsOfPeriod(tx, { ...period, householdIds: [householdId] })
  const facts = found.get(householdId)
  if (!facts) return chargedPackages
  const lists = await loadTariffs(tx, period, place.zone)
  const months = { facts: { ...facts, chargedPackages }, lists, months: monthsOf(period) }
  return priceMonths(months, facts.days).packages
}

function monthsOf({ from, to }: DayRange): Month[] {
  const months: Month[] = []
  for (let month = monthOf(from); month <= monthOf(to); month = addMonths(month, 1))
    months.push(month)
  return months
}

/** Prices these days as each month's bill will, in order: a package that one pays is not paid again by the next. */
export function priceMonths(
  { facts, lists, months }: ForeseenMonths,
  days: readonly DayFact[],
): PricedMonths {
  const byMonth = Map.groupBy(days, (fact) => monthOf(fact.day))
  let packages = facts.chargedPackages
  const priced = months.map((month) => {
    const own = { from: firstDayOf(month), to: lastDayOf(month) }
    const policies = { ...own, billingDate: own.to, unchecked: 'AS_BOOKED' } as const
    const ofMonth = { ...facts, days: byMonth.get(month) ?? [], chargedPackages: packages }
    const bill = priceMonth(ofMonth, lists, policies)
    packages = [...packages, ...packagesIn(bill, lists)]
    return bill
  })
  const lines = priced.flatMap((bill) => bill.lines)
  const refused = priced.flatMap((bill) => bill.refused)
  return { totalCents: sumCents(lines.map((line) => line.amountCents)), refused, packages }
}
