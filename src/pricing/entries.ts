import { divideHalfUp, formatEuros, timesPpm } from '../kernel/money.ts'
import type { DayCase, MissedBecause } from './attendance.ts'
import { bookingKindOf, type ChildDay } from './child-day.ts'
import { startedSteps } from './duration.ts'
import type { DayFact } from './facts.ts'
import { closingOf } from './late.ts'
import type { Entry } from './lines.ts'
import type { Pricing } from './pricing.ts'
import type { PriceReason, PriceStep } from './priced.ts'
import type { KnownPrice } from './question.ts'
import type { Tariff } from './tariff.ts'

/** Units of a child's day with their tariff, how they are billed and the unit price. */
export interface PricedUnits {
  readonly tariff: Tariff
  readonly units: readonly DayFact[]
  readonly billed: Exclude<DayCase, { kind: 'NOTHING' }>
  readonly price: KnownPrice
}

/** Writes a day into its lines: the unit itself, then the surcharge when nobody had booked it. */
export function addUnits(pricing: Pricing, day: ChildDay, priced: PricedUnits): void {
  const quantity = quantityOf(pricing, day, priced)
  if (quantity === null) return
  const entry = plainEntry(pricing, day, priced, quantity)
  const { billed } = priced
  pricing.book.add(
    billed.kind === 'MISSED' ? missedEntry(entry, billed.percent, billed.because) : entry,
  )
  if (bookingKindOf(priced.units) === 'NOT_BOOKED' && priced.tariff.rule.notBooked) {
    pricing.book.add(surchargeEntry(entry, priced.tariff.rule.notBooked))
  }
}

/** 1, or the started steps of a stay; null (and refused) when no hours are known. */
function quantityOf(
  { index, remarks }: Pricing,
  day: ChildDay,
  { tariff, units }: PricedUnits,
): number | null {
  const { step } = tariff.rule
  const [first] = units
  const unit = first && index.unitOf(first.unitId)
  if (!step || !first || !unit) return 1
  const steps = startedSteps(untilClosing(first, tariff, index), unit, step)
  if (steps === null) {
    remarks.refuse(
      'PRICING_NOT_FOUND',
      day,
      unit,
      `${tariff.code} counts time, and no hours are known`,
    )
  }
  return steps
}

/** Time after closing is charged as a late pick-up, not as care as well. */
function untilClosing(fact: DayFact, tariff: Tariff, { unitOf }: Pricing['index']): DayFact {
  const closing = tariff.rule.late ? closingOf(tariff, unitOf) : null
  const isLate = closing !== null && fact.leftAt !== null && fact.leftAt > closing
  return isLate ? { ...fact, leftAt: closing } : fact
}

function plainEntry(pricing: Pricing, day: ChildDay, priced: PricedUnits, quantity: number): Entry {
  const { tariff, units, price } = priced
  return {
    childId: day.child.childId,
    tariff,
    lineNo: price.lineNo,
    units: units.flatMap((unit) => pricing.index.unitOf(unit.unitId) ?? []),
    kind: tariff.filters.pai ? 'PAI_MEAL' : 'UNIT',
    label: tariff.label,
    day: day.day,
    quantity,
    unitPriceCents: price.cents,
    share: units[0]?.share ?? null,
    window: null,
    reason: price.reason,
  }
}

const missedWords: Record<MissedBecause, string> = {
  UNEXCUSED: 'absence non excusée',
  EXCUSED: 'absence excusée',
  WAITING_PERIOD: 'délai de carence',
}

/** A percentage applies after the quantity (domain.md §3.1, « Order of operations », step 8). */
function missedEntry(entry: Entry, percent: number, because: MissedBecause): Entry {
  const words = missedWords[because]
  if (percent === 100) {
    const text = `${words}\u00A0: facturée`
    return {
      ...entry,
      label: `${entry.label} (${words})`,
      reason: withStep(entry.reason, text, entry.unitPriceCents),
    }
  }
  const unitPriceCents = divideHalfUp(entry.unitPriceCents * entry.quantity * percent, 100)
  const text = `${words}\u00A0: ${percent}\u202F% du prix, ${formatEuros(unitPriceCents)}`
  return {
    ...entry,
    kind: 'PENALTY',
    label: `${entry.label} (${words}, ${percent}\u202F%)`,
    quantity: 1,
    unitPriceCents,
    reason: withStep(entry.reason, text, unitPriceCents),
  }
}

function surchargeEntry(entry: Entry, change: NonNullable<Tariff['rule']['notBooked']>): Entry {
  const base = entry.unitPriceCents * entry.quantity
  const unitPriceCents = change.kind === 'CENTS' ? change.cents : timesPpm(base, change.ppm)
  const text = `${entry.label} sans réservation\u00A0: ${formatEuros(unitPriceCents)} en plus du prix`
  const step: PriceStep = { step: 'SURCHARGE', text, cents: String(unitPriceCents) }
  return {
    ...entry,
    kind: 'SURCHARGE',
    label: `${entry.label}, majoration sans réservation`,
    quantity: 1,
    unitPriceCents,
    reason: { steps: [step], sentence: `${text}.` },
  }
}

function withStep(reason: PriceReason, text: string, cents: number): PriceReason {
  const step: PriceStep = { step: 'ATTENDANCE', text, cents: String(cents) }
  const sentence = `${reason.sentence} ${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  return { steps: [...reason.steps, step], sentence }
}
