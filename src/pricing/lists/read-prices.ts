import { readAmount, readRate } from './amounts.ts'
import { boundsInWords, parseBounds, type Bounds } from './bounds.ts'
import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import { readList, readMap } from '../../kernel/yaml-values.ts'
import type { TariffLine } from '../tariff.ts'

interface PlacedLine {
  readonly line: TariffLine
  readonly value: YamlValue | null
}

const everything: Bounds = { from: 0, to: null }

/**
 * The brackets of a tariff, in order of the quotient: `prices` (a list), or one price for everybody written as
 * `price`, `amounts` or `rate`. Overlaps are faults, holes are warnings that name the quotients.
 */
export function readPrices(map: YamlMap): TariffLine[] {
  const single = readSingle(map)
  const prices = map.get('prices')
  if (single && prices) map.fault('Write either "prices" or one price, not both')
  if (!single && (!prices || prices.items().length === 0))
    map.fault('There is no price', 'add "price: 3.50", "rate: 0.36 %" or "prices:"')
  const placed = prices
    ? prices.items().flatMap((item) => readBracket(item) ?? [])
    : single
      ? [single]
      : []
  const sorted = placed.sort((a, b) => a.line.qfFrom - b.line.qfFrom)
  reportOverlaps(sorted)
  reportHoles(sorted)
  return sorted.map(({ line }, at) => ({ ...line, lineNo: at + 1 }))
}

function readSingle(map: YamlMap): PlacedLine | null {
  if (!['price', 'amounts', 'rate'].some((key) => map.has(key))) return null
  return { line: readLine(map, everything, 'price'), value: null }
}

function readBracket(item: YamlValue): PlacedLine | null {
  return readMap(item, (map) => {
    const bounds = readBounds(map.require('quotient'))
    const line = readLine(map, bounds ?? everything, 'amount')
    return bounds && { line, value: item }
  })
}

function readBounds(value: YamlValue | null): Bounds | null {
  const text = value?.text() ?? null
  if (text === null) return null
  const hint = 'write it as "< 400", "400 <= QF < 640", "600-999" or "> 1900", in whole euros'
  return parseBounds(text) ?? value?.fault(`"${text}" is no bracket of quotients`, hint) ?? null
}

/** `min` and `max` in a bracket are those of its rate; beside a single price they are the tariff's. */
function readLine(map: YamlMap, bounds: Bounds, amountKey: 'price' | 'amount'): TariffLine {
  const amount = readAmount(map.get(amountKey))
  const amounts = readList(map.get('amounts'), readAmount)
  if (amounts?.length === 0) map.get('amounts')?.fault('No amount is named here')
  const ratePpm = readRate(map.get('rate'))
  const ways = [amountKey, 'amounts', 'rate'].filter((key) => map.has(key))
  if (ways.length !== 1) map.fault(`Expected exactly one of "${amountKey}", "amounts" and "rate"`)
  const isBracket = amountKey === 'amount'
  const floorCents = isBracket ? readAmount(map.get('min')) : null
  const ceilingCents = isBracket ? readAmount(map.get('max')) : null
  if (floorCents !== null && ceilingCents !== null && floorCents > ceilingCents) {
    map.get('min')?.fault('The minimum is above the maximum')
  }
  return {
    lineNo: 0,
    qfFrom: bounds.from,
    qfTo: bounds.to,
    amountsCents: amounts ?? (amount === null ? [] : [amount]),
    ratePpm,
    floorCents,
    ceilingCents,
  }
}

function reportOverlaps(sorted: readonly PlacedLine[]): void {
  for (const [at, { line, value }] of sorted.entries()) {
    const before = sorted[at - 1]?.line
    if (!before || (before.qfTo !== null && before.qfTo <= line.qfFrom)) continue
    const end =
      before.qfTo === null || (line.qfTo !== null && line.qfTo < before.qfTo)
        ? line.qfTo
        : before.qfTo
    const shared = boundsInWords({ from: line.qfFrom, to: end })
    value?.fault(`This bracket overlaps another one: quotients ${shared} would have two prices`)
  }
}

function reportHoles(sorted: readonly PlacedLine[]): void {
  let next: number | null = 0
  for (const { line, value } of sorted) {
    if (next !== null && line.qfFrom > next) warnOfHole(value, { from: next, to: line.qfFrom })
    next = next === null || line.qfTo === null ? null : Math.max(next, line.qfTo)
  }
  if (next !== null && next > 0) warnOfHole(sorted.at(-1)?.value ?? null, { from: next, to: null })
}

function warnOfHole(value: YamlValue | null, hole: Bounds): void {
  const words = boundsInWords(hole)
  const verb = hole.to === hole.from + 1 ? `Quotient ${words} has` : `Quotients ${words} have`
  value?.warn(
    `${verb} no price: bills of such families are refused`,
    'ask the commune what it decided, then close the hole',
  )
}
