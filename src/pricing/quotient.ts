import { addDays, addMonths, firstDayOf, monthOf, type Day } from '../kernel/day.ts'
import type { QuotientFact, QuotientType } from './facts.ts'
import type { QuotientRule } from './tariff.ts'

/** The quotient that a price uses. `value` is in whole euros: decimals are floored. */
export interface FoundQuotient {
  readonly value: number | null
  readonly isLastKnown: boolean
}

const none: FoundQuotient = { value: null, isLastKnown: false }
const typesInOrder: readonly QuotientType[] = ['CAF', 'MSA', 'COMMUNAL']

/**
 * Which quotient counts on a service date (domain.md §3.1, « Which QF date », « Retroactive QF »).
 * A first quotient counts from its own date; NEXT_MONTH and NEVER are about later ones.
 */
export function quotientOnDay(
  quotients: readonly QuotientFact[],
  wanted: { readonly type: QuotientType | null; readonly rule: QuotientRule },
  serviceDay: Day,
  billingDate: Day,
): FoundQuotient {
  for (const type of wanted.type ? [wanted.type] : typesInOrder) {
    const ofType = quotients.filter((quotient) => quotient.type === type)
    const found = ofType.length > 0 && choose(ofType, wanted.rule, serviceDay, billingDate)
    if (found) return { value: Math.floor(found.value), isLastKnown: false }
  }
  return wanted.rule.missing === 'LAST_KNOWN' ? lastKnown(quotients, wanted.type, serviceDay) : none
}

function choose(
  quotients: readonly QuotientFact[],
  rule: QuotientRule,
  serviceDay: Day,
  billingDate: Day,
): QuotientFact | undefined {
  const reference = referenceDay(rule, serviceDay, billingDate)
  if (rule.changes === 'FROM_ITS_DATE' && typeof rule.date === 'string')
    return validOn(quotients, reference)
  return withLaterChanges(quotients, rule, serviceDay, reference)
}

function referenceDay(rule: QuotientRule, serviceDay: Day, billingDate: Day): Day {
  if (rule.date === 'SERVICE_DATE') return serviceDay
  if (rule.date === 'BILLING_DATE') return billingDate
  const inYear = `${serviceDay.slice(0, 4)}-${rule.date.monthDay}`
  return inYear <= serviceDay
    ? inYear
    : `${Number(serviceDay.slice(0, 4)) - 1}-${rule.date.monthDay}`
}

function validOn(quotients: readonly QuotientFact[], day: Day): QuotientFact | undefined {
  return quotients.find(
    (one) => one.validFrom <= day && (one.validTo === null || day <= one.validTo),
  )
}

/**
 * Each quotient takes effect on a day; on the service date the last one that took effect counts, unless its validity
 * ended without a successor: after such a gap the next one is a first again.
 */
function withLaterChanges(
  quotients: readonly QuotientFact[],
  rule: QuotientRule,
  serviceDay: Day,
  reference: Day,
): QuotientFact | undefined {
  const byStart = [...quotients].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  const base =
    typeof rule.date === 'string'
      ? byStart[0]
      : (validOn(byStart, reference) ?? byStart.find((one) => one.validFrom > reference))
  let current: QuotientFact | undefined
  for (const quotient of byStart) {
    const isBase = quotient === base
    if (!isBase && base && quotient.validFrom < base.validFrom) continue
    const effect = isBase ? quotient.validFrom : effectOfChange(quotient, rule)
    if (effect !== null && effect <= serviceDay) current = quotient
  }
  if (current && !hasLapsed(current, byStart, serviceDay)) return current
  return rule.changes === 'NEVER' ? validOn(byStart, serviceDay) : undefined
}

function effectOfChange(quotient: QuotientFact, rule: QuotientRule): Day | null {
  if (rule.changes === 'NEVER') return null
  if (rule.changes === 'FROM_ITS_DATE') return quotient.validFrom
  const monthAfter = firstDayOf(addMonths(monthOf(quotient.receivedOn), 1))
  return monthAfter > quotient.validFrom ? monthAfter : quotient.validFrom
}

/** Ended, and none came right after it, or after that one: closed by its successor a quotient has not lapsed. */
function hasLapsed(current: QuotientFact, byStart: readonly QuotientFact[], day: Day): boolean {
  let end = current.validTo
  for (const { validFrom, validTo } of byStart) {
    if (end === null) return false
    if (validFrom > current.validFrom && validFrom <= addDays(end, 1)) end = validTo
  }
  return end !== null && end < day
}

function lastKnown(
  quotients: readonly QuotientFact[],
  type: QuotientType | null,
  day: Day,
): FoundQuotient {
  const earlier = quotients
    .filter((one) => one.validFrom <= day && (type === null || one.type === type))
    .sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))
  const latest = earlier[0]
  return latest ? { value: Math.floor(latest.value), isLastKnown: true } : none
}
