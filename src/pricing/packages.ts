import { addDays, type Day } from '../kernel/day.ts'
import { dayAndMonth } from '../kernel/french.ts'
import { bookedDay } from './booked-day.ts'
import { type ChildDay, holdsOn } from './child-day.ts'
import type { ChargedPackage, ChildFacts, DayFact, EnrolmentFact } from './facts.ts'
import type { Pricing } from './pricing.ts'
import { askPrice } from './question.ts'
import { selectTariffs } from './selection.ts'
import type { Tariff } from './tariff.ts'
import { windowAround, type Window } from './windows.ts'

/** What is paid for: whatever tariff was in force when it was, a unit's window is not paid twice. */
export function windowKey(paid: Omit<ChargedPackage, 'unitIds'>, unitId: number): string {
  return `${paid.childId}|${unitId}|${paid.window}|${paid.windowFrom}`
}

/** A package is charged once a window: with the first of its days that is billed. */
export function chargePackage(
  pricing: Pricing,
  day: ChildDay,
  tariff: Tariff,
  units: readonly DayFact[],
): void {
  const { index, remarks, book, chargedWindows } = pricing
  const kind = tariff.rule.package?.window ?? 'MONTH'
  const window = windowAround(kind, day.day, index.schoolPeriods)
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
  const { childId } = day.child
  const keyOf = (unitId: number) =>
    windowKey({ childId, window: kind, windowFrom: window.from }, unitId)
  const paid = known.filter((unit) => chargedWindows.has(keyOf(unit.id)))
  if (paid.length === known.length) return
  for (const unit of paid) {
    const explained = `${tariff.code} would pay this unit again: another package has paid the window from ${window.from}`
    remarks.refuse('AMBIGUOUS', day, unit, explained)
  }
  const price = paid.length === 0 ? askPrice(pricing, day, tariff, units) : null
  if (!price) return
  for (const unitId of tariff.unitIds) chargedWindows.add(keyOf(unitId))
  book.add({
    childId,
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
    for (const enrolment of [...child.enrolments, ...(child.sharedEnrolments ?? [])]) {
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
  const share = child.shares?.find((one) => holdsOn(one, window.from)) ?? null
  if (share ? share.percent === 0 : !child.enrolments.includes(enrolment)) return
  const candidates = tariffs.map((tariff) => ({ tariff, unitIds: tariff.unitIds }))
  const unitIds = new Set(tariffs.flatMap((tariff) => tariff.unitIds))
  const { activityId, groupId } = enrolment
  const place = { childId: child.childId, activityId, groupId, day: window.from } as const
  const units = Array.from(unitIds, (unitId) =>
    bookedDay(pricing.facts, { ...place, unitId, dayKind: 'SCHOOL' }),
  )
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
