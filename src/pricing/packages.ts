import { addDays, type Day } from '../kernel/day.ts'
import { dayAndMonth } from '../kernel/french.ts'
import type { ChildDay } from './child-day.ts'
import type { ChildFacts, DayFact, EnrolmentFact } from './facts.ts'
import type { Pricing } from './pricing.ts'
import { askPrice } from './question.ts'
import { selectTariffs } from './selection.ts'
import type { Tariff } from './tariff.ts'
import { windowAround, type Window } from './windows.ts'

/** A package is charged once a window: with the first of its days that is billed. */
export function chargePackage(
  pricing: Pricing,
  day: ChildDay,
  tariff: Tariff,
  units: readonly DayFact[],
): void {
  const { index, remarks, book, chargedWindows } = pricing
  const window =
    tariff.rule.package && windowAround(tariff.rule.package.window, day.day, index.schoolPeriods)
  const known = units.flatMap((unit) => index.unitOf(unit.unitId) ?? [])
  if (!window) {
    for (const unit of known) {
      remarks.refuse(
        'PRICING_NOT_FOUND',
        day,
        unit,
        `${tariff.code} is paid by school period, and the calendar has none here`,
      )
    }
    return
  }
  const key = `${day.child.childId}|${tariff.id}|${window.from}`
  if (chargedWindows.has(key)) return
  const price = askPrice(pricing, day, tariff, units)
  if (!price) return
  chargedWindows.add(key)
  book.add({
    childId: day.child.childId,
    tariff,
    lineNo: price.lineNo,
    units: known,
    kind: 'PACKAGE',
    label: `${tariff.label}, du ${dayAndMonth(window.from)} au ${dayAndMonth(window.to)}`,
    day: day.day,
    quantity: 1,
    unitPriceCents: price.cents,
    share: units[0]?.share ?? null,
    window,
    reason: price.reason,
  })
}

/** Packages that are owed by whoever is enrolled, booked days or not. */
export function chargeEnrolledPackages(pricing: Pricing): void {
  for (const child of pricing.facts.children) {
    for (const enrolment of child.enrolments) {
      const tariffs = pricing.index
        .packagesOf(enrolment.activityId)
        .filter((tariff) => tariff.rule.package?.charged === 'ENROLLED')
      for (const kind of new Set(tariffs.map((tariff) => tariff.rule.package?.window ?? 'MONTH'))) {
        const ofKind = tariffs.filter((tariff) => tariff.rule.package?.window === kind)
        for (const window of windowsOf(pricing, enrolment, kind)) {
          chargeEnrolled(pricing, child, { enrolment, window, tariffs: ofKind })
        }
      }
    }
  }
}

function windowsOf(
  { policies, index }: Pricing,
  enrolment: EnrolmentFact,
  kind: Parameters<typeof windowAround>[0],
): Window[] {
  const last =
    enrolment.validTo !== null && enrolment.validTo < policies.to ? enrolment.validTo : policies.to
  const windows: Window[] = []
  let day: Day = enrolment.validFrom > policies.from ? enrolment.validFrom : policies.from
  while (day <= last) {
    const window = windowAround(kind, day, index.schoolPeriods)
    if (window) windows.push({ from: day, to: window.to })
    day = addDays(window?.to ?? day, 1)
  }
  return windows
}

/** The enrolment stands in for a booked day: the first of the window in the period. */
function chargeEnrolled(
  pricing: Pricing,
  child: ChildFacts,
  what: {
    readonly enrolment: EnrolmentFact
    readonly window: Window
    readonly tariffs: readonly Tariff[]
  },
): void {
  const { enrolment, window, tariffs } = what
  const candidates = tariffs.map((tariff) => ({ tariff, unitIds: tariff.unitIds }))
  const unitIds = new Set(tariffs.flatMap((tariff) => tariff.unitIds))
  const units = Array.from(unitIds, (unitId) => enrolledUnit(child, enrolment, unitId, window.from))
  const { activityId } = enrolment
  const day: ChildDay = { facts: pricing.facts, child, activityId, day: window.from, units }
  const { chosen, refused } = selectTariffs(day, units, candidates)
  for (const one of chosen) chargePackage(pricing, day, one.tariff, one.units)
  for (const { unit, code, explained } of refused) {
    const known = pricing.index.unitOf(unit.unitId) ?? {
      id: unit.unitId,
      code: String(unit.unitId),
    }
    pricing.remarks.refuse(code, day, known, explained)
  }
}

function enrolledUnit(
  child: ChildFacts,
  enrolment: EnrolmentFact,
  unitId: number,
  day: Day,
): DayFact {
  return {
    childId: child.childId,
    activityId: enrolment.activityId,
    unitId,
    groupId: enrolment.groupId,
    day,
    dayKind: 'SCHOOL',
    booking: 'REGULAR',
    presence: null,
    bookedFrom: null,
    bookedTo: null,
    arrived: null,
    leftAt: null,
    absence: null,
    share: null,
  }
}
