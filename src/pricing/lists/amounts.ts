import type { YamlValue } from '../../kernel/yaml-file.ts'
import { readText } from '../../kernel/yaml-values.ts'
import { parseCents, type Cents } from '../../kernel/money.ts'
import type { Change } from '../tariff.ts'

/** Above it an amount is a slip of the keyboard, and a month of it would not be a number of cents any more. */
const highestCents = 1_000_000

/** `2.35`, `2,35`, `2.35 €` → 235; an amount below zero or above 10 000 € is refused. */
export function readAmount(value: YamlValue | null): Cents | null {
  const text = readText(value)
  if (text === null) return null
  const cents = parseCents(text.replace(/€$/, ''))
  if (cents !== null && cents >= 0 && cents <= highestCents) return cents
  return value?.fault(`"${text}" is no amount in euros`, 'write it as 2.35') ?? null
}

/** `0.36 %` → 3600 parts per million, four decimals at most. */
export function readRate(value: YamlValue | null): number | null {
  const text = readText(value)
  if (text === null) return null
  const ppm = parsePercent(text)
  if (ppm !== null && ppm > 0) return ppm
  return value?.fault(`"${text}" is no rate`, 'write it as 0.36 %') ?? null
}

/** Whole percent: `50 %` → 50. */
export function readPercent(value: YamlValue | null): number | null {
  const text = readText(value)
  if (text === null) return null
  const ppm = parsePercent(text)
  if (ppm !== null && ppm >= 0 && ppm <= 1_000_000 && ppm % 10_000 === 0) return ppm / 10_000
  return value?.fault(`"${text}" is no percentage from 0 % to 100 %`, 'write it as 50 %') ?? null
}

/** `+2.50`, `-1`, `+50 %`, `-10 %`: something to add to a price. */
export function readChange(value: YamlValue | null): Change | null {
  const text = readText(value)
  if (text === null) return null
  const unsigned = text.replace(/^\+/, '').replace('\u2212', '-').replace(/€$/, '')
  const ppm = parsePercent(unsigned)
  if (ppm !== null) return { kind: 'PPM', ppm }
  const cents = parseCents(unsigned)
  if (cents !== null && Math.abs(cents) <= highestCents) return { kind: 'CENTS', cents }
  return (
    value?.fault(`"${text}" is neither an amount nor a percentage`, 'write it as +2.50 or +50 %') ??
    null
  )
}

/** The same, above zero: `+2.50`, `+50 %`. */
export function readSupplement(value: YamlValue | null): Change | null {
  const change = readChange(value)
  if (!change || (change.kind === 'CENTS' ? change.cents : change.ppm) >= 0) return change
  return value?.fault('A supplement cannot be below zero') ?? null
}

function parsePercent(text: string): number | null {
  const match = /^(-?)(\d{1,4})(?:[.,](\d{1,4}))?\s*%$/.exec(text.trim())
  if (!match) return null
  const [, minus, whole = '0', decimals = ''] = match
  const ppm = Number(whole) * 10_000 + Number(decimals.padEnd(4, '0'))
  return minus && ppm > 0 ? -ppm : ppm
}
