import type { Tx } from '../db/connect.ts'
import { firstDayOf, lastDayOf, monthOf, type Day } from '../kernel/day.ts'
import { sumCents, type Cents } from '../kernel/money.ts'
import type { DayFact, MonthFacts } from '../pricing/facts.ts'
import { loadTariffs } from '../pricing/load.ts'
import { priceMonth } from '../pricing/month.ts'
import type { PriceLists } from '../pricing/tariff.ts'
import type { AbsencePlan } from './absence-plan.ts'
import type { AbsenceKind } from './attendance-model.ts'
import { factsOfPeriod } from './billing-facts.ts'
import { bookingText } from './booking-key.ts'
import type { LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from './offered-days.ts'
import { packagesBefore, packagesIn } from './paid-packages.ts'

/** What an absence takes off the bill; sums are negative or nought. */
export interface AbsencePrice {
  /** By the days given back in time. */
  readonly cancelledCents: Cents
  /** What more, if the town hall excuses the days that stay booked; the waiting period is counted. */
  readonly excusedCents: Cents
}

export interface PricedAbsence {
  readonly firstDay: Day
  readonly kind: AbsenceKind
  readonly plan: AbsencePlan
}

/** Six statements: facts and price lists of the months that the absence touches, priced as the bill will be. */
export async function priceOfAbsence(
  tx: Tx,
  householdId: number,
  absence: PricedAbsence,
  { loaded, place }: { loaded: LoadedSlots; place: CalendarPlace },
): Promise<AbsencePrice> {
  const days = [...absence.plan.cancelled.map((one) => one.slot), ...absence.plan.kept]
  const months = [...new Set(days.map((slot) => monthOf(slot.day)))].sort()
  const [first = ''] = months
  if (first === '') return { cancelledCents: 0, excusedCents: 0 }
  const range = { from: firstDayOf(first), to: lastDayOf(months.at(-1) ?? first) }
  const facts = (await factsOfPeriod(tx, { ...range, householdIds: [householdId] })).get(
    householdId,
  )
  if (!facts) return { cancelledCents: 0, excusedCents: 0 }
  const lists = await loadTariffs(tx, range, place.zone)
  const chargedPackages = await packagesBefore(tx, { householdId, day: range.from, place }, lists)
  const known = { ...facts, chargedPackages }
  const total = (some: readonly DayFact[]) => totalOf({ ...known, days: some }, lists, months)
  const before = total(facts.days)
  const without = facts.days.filter((fact) => !isAmong(absence.plan.cancelled, fact))
  const afterCancelling = total(without)
  const afterExcuse = total(without.map((fact) => excused(fact, absence, loaded)))
  return {
    cancelledCents: afterCancelling - before,
    excusedCents: afterExcuse - afterCancelling,
  }
}

function totalOf(facts: MonthFacts, lists: PriceLists, months: readonly string[]): Cents {
  let { chargedPackages } = facts
  return sumCents(
    months.flatMap((month) => {
      const range = { from: firstDayOf(month), to: lastDayOf(month) }
      const days = facts.days.filter((fact) => monthOf(fact.day) === month)
      const policies = { ...range, billingDate: range.to, unchecked: 'AS_BOOKED' } as const
      const priced = priceMonth({ ...facts, days, chargedPackages }, lists, policies)
      chargedPackages = [...chargedPackages, ...packagesIn(priced, lists)]
      return priced.lines.map((line) => line.amountCents)
    }),
  )
}

function isAmong(cancelled: AbsencePlan['cancelled'], fact: DayFact): boolean {
  return cancelled.some(({ slot }) => bookingText(slot) === bookingText(fact))
}

/** As billing will see it: the days of an illness are counted on the activity's open days. */
function excused(
  fact: DayFact,
  { kind, firstDay, plan }: PricedAbsence,
  { offered }: LoadedSlots,
): DayFact {
  if (!plan.kept.some((slot) => bookingText(slot) === bookingText(fact))) return fact
  const openDayNumber = offered.openDays.filter(
    (open) =>
      open.activityId === fact.activityId &&
      open.closedBecause === null &&
      open.day >= firstDay &&
      open.day <= fact.day,
  ).length
  return { ...fact, absence: { kind, isExcused: true, openDayNumber } }
}
