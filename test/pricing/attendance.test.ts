import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceMonth, priceUnit } from '../../src/pricing/month.ts'
import type { PriceLists } from '../../src/pricing/tariff.ts'
import {
  codesOf,
  dayOf,
  eveningOf,
  linesOf,
  listsOf,
  lunchDays,
  martin,
  meals,
  noel,
  november,
  oneTariff,
  roncq,
  zoe,
} from './story.ts'

const monday = '2026-11-02'

const unexcused = { presence: 'ABSENT', absence: null } as const
const ill = (openDayNumber: number) =>
  ({ presence: 'ABSENT', absence: { kind: 'ILLNESS', isExcused: true, openDayNumber } }) as const

test('a booked day without excuse is billed, on a line of its own', () => {
  const facts = martin({ days: [...meals({}, 2), dayOf(zoe, '2026-11-30', unexcused)] })
  assert.deepEqual(linesOf(roncq, facts), [
    ['Repas', 2, 235, 470],
    ['Repas (absence non excusée)', 1, 235, 235],
  ])
})

test('a penalty is a percentage of the day, rounded half up', () => {
  const lists = oneTariff('price: 2.35\nabsence: {unexcused: 50 %}')
  const { lines } = priceMonth(martin({ days: meals(unexcused, 3) }), lists, november)
  assert.deepEqual(
    lines.map((line) => [line.kind, line.quantity, line.unitPriceCents, line.amountCents]),
    [['PENALTY', 3, 118, 354]], // 1.175 → 1.18
  )
})

test('the first days of an illness are billed where there is a waiting period', () => {
  const lists = oneTariff('price: 3.50\nabsence: {waiting_days: 2}')
  const days = [1, 2, 3].map((number) => dayOf(zoe, lunchDays[number] ?? '', ill(number)))
  assert.deepEqual(linesOf(lists, martin({ days })), [['Repas (délai de carence)', 2, 350, 700]])
})

test('a strike is never billed, waiting period or not', () => {
  const strike = {
    presence: 'ABSENT',
    absence: { kind: 'STRIKE', isExcused: true, openDayNumber: 1 },
  } as const
  assert.deepEqual(
    linesOf(oneTariff('price: 3.50\nabsence: {waiting_days: 2}'), martin({ days: meals(strike) })),
    [],
  )
})

test('a booked day that nobody checked stops the household, and is priced as booked for a preview', () => {
  const unchecked = martin({ days: meals({ presence: null }) })
  assert.deepEqual(codesOf(roncq, unchecked), ['UNCHECKED_DAY'])
  const preview = priceMonth(unchecked, roncq, { ...november, unchecked: 'AS_BOOKED' })
  assert.equal(preview.lines[0]?.amountCents, 235)
  const [day] = meals({ presence: null })
  assert.equal(day && priceUnit(unchecked, roncq, day, '2026-11-30').lines[0]?.amountCents, 235)
})

test('a meal without booking may have a price of its own instead of a surcharge', () => {
  const lists = listsOf(`list: Le Sourn
valid_from: 2026-01-01
tariffs:
  - {code: reserve, activity: cantine, units: [repas], label: Repas, bookings: [regular, occasional], price: 3.50}
  - {code: imprevu, activity: cantine, units: [repas], label: Repas sans réservation, bookings: [not booked], price: 5.49}
`)
  const days = [dayOf(zoe, monday), dayOf(zoe, '2026-11-03', { booking: null })]
  assert.deepEqual(linesOf(lists, martin({ days })), [
    ['Repas', 1, 350, 350],
    ['Repas sans réservation', 1, 549, 549],
  ])
})

test('an expired PAI is billed as a normal meal, and the officer is told', () => {
  const expired = {
    ...noel,
    careProtocols: [{ validFrom: '2025-09-01', validTo: '2026-11-05', mealMode: 'BASKET' }],
  } as const
  const facts = martin({
    children: [zoe, expired],
    days: [dayOf(noel, '2026-11-05'), dayOf(noel, '2026-11-06')],
  })
  const { lines, alerts } = priceMonth(facts, roncq, november)
  assert.deepEqual(
    lines.map((line) => [line.kind, line.days, line.unitPriceCents]),
    [
      ['UNIT', ['2026-11-06'], 235],
      ['PAI_MEAL', ['2026-11-05'], 80],
    ],
  )
  assert.deepEqual(
    alerts.map((alert) => [alert.code, alert.days]),
    [['PAI_EXPIRED', ['2026-11-06']]],
  )
})

test('a child who came although excused needs a price like any other', () => {
  const came = meals({ absence: { kind: 'ILLNESS', isExcused: true, openDayNumber: 1 } })
  assert.deepEqual(linesOf(roncq, martin({ days: came })), [['Repas', 1, 235, 235]])
  assert.deepEqual(codesOf({ ...roncq, tariffs: [] }, martin({ days: came })), [
    'PRICING_NOT_FOUND',
  ])
})

/** The evening ends at 18:30. */
function late(keys: string, price = 'price: 2.00'): PriceLists {
  return listsOf(`list: Essai
valid_from: 2026-01-01
tariffs:
  - code: soir
    activity: accueil
    units: [soir]
    label: Soir
    tax_credit: yes
    ${price}
    late: {${keys}}
`)
}

test('a child who is fetched after closing costs each started half hour, beyond the grace', () => {
  const days = ['18:30', '18:35', '18:36', '19:01'].map((leftAt, at) =>
    eveningOf(zoe, lunchDays[at] ?? '', { leftAt }),
  )
  const { lines } = priceMonth(
    martin({ days }),
    late('amount: 11.00, every: 30, grace: 5'),
    november,
  )
  const [, charged] = lines
  assert.deepEqual(
    lines.map((line) => [
      line.kind,
      line.label,
      line.quantity,
      line.amountCents,
      line.taxCreditCents,
    ]),
    [
      ['UNIT', 'Soir', 4, 800, 800],
      ['LATE_PICKUP', 'Soir, reprise tardive', 3, 3300, 0], // one at 18:36, two at 19:01
    ],
  )
  assert.equal(
    charged?.reason.sentence.replace(/[\u00A0\u202F]/g, ' '),
    'Enfant repris après 18 h 30 (5 minutes de tolérance) : 11,00 € par tranche de 30 minutes commencée.',
  )
})

test('late once a day for a whole family, from its second late day on; time after closing is not care as well', () => {
  const days = ['2026-11-02', '2026-11-03'].flatMap((day) => [
    eveningOf(zoe, day, { arrived: '16:30', leftAt: '18:50' }),
    eveningOf(noel, day, { arrived: '16:30', leftAt: '18:40' }),
  ])
  const lists = late('amount: 15.00, by: family, from: 2', 'price: 1.00\n    step: {minutes: 30}')
  assert.deepEqual(linesOf(lists, martin({ days })), [
    ['Soir', 8, 100, 800],
    ['Soir, reprise tardive', 1, 1500, 1500],
    ['Soir', 8, 100, 800],
  ])
  assert.throws(() => late('amount: 15.00, after: 25h'), /is no time/)
  const tariffs = lists.tariffs.flatMap((tariff) => [
    { ...tariff, validTo: '2026-11-02' },
    { ...tariff, id: tariff.id + 100, version: 2, validFrom: '2026-11-03' },
  ])
  const followed = linesOf({ ...lists, tariffs }, martin({ days }))
  const again = followed.filter(([label]) => label === 'Soir, reprise tardive')
  assert.deepEqual(again, [['Soir, reprise tardive', 1, 1500, 1500]], 'new prices count on')
})
