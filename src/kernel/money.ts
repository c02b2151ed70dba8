/** An amount of money in integer euro cents. */
export type Cents = number

/**
 * Divides two integers and rounds half up (away from zero), as published price lists do:
 * 305 / 2 → 153 (Bubry publishes 3,05/2 as 1,53).
 */
export function divideHalfUp(numerator: number, denominator: number): number {
  const sign = Math.sign(numerator) * Math.sign(denominator)
  const top = BigInt(Math.abs(numerator)) * 2n
  const bottom = BigInt(Math.abs(denominator))
  return sign * Number((top + bottom) / (bottom * 2n)) || 0
}

/** `amount × ppm / 1 000 000`, rounded half up: `timesPpm(83500, 3600)` → 301 (0,36 % of 835 €). */
export function timesPpm(amount: number, ppm: number): number {
  const product = BigInt(amount) * BigInt(ppm)
  const sign = product < 0n ? -1n : 1n
  return Number((sign * (sign * product * 2n + 1_000_000n)) / 2_000_000n)
}

/** Reads `12`, `12,5`, `12.50` or `1 234,56`; null when it is no amount with two decimals at most. */
export function parseCents(text: string): Cents | null {
  const match = /^(-?)(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00A0\u202F]/g, ''))
  if (!match) return null
  const [, minus, euros = '0', decimals = ''] = match
  const cents = Number(euros) * 100 + Number(decimals.padEnd(2, '0'))
  return minus && cents > 0 ? -cents : cents
}

/** `14385` → `143.85`, the text that SP Plus seals. */
export function decimalText(cents: Cents): string {
  const absolute = Math.abs(cents)
  const text = `${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`
  return cents < 0 ? `-${text}` : text
}

/** French: `14385` → `143,85 €`, with U+2212 for a minus and narrow no-break spaces. */
export function formatEuros(cents: Cents): string {
  const absolute = Math.abs(cents)
  const euros = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, '\u202F')
  const text = `${euros},${String(absolute % 100).padStart(2, '0')}\u202F€`
  return cents < 0 ? `\u2212\u202F${text}` : text
}

/** The sum of amounts, refused when it leaves the safe range of integers. */
export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0
  for (const amount of amounts) total += amount
  if (!Number.isSafeInteger(total)) throw new RangeError('A sum of money left the safe range')
  return total
}
