import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { ChildFacts, DayFact, MonthFacts } from '../../src/pricing/facts.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import type { KnownActivity } from '../../src/pricing/lists/known-activities.ts'
import type { PricedUnit, PriceLists, PricingPolicies } from '../../src/pricing/tariff.ts'

/** Activities and units of the stories, with the ids that the facts use. */
export const cantine = 1
export const accueil = 2
export const amis = 3
export const centre = 4
export const repas = 1
export const matin = 2
export const soir = 3
export const seance = 4
export const demiMatin = 5
export const repasCentre = 6
export const demiSoir = 7

export const activities: readonly KnownActivity[] = [
  { id: cantine, code: 'cantine', units: [{ id: repas, code: 'repas' }], groups: [] },
  {
    id: accueil,
    code: 'accueil',
    units: [
      { id: matin, code: 'matin' },
      { id: soir, code: 'soir' },
    ],
    groups: [],
  },
  { id: amis, code: 'amis', units: [{ id: seance, code: 'amis' }], groups: [] },
  {
    id: centre,
    code: 'centre',
    units: [
      { id: demiMatin, code: 'matin' },
      { id: repasCentre, code: 'repas' },
      { id: demiSoir, code: 'apres-midi' },
    ],
    groups: [{ id: 41, code: 'petits' }],
  },
]

function unit(id: number, activityId: number, code: string, hours?: [string, string]): PricedUnit {
  const [fromTime, toTime] = hours ?? [null, null]
  return { id, activityId, code, label: code, fromTime, toTime, position: id }
}

const units: readonly PricedUnit[] = [
  unit(repas, cantine, 'repas'),
  unit(matin, accueil, 'matin', ['07:30', '08:30']),
  unit(soir, accueil, 'soir', ['16:30', '18:30']),
  unit(seance, amis, 'amis'),
  unit(demiMatin, centre, 'matin'),
  unit(repasCentre, centre, 'repas'),
  unit(demiSoir, centre, 'apres-midi'),
]

/** The price lists of a text in the format of docs/tariffs.md; throws when it has faults. */
export function listsOf(text: string): PriceLists {
  const { tariffs, anomalies, isAcceptable } = checkTariffs(text, 'tariffs.yaml', activities)
  if (!isAcceptable) throw new Error(JSON.stringify(anomalies, null, 1))
  return {
    tariffs: tariffs.map((tariff, at) => ({ ...tariff, id: at + 1, version: 1 })),
    units,
    schoolPeriods: [{ from: '2026-11-02', to: '2026-12-18' }],
  }
}

export function listsOfCommune(commune: 'roncq' | 'fay-aux-loges'): PriceLists {
  return listsOf(communeText(commune))
}

export function communeText(commune: string): string {
  return readFileSync(new URL(`../data/communes/${commune}/tariffs.yaml`, import.meta.url), 'utf8')
}

/** The short form of a list with one tariff of the canteen. */
export function oneTariff(keys: string): PriceLists {
  return listsOf(`list: Essai
communes: ["37999"]
valid_from: 2026-01-01
tariffs:
  - code: repas
    activity: cantine
    units: [repas]
    label: Repas
    per: le repas
${keys.replace(/^/gm, '    ')}
`)
}

export const zoe: ChildFacts = {
  childId: 1,
  birthDate: '2019-03-12',
  schooling: [{ schoolYear: 2026, level: 'CE1' }],
  careProtocols: [],
  enrolments: [],
}

export const noel: ChildFacts = {
  childId: 2,
  birthDate: '2022-12-20',
  schooling: [{ schoolYear: 2026, level: 'MS' }],
  careProtocols: [{ validFrom: '2026-09-01', validTo: '2027-07-03', mealMode: 'BASKET' }],
  enrolments: [],
}

/** Claire Martin's household in Roncq, quotient 735. */
export function martin(changes: Partial<MonthFacts> = {}): MonthFacts {
  return {
    householdId: 1,
    quotients: [quotient(735)],
    residences: [livingIn('59508')],
    scheme: 'GENERAL',
    children: [zoe, noel],
    days: [],
    chargedPackages: [],
    ...changes,
  }
}

export function quotient(value: number, changes: Partial<MonthFacts['quotients'][number]> = {}) {
  return {
    type: 'CAF',
    value,
    validFrom: '2026-01-01',
    validTo: null,
    receivedOn: '2026-01-10',
    ...changes,
  } as const
}

export function livingIn(insee: string | null) {
  return { insee, validFrom: '2020-01-01', validTo: null }
}

/** A booked and attended canteen meal, unless told otherwise. */
export function dayOf(child: ChildFacts, day: string, changes: Partial<DayFact> = {}): DayFact {
  return {
    childId: child.childId,
    activityId: cantine,
    unitId: repas,
    groupId: 1,
    day,
    dayKind: 'SCHOOL',
    booking: 'REGULAR',
    presence: 'PRESENT',
    bookedFrom: null,
    bookedTo: null,
    arrived: null,
    leftAt: null,
    absence: null,
    share: null,
    ...changes,
  }
}

/** An evening that ended at 18:00: three half hours. */
export function eveningOf(child: ChildFacts, day: string, changes: Partial<DayFact> = {}): DayFact {
  return dayOf(child, day, { activityId: accueil, unitId: soir, leftAt: '18:00', ...changes })
}

/** The 17 days of school lunches of November 2026. */
export const lunchDays = [2, 3, 5, 6, 9, 10, 12, 13, 16, 17, 19, 20, 23, 24, 26, 27, 30].map(
  (date) => `2026-11-${String(date).padStart(2, '0')}`,
)

export const november: PricingPolicies = {
  from: '2026-11-01',
  to: '2026-11-30',
  billingDate: '2026-12-01',
  unchecked: 'REFUSE',
}

export const roncq = listsOfCommune('roncq')

/** `[label, quantity, unit price, amount]` of each line of November; nothing may be refused. */
export function linesOf(lists: PriceLists, facts: MonthFacts) {
  const { lines, refused } = priceMonth(facts, lists, november)
  assert.deepEqual(refused, [])
  return lines.map((line) => [line.label, line.quantity, line.unitPriceCents, line.amountCents])
}

/** The codes of what November's pricing refuses. */
export function codesOf(lists: PriceLists, facts: MonthFacts): string[] {
  return priceMonth(facts, lists, november).refused.map((refusal) => refusal.code)
}

/** Zoé's first school lunches of November. */
export function meals(changes: Partial<DayFact> = {}, count = 1): DayFact[] {
  return lunchDays.slice(0, count).map((day) => dayOf(zoe, day, changes))
}
