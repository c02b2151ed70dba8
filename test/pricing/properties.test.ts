import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sumCents } from '../../src/kernel/money.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import {
  activities,
  communeText,
  dayOf,
  eveningOf,
  listsOfCommune,
  lunchDays,
  martin,
  november,
  oneTariff,
  quotient,
  zoe,
} from './story.ts'
import { randomFrom } from '../../src/demo/random.ts'

test('every quotient has exactly one price or lies in a hole that the check has named', () => {
  const { anomalies } = checkTariffs(communeText('roncq'), 'tariffs.yaml', activities)
  const holes = anomalies.map((anomaly) =>
    /Quotients? (\d+)(?: to (\d+))? ha/.exec(anomaly.message),
  )
  const named = (value: number) =>
    holes.some((hole) => hole && value >= Number(hole[1]) && value <= Number(hole[2] ?? hole[1]))
  for (const residence of ['RESIDENT', 'NON_RESIDENT'] as const) {
    const tariff = listsOfCommune('roncq').tariffs.find(
      (one) => one.filters.residence === residence,
    )
    assert.ok(tariff)
    for (let value = 0; value < 2_500; value += 1) {
      const found = tariff.lines.filter(
        (line) => line.qfFrom <= value && value < (line.qfTo ?? Infinity),
      )
      assert.ok(found.length === 1 || (found.length === 0 && named(value)), `${residence} ${value}`)
    }
  }
})

test('a rate never costs less with a higher quotient, and is exact to half a cent', () => {
  const lists = oneTariff('rate: 0.3617 %')
  let before = 0
  for (let value = 0; value <= 3_000; value += 1) {
    const facts = martin({ quotients: [quotient(value)], days: [dayOf(zoe, '2026-11-02')] })
    const price = priceMonth(facts, lists, november).lines[0]?.unitPriceCents ?? 0
    assert.ok(price >= before, `quotient ${value}`)
    assert.ok(Math.abs(price * 10_000 - value * 3_617) <= 5_000, `quotient ${value}`)
    before = price
  }
})

test('every line is its unit price times its quantity, and days are neither lost nor doubled', () => {
  const lists = listsOfCommune('roncq')
  const random = randomFrom(20_261_101).below
  for (let family = 0; family < 300; family += 1) {
    const days = lunchDays.flatMap((day) => [
      ...(random(3) > 0 ? [dayOf(zoe, day, random(6) === 0 ? { booking: null } : {})] : []),
      ...(random(2) > 0 ? [eveningOf(zoe, day, { leftAt: `17:${10 + random(50)}` })] : []),
    ])
    const { lines, refused } = priceMonth(
      martin({ quotients: [quotient(random(1_900))], days }),
      lists,
      november,
    )
    assert.deepEqual(refused, [])
    for (const line of lines) assert.equal(line.amountCents, line.unitPriceCents * line.quantity)
    const units = lines.filter((line) => line.kind === 'UNIT')
    assert.equal(sumCents(units.map((line) => line.days.length)), days.length)
    assert.ok(lines.every((line) => line.amountCents > 0))
  }
})

test('the order of the facts does not change the bill', () => {
  const lists = listsOfCommune('roncq')
  const days = lunchDays.flatMap((day) => [dayOf(zoe, day), eveningOf(zoe, day)])
  const forward = priceMonth(martin({ days }), lists, november)
  const backward = priceMonth(martin({ days: days.toReversed() }), lists, november)
  assert.deepEqual(backward, forward)
})
