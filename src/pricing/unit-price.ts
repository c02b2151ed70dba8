import { dateInWords } from '../kernel/french.ts'
import { formatEuros, type Cents } from '../kernel/money.ts'
import {
  exactCents,
  exactChange,
  exactEuros,
  exactRate,
  exactText,
  roundExact,
  type Exact,
} from './exact.ts'
import type { PriceReason, PriceStep } from './priced.ts'
import type { FoundQuotient } from './quotient.ts'
import { bracketInWords, changeInWords, rateInWords } from './sentences.ts'
import type { Change, Tariff, TariffLine } from './tariff.ts'

/** What a unit price depends on, once the tariff is chosen. */
export interface PriceQuestion {
  readonly tariff: Tariff
  readonly quotient: FoundQuotient
  readonly isNonResident: boolean
  /** Rank or number of siblings, 1 when the tariff does not ask. */
  readonly siblings: number
}

export type UnitPrice =
  | {
      readonly isFound: true
      readonly cents: Cents
      readonly lineNo: number
      readonly reason: PriceReason
    }
  | {
      readonly isFound: false
      readonly code: 'PRICING_NOT_FOUND' | 'QUOTIENT_MISSING'
      readonly explained: string
    }

interface Trace {
  readonly steps: PriceStep[]
  /** Pieces of the French sentence. */
  readonly words: string[]
  amount: Exact
}

/**
 * The price of one unit in cents, each step kept, in the order of domain.md §3.1: base, siblings, residence,
 * floor and ceiling, adjustment, rounding (half up). Quantity, attendance and surcharges come after.
 */
export function unitPrice(question: PriceQuestion): UnitPrice {
  const { tariff, quotient } = question
  if (usesQuotient(tariff) && quotient.value === null && tariff.rule.quotient.missing === 'BLOCK') {
    const explained = `${tariff.code} asks for a quotient and none is valid`
    return { isFound: false, code: 'QUOTIENT_MISSING', explained }
  }
  const line = lineFor(question)
  if (!line) return { isFound: false, code: 'PRICING_NOT_FOUND', explained: holeInWords(question) }
  const trace = basePrice(question, line)
  if (!trace) {
    const explained = `${tariff.code} has no ceiling to bill without a quotient`
    return { isFound: false, code: 'QUOTIENT_MISSING', explained }
  }
  applySiblings(trace, question)
  if (question.isNonResident) apply(trace, tariff.rule.nonResident, 'RESIDENCE', 'hors commune')
  clamp(trace, tariff, line)
  apply(trace, tariff.rule.adjustment, 'ADJUSTMENT', 'ajustement')
  return rounded(trace, tariff, line)
}

/** Does the price depend on the quotient at all? */
export function usesQuotient(tariff: Tariff): boolean {
  return tariff.lines.some((line) => line.ratePpm !== null || line.qfFrom > 0 || line.qfTo !== null)
}

function lineFor({ tariff, quotient, siblings }: PriceQuestion): TariffLine | undefined {
  const { value } = quotient
  const index =
    value === null
      ? tariff.lines.length - 1
      : tariff.lines.findIndex(
          (line) => line.qfFrom <= value && (line.qfTo === null || value < line.qfTo),
        )
  const shift = tariff.rule.siblings?.shift
  if (!shift || siblings < shift.from || index < 0) return tariff.lines[index]
  return tariff.lines[Math.max(0, index - shift.brackets)]
}

function holeInWords({ tariff, quotient }: PriceQuestion): string {
  const value = quotient.value ?? 0
  const below = tariff.lines.findLast((line) => line.qfTo !== null && line.qfTo <= value)
  const above = tariff.lines.find((line) => line.qfFrom > value)
  const hole = `between ${below?.qfTo ?? 0} and ${above?.qfFrom ?? 'infinity'}`
  return `quotient ${value} falls into a hole of the price list ${tariff.code}: nothing is published ${hole}`
}

/** Null: a rate without a ceiling cannot price a family without quotient. */
function basePrice({ tariff, quotient, siblings }: PriceQuestion, line: TariffLine): Trace | null {
  const trace: Trace = { steps: [tariffStep(tariff)], words: [], amount: 0n }
  const { value } = quotient
  if (usesQuotient(tariff)) trace.steps.push(quotientStep(quotient))
  if (line.ratePpm === null) {
    const amount = line.amountsCents[Math.min(siblings, line.amountsCents.length) - 1] ?? 0
    trace.amount = exactCents(amount)
    say(trace, 'BASE', bracketInWords(tariff, line, quotient))
  } else if (value === null) {
    const ceiling = line.ceilingCents ?? tariff.rule.ceilingCents
    if (ceiling === null) return null
    trace.amount = exactCents(ceiling)
    say(trace, 'BASE', 'Quotient inconnu, prix maximum')
  } else {
    trace.amount = exactRate(value, line.ratePpm)
    const product = `${rateInWords(value, line.ratePpm)} = ${exactEuros(trace.amount)}`
    say(trace, 'BASE', quotient.isLastKnown ? `Dernier quotient connu, ${product}` : product)
  }
  return trace
}

function tariffStep(tariff: Tariff): PriceStep {
  const text = `Tarif « ${tariff.label} » (${tariff.code}), en vigueur depuis le ${dateInWords(tariff.validFrom)}`
  return { step: 'TARIFF', text, cents: null }
}

function quotientStep({ value, isLastKnown }: FoundQuotient): PriceStep {
  if (value === null) return { step: 'QUOTIENT', text: 'Aucun quotient valable', cents: null }
  const text = isLastKnown ? `Dernier quotient connu\u00A0: ${value}` : `Quotient\u00A0: ${value}`
  return { step: 'QUOTIENT', text, cents: null }
}

function say(trace: Trace, step: PriceStep['step'], text: string): void {
  trace.steps.push({ step, text, cents: exactText(trace.amount) })
  trace.words.push(text)
}

function applySiblings(trace: Trace, { tariff, siblings }: PriceQuestion): void {
  const reached = tariff.rule.siblings?.discounts.findLast((discount) => siblings >= discount.from)
  if (reached) apply(trace, reached.change, 'SIBLINGS', 'réduction fratrie')
}

function apply(trace: Trace, change: Change | null, step: PriceStep['step'], label: string): void {
  if (!change) return
  const changed = exactChange(trace.amount, change)
  trace.amount = changed < 0n ? 0n : changed
  say(trace, step, `${label} ${changeInWords(change)}`)
}

function clamp(trace: Trace, { rule }: Tariff, line: TariffLine): void {
  const floor = line.floorCents ?? rule.floorCents
  const ceiling = line.ceilingCents ?? rule.ceilingCents
  if (floor !== null && trace.amount < exactCents(floor)) {
    trace.amount = exactCents(floor)
    say(trace, 'FLOOR', 'porté au minimum')
  }
  if (ceiling !== null && trace.amount > exactCents(ceiling)) {
    trace.amount = exactCents(ceiling)
    say(trace, 'CEILING', 'ramené au maximum')
  }
}

function rounded(trace: Trace, tariff: Tariff, line: TariffLine): UnitPrice {
  const cents = roundExact(trace.amount, tariff.rule.roundTo)
  if (exactCents(cents) !== trace.amount) {
    trace.amount = exactCents(cents)
    say(trace, 'ROUNDING', 'arrondi')
  }
  const sentence = `${trace.words.join(', ')}\u00A0: ${formatEuros(cents)} ${tariff.rule.per}.`
  return { isFound: true, cents, lineNo: line.lineNo, reason: { steps: trace.steps, sentence } }
}
