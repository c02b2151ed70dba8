import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { factsOfPeriod } from '../enrolments/billing-facts.ts'
import { chargedPackagesOf, packagesIn } from '../enrolments/paid-packages.ts'
import type { Day } from '../kernel/day.ts'
import { sha256 } from '../kernel/ids.ts'
import { type Cents, sumCents } from '../kernel/money.ts'
import type { ChargedPackage, MonthFacts } from '../pricing/facts.ts'
import { priceMonth } from '../pricing/month.ts'
import type { PricedMonth, PriceRefusal } from '../pricing/priced.ts'
import type { PriceLists } from '../pricing/tariff.ts'
import type { Bill, BillLine, ParkedBecause } from './bill.ts'
import { billedOf } from './billed.ts'
import { type Billed, difference, nothingBilled } from './difference.ts'
import { withQuotientsBilled } from './quotients-billed-with.ts'
import type { BilledPeriod } from './scope.ts'

/** What the bills of a run are computed with. */
export interface BillingContext {
  readonly regieId: number
  readonly lists: PriceLists
  /** Changes with every import of a price list. */
  readonly listsSha256: string
  readonly issuedOn: Day
  /** The run's own period first. */
  readonly periods: readonly BilledPeriod[]
  /** Families whose unusually large bill an officer has looked at. */
  readonly accepted: ReadonlySet<number>
}

interface PeriodState {
  readonly period: BilledPeriod
  readonly facts: ReadonlyMap<number, MonthFacts>
  readonly billed: ReadonlyMap<number, Billed>
}

/**
 * Bills of some hundreds of families: a handful of statements for all of them, then arithmetic. Families whose draft
 * was computed from the same facts (`knownSha256`) are left out.
 */
export async function computeBills(
  tx: Tx,
  context: BillingContext,
  householdIds: readonly number[],
  knownSha256: ReadonlyMap<number, Buffer>,
): Promise<Bill[]> {
  const states = await periodStates(tx, context, householdIds)
  const families = await familiesToBill(tx, context, householdIds)
  return families.flatMap((family) => {
    const factsSha256 = hashOf(context, states, family.householdId)
    if (knownSha256.get(family.householdId)?.equals(factsSha256)) return []
    return [{ ...billOf(context, states, family), factsSha256 }]
  })
}

async function periodStates(
  tx: Tx,
  context: BillingContext,
  householdIds: readonly number[],
): Promise<PeriodState[]> {
  const packages = await chargedPackagesOf(tx, householdIds)
  const states: PeriodState[] = []
  for (const period of context.periods) {
    const facts = await factsOfPeriod(tx, { ...period, householdIds }, packages)
    const billed = period.isBilledBefore
      ? await billedOf(tx, { ...period, householdIds })
      : new Map<number, Billed>()
    states.push({ period, facts: await withQuotientsBilled(tx, facts, turnsOf(billed)), billed })
  }
  return states
}

function turnsOf(billed: ReadonlyMap<number, Billed>): Map<number, number> {
  return new Map(
    [...billed].flatMap(([id, { quotientTurn }]) =>
      quotientTurn === null ? [] : [[id, quotientTurn]],
    ),
  )
}

interface FamilyToBill {
  readonly householdId: number
  readonly hasPayer: boolean
  /** The largest invoice so far, 0 without any. */
  readonly largestCents: Cents
}

async function familiesToBill(
  tx: Tx,
  { regieId, issuedOn }: BillingContext,
  householdIds: readonly number[],
): Promise<FamilyToBill[]> {
  const found = await sql<FamilyToBill>`
    select h.id as "householdId",
      exists (select from household_adult ha where ha.household_id = h.id and ha.role = 'PRIMARY'
        and ha.valid_from <= ${issuedOn}::date and (ha.valid_to is null or ha.valid_to >= ${issuedOn}::date)) as "hasPayer",
      coalesce((select max(i.total_cents) from invoice i
        where i.household_id = h.id and i.regie_id = ${regieId}), 0) as "largestCents"
    from unnest(${householdIds}::bigint[]) as h(id)`.execute(tx)
  return found.rows
}

function billOf(
  context: BillingContext,
  states: readonly PeriodState[],
  family: FamilyToBill,
): Omit<Bill, 'factsSha256'> {
  const lines: BillLine[] = []
  const refused: PriceRefusal[] = []
  const alerts: string[] = []
  const months = pricedInOrder(context, states, family.householdId)
  for (const { period, billed } of states) {
    const isLate = period !== context.periods[0]
    const priced = months.get(period) ?? nothingPriced
    refused.push(...priced.refused)
    alerts.push(...priced.alerts.map((alert) => `${alert.code}: ${alert.explained}`))
    const wanted = isLate ? priced.lines.filter((line) => line.amountCents !== 0) : priced.lines
    lines.push(...difference(wanted, billed.get(family.householdId) ?? nothingBilled, isLate))
  }
  const totalCents = sumCents(lines.map((line) => line.amountCents))
  const parkedBecause = parkedOf(context, family, refused, totalCents)
  return { householdId: family.householdId, lines, totalCents, parkedBecause, alerts }
}

/** The oldest month first: a package that it pays is not paid again by a later one of the same window. */
function pricedInOrder(
  context: BillingContext,
  states: readonly PeriodState[],
  householdId: number,
): ReadonlyMap<BilledPeriod, PricedMonth> {
  const months = new Map<BilledPeriod, PricedMonth>()
  let paid: readonly ChargedPackage[] = []
  for (const { period, facts, billed } of states.toSorted((a, b) =>
    a.period.from.localeCompare(b.period.from),
  )) {
    const own = facts.get(householdId)
    if (!own) continue
    const { billedOn } = billed.get(householdId) ?? nothingBilled
    const chargedPackages = [...own.chargedPackages, ...paid]
    const priced = pricedOf(context, { ...period, billedOn }, { ...own, chargedPackages })
    months.set(period, priced)
    paid = [...paid, ...packagesIn(priced, context.lists)]
  }
  return months
}

const nothingPriced: PricedMonth = { lines: [], refused: [], alerts: [] }

function pricedOf(
  { lists, issuedOn }: BillingContext,
  { from, to, activityIds, billedOn }: BilledPeriod & Pick<Billed, 'billedOn'>,
  facts: MonthFacts,
): PricedMonth {
  const policies = { from, to, billingDate: billedOn ?? issuedOn, unchecked: 'REFUSE' } as const
  const priced = priceMonth(facts, lists, policies)
  const inScope = new Set(activityIds)
  return {
    lines: priced.lines.filter((line) => inScope.has(line.activityId)),
    refused: priced.refused.filter((refusal) => inScope.has(refusal.activityId)),
    alerts: priced.alerts.filter((alert) => inScope.has(alert.activityId)),
  }
}

/** Above this and three times the largest month, somebody looks first (security.md, money). */
const unusualCents = 15_000

function parkedOf(
  context: BillingContext,
  family: FamilyToBill,
  refused: readonly PriceRefusal[],
  totalCents: Cents,
): ParkedBecause | null {
  const [first] = refused
  if (first) {
    const more = refused.length > 1 ? ` (and ${refused.length - 1} more)` : ''
    return `${first.code} ${first.unitCode} ${first.days.slice(0, 3).join(' ')}: ${first.explained}${more}`
  }
  if (totalCents !== 0 && !family.hasPayer)
    return 'NO_PAYER: the family has no primary guardian today'
  const isUnusual = totalCents > unusualCents && totalCents > 3 * family.largestCents
  if (isUnusual && family.largestCents > 0 && !context.accepted.has(family.householdId)) {
    return `UNUSUAL: ${totalCents} cents, more than three times the largest month (${family.largestCents})`
  }
  return null
}

function hashOf(
  context: BillingContext,
  states: readonly PeriodState[],
  householdId: number,
): Buffer {
  const parts = states.map(({ facts, billed }) => [
    facts.get(householdId) ?? null,
    billed.get(householdId)?.charges ?? null,
  ])
  const accepted = context.accepted.has(householdId)
  return sha256(JSON.stringify([context.listsSha256, accepted, parts]))
}
