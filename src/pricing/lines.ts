import type { Day } from '../kernel/day.ts'
import { divideHalfUp, type Cents } from '../kernel/money.ts'
import type { ShareFact } from './facts.ts'
import type { PricedLine, PriceReason } from './priced.ts'
import type { PricedUnit, Tariff } from './tariff.ts'
import type { Window } from './windows.ts'

/** One day of a line before equal days are gathered. */
export interface Entry {
  readonly childId: number
  readonly tariff: Tariff
  readonly lineNo: number
  readonly units: readonly PricedUnit[]
  readonly kind: PricedLine['kind']
  readonly label: string
  readonly day: Day
  readonly quantity: number
  readonly unitPriceCents: Cents
  readonly share: ShareFact | null
  readonly window: Window | null
  readonly reason: PriceReason
}

interface Gathered {
  readonly first: Entry
  readonly days: Day[]
  quantity: number
}

/** Lines that grow day by day; equal entries are one line. */
export interface LineBook {
  readonly add: (entry: Entry) => void
  readonly lines: () => PricedLine[]
}

/** A line is one child, tariff, price and reason; children keep the order in which they came. */
export function openLineBook(): LineBook {
  const gathered = new Map<string, Gathered>()
  return {
    add: (entry) => {
      const key = keyOf(entry)
      const known = gathered.get(key)
      if (!known) gathered.set(key, { first: entry, days: [entry.day], quantity: entry.quantity })
      else {
        known.days.push(entry.day)
        known.quantity += entry.quantity
      }
    },
    lines: () => Array.from(gathered.values(), toLine).sort(inOrder),
  }
}

function keyOf({
  childId,
  tariff,
  lineNo,
  kind,
  label,
  unitPriceCents,
  share,
  window,
  units,
  day,
}: Entry): string {
  const shared = share ? `${share.percent}${share.takesOddCent}` : ''
  const once = window ? day : ''
  return `${childId}|${tariff.id}|${lineNo}|${kind}|${label}|${unitPriceCents}|${units[0]?.id}|${shared}|${once}`
}

function toLine({ first, days, quantity }: Gathered): PricedLine {
  const { tariff, units, share, unitPriceCents } = first
  const amountCents = shareOf(unitPriceCents * quantity, share)
  return {
    childId: first.childId,
    activityId: tariff.activityId,
    unitIds: units.map((unit) => unit.id),
    unitCodes: units.map((unit) => unit.code),
    kind: first.kind,
    label: first.label,
    days: days.sort(),
    quantity,
    unitPriceCents,
    amountCents,
    sharePercent: share?.percent ?? 100,
    taxCreditCents: taxCreditOf(first, amountCents, quantity),
    tariffId: tariff.id,
    tariffLineNo: first.lineNo,
    localProductCode: tariff.localProductCode,
    accountingCode: tariff.accountingCode,
    packageWindow: first.window,
    reason: first.reason,
  }
}

/** Half up for the household that takes the odd cent, the rest for the other: together exactly the whole. */
function shareOf(cents: Cents, share: ShareFact | null): Cents {
  if (!share) return cents
  if (share.takesOddCent) return divideHalfUp(cents * share.percent, 100)
  return cents - divideHalfUp(cents * (100 - share.percent), 100)
}

const supplements: readonly PricedLine['kind'][] = ['SURCHARGE', 'PENALTY', 'LATE_PICKUP']

/** Care counts, food and exceptional supplements do not (CGI 200 quater B; domain.md §4.11). */
function taxCreditOf({ tariff, kind, share }: Entry, amountCents: Cents, quantity: number): Cents {
  if (!tariff.taxCreditEligible || supplements.includes(kind)) return 0
  return Math.max(0, amountCents - shareOf((tariff.mealShareCents ?? 0) * quantity, share))
}

const kindsInOrder: readonly PricedLine['kind'][] = [
  'PACKAGE',
  'UNIT',
  'PAI_MEAL',
  'PENALTY',
  'SURCHARGE',
  'LATE_PICKUP',
]

function inOrder(a: PricedLine, b: PricedLine): number {
  return (
    a.childId - b.childId ||
    a.activityId - b.activityId ||
    (a.unitIds[0] ?? 0) - (b.unitIds[0] ?? 0) ||
    kindsInOrder.indexOf(a.kind) - kindsInOrder.indexOf(b.kind) ||
    (a.days[0] ?? '').localeCompare(b.days[0] ?? '')
  )
}
