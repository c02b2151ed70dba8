import type { Day } from '../kernel/day.ts'
import { dayCase, isNothing, isThere, isUnchecked, type DayCase } from './attendance.ts'
import { careProtocolOf, selectTariffs, type Chosen } from './selection.ts'
import { childDays, type ChildDay } from './child-day.ts'
import type { DayFact, MonthFacts } from './facts.ts'
import { chargeLate, noteLate } from './late.ts'
import { openLineBook } from './lines.ts'
import { chargeEnrolledPackages, chargePackage, windowKey } from './packages.ts'
import { addUnits } from './entries.ts'
import { askPrice } from './question.ts'
import { indexOf, type Candidate } from './price-index.ts'
import type { PricedMonth } from './priced.ts'
import { openRemarks } from './remarks.ts'
import type { Pricing } from './pricing.ts'
import type { PriceLists, PricingPolicies } from './tariff.ts'

/**
 * Prices one household's period: pure, in integer cents, by the rules of domain.md §3.1.
 * Whatever has no price, or two, is in `refused`; no line is ever 0 because a price was missing.
 */
export function priceMonth(
  facts: MonthFacts,
  lists: PriceLists,
  policies: PricingPolicies,
): PricedMonth {
  const pricing: Pricing = {
    facts,
    index: indexOf(lists),
    policies,
    book: openLineBook(),
    remarks: openRemarks(),
    chargedWindows: new Set(
      facts.chargedPackages.flatMap((paid) =>
        paid.unitIds.map((unitId) => windowKey(paid, unitId)),
      ),
    ),
    latePickups: [],
  }
  const days = childDays(facts).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  for (const day of days) priceDay(pricing, day)
  chargeEnrolledPackages(pricing)
  chargeLate(pricing)
  return { lines: pricing.book.lines(), ...pricing.remarks.all() }
}

/** The same for one unit of one day, as if it were booked: previews and `tariffs explain`. */
export function priceUnit(
  facts: MonthFacts,
  lists: PriceLists,
  unit: DayFact,
  billingDate: Day,
): PricedMonth {
  const policies = { from: unit.day, to: unit.day, billingDate, unchecked: 'AS_BOOKED' } as const
  return priceMonth({ ...facts, days: [unit], chargedPackages: [] }, lists, policies)
}

function priceDay(pricing: Pricing, day: ChildDay): void {
  const candidates = pricing.index.candidatesOf(day.activityId)
  const units = day.units.filter((unit) => isBillable(pricing, day, unit, candidates))
  if (units.length === 0) return
  const { chosen, refused } = selectTariffs(day, units, candidates)
  for (const one of refused)
    pricing.remarks.refuse(one.code, day, unitOf(pricing, one.unit), one.explained)
  for (const one of chosen) priceChosen(pricing, day, one)
}

/** Unchecked days are refused here; excused ones need a price only when some tariff bills them. */
function isBillable(
  { policies, remarks, index }: Pricing,
  day: ChildDay,
  unit: DayFact,
  candidates: readonly Candidate[],
): boolean {
  if (isNothing(unit)) return false
  if (policies.unchecked === 'REFUSE' && isUnchecked(unit)) {
    const known = index.unitOf(unit.unitId) ?? { id: unit.unitId, code: String(unit.unitId) }
    remarks.refuse(
      'UNCHECKED_DAY',
      day,
      known,
      'booked, and nobody has noted whether the child came',
    )
    return false
  }
  if (isThere(unit)) return true
  const possible = candidates.filter((candidate) => candidate.unitIds.includes(unit.unitId))
  if (possible.length === 0) return !unit.absence?.isExcused
  return possible.some(({ tariff }) => dayCase(unit, tariff.rule.attendance).kind !== 'NOTHING')
}

function unitOf({ index }: Pricing, { unitId }: DayFact) {
  return index.unitOf(unitId) ?? { id: unitId, code: String(unitId) }
}

function priceChosen(pricing: Pricing, day: ChildDay, { tariff, units }: Chosen): void {
  const billed = strongest(units.map((unit) => dayCase(unit, tariff.rule.attendance)))
  if (billed.kind === 'NOTHING') return
  warnOfExpiredProtocol(pricing, day, tariff.filters.pai !== null)
  noteLate(pricing, day, tariff, units)
  if (tariff.rule.package) {
    if (tariff.rule.package.charged === 'FIRST_DAY') chargePackage(pricing, day, tariff, units)
    return
  }
  const price = askPrice(pricing, day, tariff, units)
  if (price) addUnits(pricing, day, { tariff, units, billed, price })
}

/** Units priced together are billed as the one that is billed most. */
function strongest(cases: readonly DayCase[]): DayCase {
  return cases.reduce((best, one) => (percentOf(one) > percentOf(best) ? one : best), {
    kind: 'NOTHING',
  })
}

/** Attended counts above a missed day at any percentage. */
function percentOf(one: DayCase): number {
  if (one.kind === 'MISSED') return one.percent
  return one.kind === 'FULL' ? Infinity : -1
}

/** A basket whose PAI ended is billed as a normal meal, and somebody should ask for the new paper. */
function warnOfExpiredProtocol(
  { remarks, index }: Pricing,
  day: ChildDay,
  isPaiPrice: boolean,
): void {
  if (isPaiPrice || day.child.careProtocols.length === 0 || careProtocolOf(day)) return
  const hasPaiPrice = index
    .candidatesOf(day.activityId)
    .some(({ tariff }) => tariff.filters.pai !== null)
  const ended = day.child.careProtocols.find(
    (one) => one.mealMode !== 'NONE' && one.validTo < day.day,
  )
  if (!hasPaiPrice || !ended) return
  remarks.alert('PAI_EXPIRED', day, `the PAI ended on ${ended.validTo}: the normal price applies`)
}
