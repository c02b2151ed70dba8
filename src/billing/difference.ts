import type { Day } from '../kernel/day.ts'
import { dayAndMonth, listInWords } from '../kernel/french.ts'
import { divideHalfUp, formatEuros, type Cents } from '../kernel/money.ts'
import type { PricedLine } from '../pricing/priced.ts'
import type { BillLine } from './bill.ts'

/** A charge of an earlier invoice, with those of its days that are billed today. */
export interface BilledCharge {
  readonly chargeId: number
  readonly childId: number
  readonly activityId: number
  readonly tariffId: number
  readonly tariffLineNo: number
  readonly kind: PricedLine['kind']
  readonly label: string
  readonly unitIds: readonly number[]
  /** Still billed, sorted. */
  readonly days: readonly Day[]
  /** All the days that it billed when it was issued. */
  readonly issuedDays: number
  readonly quantity: number
  readonly unitPriceCents: Cents
  readonly amountCents: Cents
  readonly sharePercent: number
  readonly taxCreditCents: Cents
  readonly localProductCode: string | null
  readonly documentNumber: string
}

/** What a family was billed so far in a period. */
export interface Billed {
  /** How far the count of quotients was when the first charge that still stands was issued. */
  readonly quotientTurn: number | null
  /** The day of that invoice. */
  readonly billedOn: Day | null
  readonly charges: readonly BilledCharge[]
  /** `child|unit|day|kind` → last revision of whatever was ever billed. */
  readonly revisions: ReadonlyMap<string, number>
}

export const nothingBilled: Billed = {
  quotientTurn: null,
  billedOn: null,
  charges: [],
  revisions: new Map(),
}

/**
 * What has to be written so that a family is billed what its period costs: new lines, and reversals of what is billed
 * and no longer due (data-model.md §5.3). Issued charges never change. Lines whose days each cost the unit price are
 * compared day by day; others (durations, shared custody) are taken back whole and billed anew. `isLate`: the period
 * was billed before, so the lines name their days.
 */
export function difference(
  wanted: readonly PricedLine[],
  billed: Billed,
  isLate = false,
): BillLine[] {
  const isNew = billed.charges.length === 0 && billed.revisions.size === 0
  if (isNew && !isLate) return wanted.map(firstTime)
  const left = new Set(billed.charges)
  const open = wanted.filter((line) => !takeEqual(left, line))
  const byDay = billedDays(left)
  const news = open.map((line) => [line, daysToBill(byDay, line)] as const)
  const revisions = new Map(billed.revisions)
  const reversals = [...left].flatMap((charge) => reversalOf(charge, byDay, revisions))
  const lines = news
    .filter(([, days]) => days.length > 0)
    .map(([line, days]) => lineFor(line, days, revisions, isLate))
  return [...reversals, ...lines]
}

function firstTime(line: PricedLine): BillLine {
  return {
    childId: line.childId,
    activityId: line.activityId,
    tariffId: line.tariffId,
    tariffLineNo: line.tariffLineNo,
    kind: line.kind,
    dayKind: line.kind,
    label: line.label,
    days: line.packageWindow ? [line.packageWindow.from] : line.days,
    unitIds: line.unitIds,
    revisions: null,
    quantity: line.quantity,
    unitPriceCents: line.unitPriceCents,
    amountCents: line.amountCents,
    sharePercent: line.sharePercent,
    taxCreditCents: line.taxCreditCents,
    localProductCode: line.localProductCode,
    correctsChargeId: null,
    reason: line.reason,
  }
}

/** Removes the charge that bills exactly this line, if there is one. */
function takeEqual(left: Set<BilledCharge>, line: PricedLine): boolean {
  for (const charge of left) {
    const isEqual =
      charge.issuedDays === charge.days.length &&
      eventOf(charge, '') === eventOf(line, '') &&
      charge.unitPriceCents === line.unitPriceCents &&
      charge.amountCents === line.amountCents &&
      charge.quantity === line.quantity &&
      charge.days.join() === line.days.join()
    if (isEqual) return left.delete(charge)
  }
  return false
}

/** The billed days that stand each for one unit price. */
function billedDays(charges: ReadonlySet<BilledCharge>): Map<string, Cents> {
  const days = new Map<string, Cents>()
  for (const charge of charges) {
    if (!isDayByDay(charge, charge.issuedDays)) continue
    for (const day of charge.days) days.set(eventOf(charge, day), charge.unitPriceCents)
  }
  return days
}

/** The days of a line that are not billed at its price; those that are leave the map of what is to be reversed. */
function daysToBill(byDay: Map<string, Cents>, line: PricedLine): readonly Day[] {
  if (!isDayByDay(line, line.days.length)) return line.days
  return line.days.filter((day) => {
    const event = eventOf(line, day)
    if (byDay.get(event) !== line.unitPriceCents) return true
    byDay.delete(event)
    return false
  })
}

function isDayByDay(
  line: Pick<PricedLine, 'quantity' | 'sharePercent' | 'amountCents' | 'unitPriceCents'>,
  days: number,
): boolean {
  const isPlain = line.amountCents === line.unitPriceCents * line.quantity
  return line.quantity === days && line.sharePercent === 100 && isPlain
}

function eventOf(line: Pick<PricedLine, 'childId' | 'kind' | 'unitIds'>, day: Day): string {
  return `${line.childId}|${line.kind}|${line.unitIds.toSorted((a, b) => a - b).join('+')}|${day}`
}

function reversalOf(
  charge: BilledCharge,
  byDay: ReadonlyMap<string, Cents>,
  revisions: Map<string, number>,
): BillLine[] {
  const isPlain = isDayByDay(charge, charge.issuedDays)
  const days = isPlain ? charge.days.filter((day) => byDay.has(eventOf(charge, day))) : charge.days
  if (days.length === 0) return []
  const quantity = isPlain ? days.length : charge.quantity
  const amount = isPlain ? charge.unitPriceCents * days.length : charge.amountCents
  const text = `Compté sur ${charge.documentNumber}, retiré\u00A0: ${quantity} × ${formatEuros(charge.unitPriceCents)}`
  return [
    {
      ...charge,
      kind: 'REVERSAL',
      dayKind: charge.kind,
      label: `${charge.label}, correction ${namedDays(days)}`,
      days,
      revisions: nextRevisions(revisions, charge, days),
      quantity: -quantity,
      amountCents: -amount,
      taxCreditCents: -divideHalfUp(charge.taxCreditCents * days.length, charge.issuedDays),
      correctsChargeId: charge.chargeId,
      reason: { steps: [], sentence: `${text}.` },
    },
  ]
}

function lineFor(
  line: PricedLine,
  days: readonly Day[],
  revisions: Map<string, number>,
  isLate: boolean,
): BillLine {
  const isWhole = days.length === line.days.length
  const quantity = isWhole ? line.quantity : days.length
  return {
    ...firstTime(line),
    ...(line.packageWindow ? {} : { days }),
    label: isLate || !isWhole ? `${line.label}, ${namedDays(days)}` : line.label,
    revisions: line.packageWindow ? null : nextRevisions(revisions, line, days),
    quantity,
    amountCents: isWhole ? line.amountCents : line.unitPriceCents * quantity,
    taxCreditCents: divideHalfUp(line.taxCreditCents * days.length, line.days.length),
  }
}

/** The revision that each unit and day gets now; remembered for the next line that touches it. */
function nextRevisions(
  revisions: Map<string, number>,
  line: Pick<PricedLine, 'childId' | 'kind' | 'unitIds'>,
  days: readonly Day[],
): number[] {
  return line.unitIds.flatMap((unitId) =>
    days.map((day) => {
      const key = revisionKey(line.childId, unitId, day, line.kind)
      const next = (revisions.get(key) ?? -1) + 1
      revisions.set(key, next)
      return next
    }),
  )
}

/** What is charged and corrected as one: a child's unit on a day, and the kind of line. */
export function revisionKey(childId: number, unitId: number, day: Day, kind: string): string {
  return `${childId}|${unitId}|${day}|${kind}`
}

/** `du 6 octobre`, `des 6 octobre et 8 octobre`, `du 1er octobre au 30 octobre (17 jours)` */
export function namedDays(days: readonly Day[]): string {
  const [first = ''] = days
  const last = days.at(-1) ?? first
  if (days.length === 1) return `du ${dayAndMonth(first)}`
  if (days.length <= 4) return `des ${listInWords(days.map(dayAndMonth))}`
  return `du ${dayAndMonth(first)} au ${dayAndMonth(last)} (${days.length}\u00A0jours)`
}
