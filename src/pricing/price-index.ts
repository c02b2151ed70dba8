import type { PricedUnit, PriceLists, SchoolPeriod, Tariff } from './tariff.ts'
import { unitPrice, type PriceQuestion, type UnitPrice } from './unit-price.ts'

/** A tariff for one set of units that are there on the same day. */
export interface Candidate {
  readonly tariff: Tariff
  readonly unitIds: readonly number[]
}

/** Price lists made ready for many households: indexed once, each unit price computed once. */
export interface PriceIndex {
  /** Of an activity, the largest sets of units first. */
  readonly candidatesOf: (activityId: number) => readonly Candidate[]
  readonly unitOf: (unitId: number) => PricedUnit | undefined
  readonly packagesOf: (activityId: number) => readonly Tariff[]
  readonly schoolPeriods: readonly SchoolPeriod[]
  readonly priceOf: (question: PriceQuestion) => UnitPrice
}

const indexes = new WeakMap<PriceLists, PriceIndex>()

/** The index of these lists, made at the first call. */
export function indexOf(lists: PriceLists): PriceIndex {
  const known = indexes.get(lists)
  if (known) return known
  const made = makeIndex(lists)
  indexes.set(lists, made)
  return made
}

function makeIndex(lists: PriceLists): PriceIndex {
  const units = new Map(lists.units.map((unit) => [unit.id, unit]))
  const candidates = new Map<number, Candidate[]>()
  for (const tariff of lists.tariffs) {
    const ofActivity = candidates.get(tariff.activityId) ?? []
    candidates.set(tariff.activityId, [...ofActivity, ...candidatesFor(tariff)])
  }
  for (const list of candidates.values()) list.sort((a, b) => b.unitIds.length - a.unitIds.length)
  return {
    candidatesOf: (activityId) => candidates.get(activityId) ?? [],
    unitOf: (unitId) => units.get(unitId),
    packagesOf: (activityId) =>
      lists.tariffs.filter(
        (tariff) => tariff.activityId === activityId && tariff.rule.package !== null,
      ),
    schoolPeriods: lists.schoolPeriods,
    priceOf: memoise(),
  }
}

function candidatesFor(tariff: Tariff): Candidate[] {
  if (!tariff.each) return [{ tariff, unitIds: tariff.unitIds }]
  return tariff.unitIds.map((unitId) => ({ tariff, unitIds: [unitId] }))
}

/** Ten thousand families share a few thousand unit prices; the same object is given again. */
function memoise(): (question: PriceQuestion) => UnitPrice {
  const known = new Map<Tariff, Map<string, UnitPrice>>()
  return (question) => {
    const { tariff, quotient, isNonResident, siblings } = question
    const ofTariff = known.get(tariff) ?? new Map<string, UnitPrice>()
    if (ofTariff.size === 0) known.set(tariff, ofTariff)
    const key = `${quotient.value}|${quotient.isLastKnown}|${isNonResident}|${siblings}`
    const priced = ofTariff.get(key) ?? unitPrice(question)
    ofTariff.set(key, priced)
    return priced
  }
}
