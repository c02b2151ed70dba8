import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DayFact, MonthFacts } from '../../src/pricing/facts.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import {
  cantine,
  centre,
  codesOf,
  dayOf,
  demiMatin,
  demiSoir,
  eveningOf,
  linesOf,
  listsOf,
  livingIn,
  lunchDays,
  martin,
  meals,
  noel,
  november,
  oneTariff,
  quotient,
  repasCentre,
  roncq,
  zoe,
} from './story.ts'

const monday = '2026-11-02'

test('the price follows the family that moves out in the middle of the month', () => {
  const residences = [
    { ...livingIn('59508'), validTo: '2026-11-15' },
    { ...livingIn('59378'), validFrom: '2026-11-16' },
  ]
  const days = [dayOf(zoe, '2026-11-13'), dayOf(zoe, '2026-11-16')]
  assert.deepEqual(linesOf(roncq, martin({ residences, quotients: [quotient(900)], days })), [
    ['Repas', 1, 305, 305],
    ['Repas', 1, 650, 650],
  ])
})

test('where the address is unknown nothing is guessed', () => {
  assert.deepEqual(codesOf(roncq, martin({ residences: [], days: meals() })), ['PRICING_NOT_FOUND'])
})

test('a supplement for non-residents comes after the bracket (Saffré: + 2 €)', () => {
  const lists = oneTariff(
    'prices: [{quotient: "≤ 750", amount: 10.50}, {quotient: "> 750", amount: 12}]\nnon_resident: +2.00',
  )
  const outside = martin({ residences: [livingIn('44001')], days: meals() })
  const { lines } = priceMonth(outside, lists, november)
  assert.equal(lines[0]?.unitPriceCents, 1250)
  assert.equal(
    lines[0]?.reason.sentence,
    'Quotient 735, tranche de moins de 751, hors commune +\u202F2,00\u202F€\u00A0: 12,50\u202F€ le repas.',
  )
})

test('from three enrolled children on, the bracket below (Saffré)', () => {
  const enrolled = {
    enrolments: [{ activityId: cantine, groupId: 1, validFrom: '2026-09-01', validTo: null }],
  }
  const children = [zoe, noel, { ...noel, childId: 3 }].map((child) => ({
    ...child,
    ...enrolled,
    careProtocols: [],
  }))
  const lists = oneTariff(`prices:
  - {quotient: "0-500", amount: 2.00}
  - {quotient: "501-1000", amount: 3.00}
  - {quotient: "1001+", amount: 4.00}
siblings: {by: number, among: enrolled, lower_bracket: {from: 3}}`)
  assert.deepEqual(linesOf(lists, martin({ children, days: meals() })), [['Repas', 1, 200, 200]])
  assert.deepEqual(linesOf(lists, martin({ children: children.slice(0, 2), days: meals() })), [
    ['Repas', 1, 300, 300],
  ])
})

test('amounts by rank: the eldest pays the first, the third and further ones the last', () => {
  const lists = oneTariff('amounts: [4.50, 4.40, 4.25]\nsiblings: {by: rank, among: file}')
  const children = [3, 1, 4, 2].map((childId) => ({
    ...noel,
    careProtocols: [],
    childId,
    birthDate: `201${childId}-01-01`,
  }))
  const days = children.map((child) => dayOf(child, monday))
  const { lines } = priceMonth(martin({ children, days }), lists, november)
  assert.deepEqual(
    lines.map((line) => line.unitPriceCents),
    [450, 440, 425, 425],
  )
})

function halfOf(price: string) {
  return linesOf(oneTariff(`price: ${price}\nadjustment: -50 %`), martin({ days: meals() }))[0]?.[2]
}

test('half of 3,05 is 1,53 and half of 3,15 is 1,58, as Bubry publishes', () => {
  assert.equal(halfOf('3.05'), 153)
  assert.equal(halfOf('3.15'), 158)
})

test('prices may be rounded up to five cents, after floor and ceiling', () => {
  const lists = oneTariff('rate: 0.36 %\nmin: 2.61\nmax: 4.50\nrounding: 0.05')
  assert.equal(linesOf(lists, martin({ days: meals() }))[0]?.[2], 265) // 735 × 0.36 % = 2.646 → 2.65
  assert.equal(linesOf(lists, martin({ quotients: [quotient(100)], days: meals() }))[0]?.[2], 265) // 2.61 → 2.65
})

const leisure = listsOf(`list: Centre de loisirs
valid_from: 2026-01-01
tariffs:
  - {code: matin, activity: centre, units: [matin], label: Matinée, price: 4.00}
  - {code: apres-midi, activity: centre, units: [apres-midi], label: Après-midi, price: 4.00}
  - {code: repas, activity: centre, units: [repas], label: Repas, price: 3.50}
  - {code: demi-journee, activity: centre, units: [matin, repas], label: Matinée avec repas, price: 7.00}
  - {code: journee, activity: centre, units: [matin, repas, apres-midi], label: Journée, price: 10.00, tax_credit: yes, meal_share: 3.50}
`)

function leisureDay(...unitIds: number[]): DayFact[] {
  return unitIds.map((unitId) => dayOf(zoe, '2026-11-04', { activityId: centre, unitId }))
}

function leisureLabels(...units: number[]) {
  return linesOf(leisure, martin({ days: leisureDay(...units) })).map(([label]) => label)
}

test('a day beats half a day with its meal, and that beats each alone', () => {
  assert.deepEqual(leisureLabels(demiMatin, repasCentre, demiSoir), ['Journée'])
  assert.deepEqual(leisureLabels(demiMatin, repasCentre), ['Matinée avec repas'])
  assert.deepEqual(leisureLabels(repasCentre, demiSoir), ['Repas', 'Après-midi'])
})

test('the meal inside a day is no care: it does not count for the tax credit', () => {
  const { lines } = priceMonth(
    martin({ days: leisureDay(demiMatin, repasCentre, demiSoir) }),
    leisure,
    november,
  )
  assert.deepEqual(
    lines.map((line) => [line.unitCodes, line.taxCreditCents]),
    [[['matin', 'repas', 'apres-midi'], 650]],
  )
})

function sharedHalf(takesOddCent: boolean) {
  return linesOf(
    roncq,
    martin({ days: meals({ share: { percent: 50, takesOddCent } }, 17) }),
  )[0]?.[3]
}

test('shared custody: two halves of an odd amount make exactly the whole', () => {
  assert.deepEqual([sharedHalf(true), sharedHalf(false)], [1998, 1997]) // 39.95
})

function stepsOf(changes: Partial<DayFact>) {
  return linesOf(roncq, martin({ days: [eveningOf(zoe, monday, changes)] }))[0]?.[1]
}

test('every started half hour counts; what nobody noted comes from the hours of the unit', () => {
  assert.equal(stepsOf({ leftAt: '17:00' }), 1)
  assert.equal(stepsOf({ leftAt: '17:01' }), 2)
  assert.equal(stepsOf({ leftAt: '18:00:00' }), 3)
  assert.equal(stepsOf({ leftAt: null }), 4) // until 18:30
  assert.equal(stepsOf({ leftAt: null, bookedTo: '17:30' }), 2)
  assert.equal(stepsOf({ unitId: 2, leftAt: null, arrived: '07:45' }), 2) // the morning, until 08:30
})

test('levels, ages, schemes, groups and kinds of days choose the price', () => {
  const lists = listsOf(`list: Choix
valid_from: 2026-01-01
tariffs:
  - {code: petits, activity: cantine, units: [repas], label: Petits, levels: [PS, MS, GS], price: 2}
  - {code: grands, activity: cantine, units: [repas], label: Grands, levels: [CP, CE1], ages: {to: 7}, days: {school: [mon]}, price: 3}
  - {code: mardi, activity: cantine, units: [repas], label: Mardi, levels: [CP, CE1], ages: {to: 7}, days: {school: [tue]}, schemes: [general], price: 4}
  - {code: vieux, activity: cantine, units: [repas], label: Vieux, levels: [CP, CE1], ages: {from: 8}, price: 5}
`)
  const label = (day: DayFact, changes: Partial<MonthFacts> = {}) =>
    priceMonth(martin({ days: [day], ...changes }), lists, november).lines[0]?.label
  assert.equal(label(dayOf({ ...noel }, monday)), 'Petits')
  assert.equal(label(dayOf(zoe, '2026-11-02')), 'Grands')
  assert.equal(label(dayOf(zoe, '2026-11-03')), 'Mardi')
  assert.equal(label(dayOf(zoe, '2026-11-03'), { scheme: 'MSA' }), undefined)
  assert.equal(label(dayOf(zoe, '2026-11-05')), undefined)
  assert.equal(label(dayOf(zoe, '2027-03-15')), 'Vieux')
})

test('two prices for one unit are refused by name, never chosen between', () => {
  const [resident, ...others] = roncq.tariffs
  assert.ok(resident)
  const lists = {
    ...roncq,
    tariffs: [resident, { ...resident, id: 99, code: 'double' }, ...others],
  }
  const { refused, lines } = priceMonth(martin({ days: meals() }), lists, november)
  assert.deepEqual(lines, [])
  assert.deepEqual(
    refused.map(({ code, explained }) => [code, explained]),
    [['AMBIGUOUS', '2 prices apply: double, repas-resident']],
  )
})

test('no tariff, no price: the days without one are listed together', () => {
  const facts = martin({ days: meals({}, 3) })
  const { refused, lines } = priceMonth(facts, { ...roncq, tariffs: [] }, november)
  assert.deepEqual(lines, [])
  assert.deepEqual(
    refused.map(({ code, days }) => [code, days]),
    [['PRICING_NOT_FOUND', lunchDays.slice(0, 3)]],
  )
  const early = martin({ days: [dayOf(zoe, '2025-06-02')] })
  assert.match(
    priceMonth(early, roncq, november).refused[0]?.explained ?? '',
    /repas-resident is valid from 2025-09-01/,
  )
})
