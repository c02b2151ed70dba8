import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChildFacts } from '../../src/pricing/facts.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import type { PriceLists } from '../../src/pricing/tariff.ts'
import {
  accueil,
  cantine,
  dayOf,
  linesOf,
  listsOf,
  lunchDays,
  martin,
  matin,
  november,
  oneTariff,
  roncq,
  seance,
  soir,
  zoe,
} from './story.ts'

function amisDay(day: string) {
  return dayOf(zoe, day, { activityId: 3, unitId: 4 })
}

test('the AMIS package is charged once between two holidays, whatever month comes first', () => {
  const days = ['2026-11-03', '2026-11-10', '2026-11-17'].map(amisDay)
  assert.deepEqual(linesOf(roncq, martin({ days })), [
    ['AMIS, forfait de la période, du 2 novembre au 18 décembre', 1, 915, 915],
  ])
  const chargedPackages = [
    { childId: 1, unitIds: [seance], window: 'SCHOOL_PERIOD', windowFrom: '2026-11-02' } as const,
  ]
  assert.deepEqual(linesOf(roncq, martin({ days: [amisDay('2026-12-01')], chargedPackages })), [])
})

test('a monthly card is owed by whoever is enrolled, eaten or not', () => {
  const lists = oneTariff(
    'amounts: [59, 57, 55]\nsiblings: {by: number, among: enrolled}\npackage: {window: month, charged: enrolled}',
  )
  const children = [
    {
      ...zoe,
      enrolments: [{ activityId: cantine, groupId: 1, validFrom: '2026-09-01', validTo: null }],
    },
  ]
  const label = 'Repas, du 1er novembre au 30 novembre'
  assert.deepEqual(linesOf(lists, martin({ children })), [[label, 1, 5900, 5900]])
  assert.deepEqual(
    linesOf(lists, martin({ children, days: lunchDays.slice(0, 5).map((day) => dayOf(zoe, day)) })),
    [[label, 1, 5900, 5900]],
  )
})

test('custody that says who pays shares a card of the enrolled as it shares the days', () => {
  const lists = oneTariff('price: 59\npackage: {window: month, charged: enrolled}')
  const card = { activityId: cantine, groupId: 1, validFrom: '2026-09-01', validTo: null }
  const since = { validFrom: '2026-09-01', validTo: null }
  const centsOf = (child: Partial<ChildFacts>) =>
    linesOf(lists, martin({ children: [{ ...zoe, ...child }] })).map((line) => line[3])
  const mine = { percent: 60, takesOddCent: true, ...since }
  const theirs = { percent: 40, takesOddCent: false, ...since }
  assert.deepEqual(centsOf({ enrolments: [card], shares: [mine] }), [3540])
  assert.deepEqual(centsOf({ sharedEnrolments: [card], shares: [theirs] }), [2360])
  assert.deepEqual(centsOf({ enrolments: [card], shares: [{ ...theirs, percent: 0 }] }), [])
  const later = { ...theirs, validFrom: '2026-12-01' }
  assert.deepEqual(centsOf({ sharedEnrolments: [card], shares: [later] }), [])
})

function careOf(unitId: number, day: string) {
  return dayOf(zoe, day, { activityId: accueil, unitId })
}

function listed(tariff: string): PriceLists {
  return listsOf(`list: Essai\nvalid_from: 2026-01-01\ntariffs:\n  - ${tariff}\n`)
}

test('a package that takes in a unit that another has paid is refused, not paid twice', () => {
  const small = listed(
    '{code: matin, activity: accueil, units: [matin], label: Matin, price: 20, package: {window: month}}',
  )
  const large = listed(
    '{code: deux, activity: accueil, units: [matin, soir], label: Deux, price: 30, package: {window: month}}',
  )
  // as the lists of communes that brought them before the import refused them
  const second = large.tariffs.map((tariff) => ({ ...tariff, id: 2 }))
  const lists = { ...small, tariffs: [...small.tariffs, ...second] }
  const both = [careOf(matin, '2026-11-03'), careOf(soir, '2026-11-03')]
  assert.deepEqual(
    priceMonth(
      martin({ days: [careOf(matin, '2026-11-02'), ...both] }),
      lists,
      november,
    ).refused.map(({ code }) => code),
    ['AMBIGUOUS'],
  )
  const only = linesOf(lists, martin({ days: [...both, careOf(matin, '2026-11-05')] }))
  assert.deepEqual(
    only.map((line) => line[3]),
    [3000],
  )
})

test('a week of the holidays and the Wednesdays of a month are both paid, though both windows begin on one day', () => {
  const lists = listsOf(`list: Essai
valid_from: 2026-01-01
tariffs:
  - {code: mercredis, activity: accueil, units: [matin], label: Mercredis, price: 20, package: {window: month},
     days: {school: [wed]}}
  - {code: vacances, activity: accueil, units: [matin], label: Vacances, price: 30, package: {window: week},
     days: {holidays: [weekdays]}}
`)
  const holiday = dayOf(zoe, '2027-03-02', { activityId: 2, unitId: matin, dayKind: 'HOLIDAY' })
  const march = { ...november, from: '2027-03-01', to: '2027-03-31', billingDate: '2027-03-31' }
  const { lines } = priceMonth(
    martin({ days: [holiday, careOf(matin, '2027-03-10')] }),
    lists,
    march,
  )
  assert.deepEqual(
    lines.map((line) => [line.label, line.amountCents]),
    [
      ['Vacances, du 1er mars au 7 mars', 3000],
      ['Mercredis, du 1er mars au 31 mars', 2000],
    ],
  )
})
