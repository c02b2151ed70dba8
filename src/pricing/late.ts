import { hourInWords } from '../kernel/french.ts'
import { formatEuros } from '../kernel/money.ts'
import type { ChildDay } from './child-day.ts'
import { minutesOf } from './duration.ts'
import type { DayFact } from './facts.ts'
import type { Entry } from './lines.ts'
import type { PriceIndex } from './price-index.ts'
import type { Pricing } from './pricing.ts'
import type { LateRule, PricedUnit, Tariff } from './tariff.ts'

/** A child who was fetched after closing. */
export interface LatePickup {
  readonly day: ChildDay
  readonly tariff: Tariff
  readonly rule: LateRule
  readonly unit: PricedUnit
  readonly share: DayFact['share']
  /** `HH:MM` */
  readonly closing: string
  readonly minutes: number
}

/** When a tariff closes: as its rule says, else at the end of its last unit. Null: nobody knows. */
export function closingOf({ rule, unitIds }: Tariff, unitOf: PriceIndex['unitOf']): string | null {
  if (rule.late?.after) return rule.late.after
  const ends = unitIds.flatMap((unitId) => unitOf(unitId)?.toTime ?? [])
  return ends.sort().at(-1) ?? null
}

/** Remembers a stay that went beyond closing and grace. What it costs is known when the whole period is. */
export function noteLate(
  { index, latePickups }: Pricing,
  day: ChildDay,
  tariff: Tariff,
  units: readonly DayFact[],
): void {
  const rule = tariff.rule.late
  const closing = rule && closingOf(tariff, index.unitOf)
  if (!rule || !closing) return
  const [last] = units
    .filter((fact) => fact.presence === 'PRESENT' && fact.leftAt !== null)
    .sort((a, b) => (b.leftAt ?? '').localeCompare(a.leftAt ?? ''))
  const unit = last && index.unitOf(last.unitId)
  const minutes = (minutesOf(last?.leftAt ?? null) ?? 0) - (minutesOf(closing) ?? 0)
  if (!unit || minutes <= rule.graceMinutes) return
  latePickups.push({ day, tariff, rule, unit, share: last.share, closing, minutes })
}

/**
 * Charges the late pick-ups of the period: one a day of each child, or of the whole family, from the occurrence on
 * that the rule names, whatever version of the tariff was in force. Units of one tariff that stand apart (half hours)
 * make one pick-up.
 */
export function chargeLate({ book, latePickups }: Pricing): void {
  const sorted = latePickups.toSorted(
    (a, b) => a.day.day.localeCompare(b.day.day) || b.minutes - a.minutes,
  )
  const perPayer = Map.groupBy(sorted, ({ tariff: { activityId, code }, rule, day }) =>
    rule.by === 'FAMILY' ? `${activityId} ${code}` : `${activityId} ${code} ${day.child.childId}`,
  )
  for (const own of perPayer.values()) {
    const perDay = [...Map.groupBy(own, ({ day }) => day.day).values()]
    for (const [longest] of perDay.slice((own[0]?.rule.from ?? 1) - 1))
      if (longest) book.add(entryOf(longest))
  }
}

function entryOf({ day, tariff, rule, unit, share, closing, minutes }: LatePickup): Entry {
  const quantity = rule.everyMinutes === null ? 1 : Math.ceil(minutes / rule.everyMinutes)
  const text = lateInWords(rule, closing)
  const cents = rule.amountCents
  return {
    childId: day.child.childId,
    tariff,
    lineNo: tariff.lines[0]?.lineNo ?? 1,
    units: [unit],
    kind: 'LATE_PICKUP',
    label: `${tariff.label}, reprise tardive`,
    day: day.day,
    quantity,
    unitPriceCents: cents,
    share,
    window: null,
    reason: { steps: [{ step: 'SURCHARGE', text, cents: String(cents) }], sentence: `${text}.` },
  }
}

/** `Enfant repris après 18 h 30 : 11,00 € par tranche de 30 minutes commencée` */
export function lateInWords(rule: LateRule, closing: string | null): string {
  const when = closing === null ? 'la fermeture' : hourInWords(closing)
  const grace = rule.graceMinutes > 0 ? ` (${rule.graceMinutes}\u00A0minutes de tolérance)` : ''
  const per =
    rule.everyMinutes === null
      ? 'par jour'
      : `par tranche de ${rule.everyMinutes}\u00A0minutes commencée`
  const whom = rule.by === 'FAMILY' ? ', une fois par famille' : ''
  const from = rule.from > 1 ? `, à partir du ${rule.from}e retard du mois` : ''
  return `Enfant repris après ${when}${grace}\u00A0: ${formatEuros(rule.amountCents)} ${per}${whom}${from}`
}
