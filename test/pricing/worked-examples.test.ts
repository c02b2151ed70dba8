import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sumCents } from '../../src/kernel/money.ts'
import type { MonthFacts } from '../../src/pricing/facts.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import {
  dayOf,
  eveningOf,
  listsOfCommune,
  livingIn,
  lunchDays,
  martin,
  noel,
  november,
  quotient,
  roncq,
  zoe,
} from './story.ts'

const fay = listsOfCommune('fay-aux-loges')
const expected = JSON.parse(
  readFileSync(new URL('../data/worked_examples.json', import.meta.url), 'utf8'),
)

const evenings = lunchDays.slice(0, 10)

const excused = {
  presence: 'ABSENT',
  absence: { kind: 'ILLNESS', isExcused: true, openDayNumber: 1 },
} as const

/** Worked example 1: Zoé eats 17 times, once unannounced; Noël has a PAI and misses the last day with an excuse. */
const familyOfExample1: MonthFacts = martin({
  days: [
    ...lunchDays.map((day, at) => dayOf(zoe, day, at === 4 ? { booking: null } : {})),
    ...lunchDays.map((day) => dayOf(noel, day, day === '2026-11-30' ? excused : {})),
    ...evenings.map((day) => eveningOf(zoe, day)),
    ...evenings.map((day) => eveningOf(noel, day)),
  ],
})

test('worked example 1: the Martin family of Roncq owes 106,25 €', () => {
  const { lines, refused, alerts } = priceMonth(familyOfExample1, roncq, november)
  assert.deepEqual(refused, [])
  assert.deepEqual(alerts, [])
  assert.deepEqual(
    lines.map((line) => [
      line.childId,
      line.label,
      line.quantity,
      line.unitPriceCents,
      line.amountCents,
    ]),
    [
      [1, 'Repas', 17, 235, 3995],
      [1, 'Repas, majoration sans réservation', 1, 250, 250],
      [1, 'Accueil, demi-heures', 30, 85, 2550],
      [2, 'Repas, panier PAI', 16, 80, 1280],
      [2, 'Accueil, demi-heures', 30, 85, 2550],
    ],
  )
  const total = sumCents(lines.map((line) => line.amountCents)) // 42.45 + 12.80 + 51.00
  assert.equal(total, 10_625)
  assert.equal(total, Math.round(Number(expected['1_roncq_resident_qf735'].total) * 100))
  assert.equal(total + 3_760, 14_385)
})

test('a line says in French why its price is what it is', () => {
  const { lines } = priceMonth(familyOfExample1, roncq, november)
  assert.equal(
    lines[0]?.reason.sentence,
    'Quotient 735, tranche 640 à 860\u00A0: 2,35\u202F€ le repas.',
  )
  assert.deepEqual(
    lines[0]?.reason.steps.map(({ step, cents }) => [step, cents]),
    [
      ['TARIFF', null],
      ['QUOTIENT', null],
      ['BASE', '235'],
    ],
  )
  assert.deepEqual(lines[0]?.days, lunchDays)
})

/** The price of one meal (or half hour) for a quotient, or the refusal. */
function unitPriceOf(lists: typeof roncq, facts: MonthFacts): number | string | undefined {
  const { lines, refused } = priceMonth(facts, lists, november)
  return refused[0]?.code ?? lines[0]?.unitPriceCents
}

const oneMeal = [dayOf(zoe, '2026-11-02')]

test('the bounds of Roncq: a quotient is floored, a hole of the published list is refused', () => {
  const prices: readonly [number, number | string][] = [
    [0, 50],
    [399, 50],
    [399.99, 50],
    [400, 175],
    [639, 175],
    [640, 235],
    [859, 235],
    [860, 305],
    [1149, 305],
    [1150, 355],
    [1499, 355],
    [1500, 405],
    [1699, 405],
    [1700, 460],
    [1899, 460],
    [1899.99, 460],
    [1900, 'PRICING_NOT_FOUND'],
    [1900.5, 'PRICING_NOT_FOUND'],
    [1901, 490],
    [99_999, 490],
  ]
  for (const [value, price] of prices) {
    const facts = martin({ quotients: [quotient(value)], days: oneMeal })
    assert.equal(unitPriceOf(roncq, facts), price, `quotient ${value}`)
  }
})

test('without a quotient the highest bracket of Roncq applies, and the officer is told', () => {
  const priced = priceMonth(martin({ quotients: [], days: oneMeal }), roncq, november)
  assert.equal(priced.lines[0]?.unitPriceCents, 490)
  assert.equal(priced.alerts[0]?.code, 'QUOTIENT_UNKNOWN')
  assert.match(priced.lines[0]?.reason.sentence ?? '', /^Quotient inconnu, tranche la plus haute/)
})

function outside(value: number): MonthFacts {
  return martin({
    residences: [livingIn('59378')],
    quotients: [quotient(value)],
    days: [eveningOf(zoe, '2026-11-02')],
  })
}

test('the bounds of non-residents in Roncq: nothing is guessed between 800 and 860', () => {
  assert.equal(unitPriceOf(roncq, outside(799)), 195)
  for (const value of [800, 830, 859.99]) {
    assert.equal(unitPriceOf(roncq, outside(value)), 'PRICING_NOT_FOUND', `quotient ${value}`)
  }
  assert.equal(unitPriceOf(roncq, outside(860)), 200)
  assert.equal(unitPriceOf(roncq, outside(1499)), 200)
  assert.equal(unitPriceOf(roncq, outside(1500)), 205)
  const { refused, lines } = priceMonth(outside(830), roncq, november)
  assert.deepEqual(lines, [])
  assert.match(refused[0]?.explained ?? '', /quotient 830 .* between 800 and 860/)
})

function paiPriceAt(value: number): number | string | undefined {
  const facts = martin({ quotients: [quotient(value)], days: [dayOf(noel, '2026-11-02')] })
  return unitPriceOf(roncq, facts)
}

test('the PAI basket of Roncq has its own brackets', () => {
  assert.deepEqual([399, 400, 1149, 1150].map(paiPriceAt), [50, 80, 80, 100])
})

test('worked example 2: Fay-aux-Loges, 0.36 % of the quotient between 2.60 and 4.50', () => {
  for (const [value, price] of Object.entries<string>(expected['2_fay_linear'].unit)) {
    const facts = martin({
      residences: [livingIn('45142')],
      quotients: [quotient(Number(value))],
      days: oneMeal,
    })
    assert.equal(unitPriceOf(fay, facts), Math.round(Number(price) * 100), `quotient ${value}`)
  }
})

test('worked example 2: the unit price is rounded first, so 17 meals at quotient 835 are 51,17 €', () => {
  const facts = martin({
    quotients: [quotient(835)],
    days: lunchDays.map((day) => dayOf(zoe, day)),
  })
  const { lines } = priceMonth(facts, fay, november)
  assert.equal(lines[0]?.amountCents, 5_117) // 835 × 0.36 % = 3.006 → 3.01, × 17
  assert.equal(
    lines[0]?.reason.sentence,
    'Quotient 835 × 0,36\u202F% = 3,006\u202F€, arrondi\u00A0: 3,01\u202F€ le repas.',
  )
})

test('worked example 2: a letter of 12 November with quotient 600 counts from December', () => {
  const quotients = [
    quotient(835, { validTo: '2026-11-11' }),
    quotient(600, { validFrom: '2026-11-12', receivedOn: '2026-11-12' }),
  ]
  const priceOn = (day: string) => unitPriceOf(fay, martin({ quotients, days: [dayOf(zoe, day)] }))
  assert.equal(priceOn('2026-11-10'), 301)
  assert.equal(priceOn('2026-11-30'), 301)
  assert.equal(priceOn('2026-12-01'), 260)
})
