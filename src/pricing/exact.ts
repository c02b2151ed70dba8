import type { Cents } from '../kernel/money.ts'
import type { Change } from './tariff.ts'

/**
 * An amount before it is rounded: a whole number of 10⁻¹⁸ cents. A percentage in parts per million takes six
 * decimals, so a rate and two further percentages stay exact.
 */
export type Exact = bigint

const oneCent = 10n ** 18n
const million = 1_000_000n

/** Whole cents, exactly. */
export function exactCents(cents: Cents): Exact {
  return BigInt(cents) * oneCent
}

/** `quotient × rate`, the quotient in whole euros: 835 at 3600 ppm is 300.6 cents. */
export function exactRate(quotientEuros: number, ratePpm: number): Exact {
  return (BigInt(quotientEuros) * 100n * BigInt(ratePpm) * oneCent) / million
}

/**
 * An amount with a supplement or a reduction: so many cents, or parts per million of it. Rounds towards zero at 10⁻¹⁸
 * cents.
 */
export function exactChange(amount: Exact, change: Change): Exact {
  if (change.kind === 'CENTS') return amount + exactCents(change.cents)
  return amount + (amount * BigInt(change.ppm)) / million
}

/** Half up to the cent, or up to the next multiple of 5 or 10 cents. Amounts are never negative here. */
export function roundExact(amount: Exact, to: 1 | 5 | 10): Cents {
  if (to === 1) return Number((amount * 2n + oneCent) / (oneCent * 2n))
  const multiple = BigInt(to) * oneCent
  return Number((amount + multiple - 1n) / multiple) * to
}

/** `300.6`: cents with the decimals that are there. */
export function exactText(amount: Exact): string {
  const whole = amount / oneCent
  const decimals = String(amount % oneCent)
    .padStart(18, '0')
    .replace(/0+$/, '')
  return decimals ? `${whole}.${decimals}` : String(whole)
}

/** French euros with the decimals that are there, two at least: `3,006 €`. */
export function exactEuros(amount: Exact): string {
  const inEuros = amount / (oneCent * 100n)
  const decimals = String(amount % (oneCent * 100n))
    .padStart(20, '0')
    .replace(/0+$/, '')
  return `${inEuros},${decimals.padEnd(2, '0')}\u202F€`
}
