import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { DayFact } from '../pricing/facts.ts'
import type { AbsencePlan } from './absence-plan.ts'
import type { AbsenceKind } from './attendance-model.ts'
import { bookingText } from './booking-key.ts'
import type { LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { foreseeMonths, priceMonths } from './priced-months.ts'

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

/** Facts and price lists of the months that the absence touches, priced as the bills will be: see `foreseeMonths`. */
export async function priceOfAbsence(
  tx: Tx,
  householdId: number,
  absence: PricedAbsence,
  { loaded, place }: { loaded: LoadedSlots; place: CalendarPlace },
): Promise<AbsencePrice> {
  const days = [...absence.plan.cancelled.map((one) => one.slot), ...absence.plan.kept]
  const dates = days.map((slot) => slot.day).sort()
  const [from, to = from] = [dates[0], dates.at(-1)]
  const foreseen = from && to ? await foreseeMonths(tx, householdId, { from, to }, place) : null
  if (!foreseen) return { cancelledCents: 0, excusedCents: 0 }
  const { facts } = foreseen
  const total = (some: readonly DayFact[]) => priceMonths(foreseen, some).totalCents
  const before = total(facts.days)
  const without = facts.days.filter((fact) => !isAmong(absence.plan.cancelled, fact))
  const afterCancelling = total(without)
  const afterExcuse = total(without.map((fact) => excused(fact, absence, loaded)))
  return {
    cancelledCents: afterCancelling - before,
    excusedCents: afterExcuse - afterCancelling,
  }
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
