import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quotientOnDay } from '../../src/pricing/quotient.ts'
import { plainRule, type QuotientRule } from '../../src/pricing/tariff.ts'
import type { QuotientFact } from '../../src/pricing/facts.ts'
import { quotient } from './story.ts'

function onDay(quotients: readonly QuotientFact[], day: string, rule: Partial<QuotientRule> = {}) {
  const wanted = { type: null, rule: { ...plainRule.quotient, ...rule } }
  return quotientOnDay(quotients, wanted, day, '2026-12-05').value
}

const first = quotient(835, { validTo: '2026-11-11' })
const second = quotient(600, { validFrom: '2026-11-12', receivedOn: '2026-11-20' })

test('by service date each day has the quotient of that day', () => {
  assert.equal(onDay([first, second], '2026-11-11'), 835)
  assert.equal(onDay([first, second], '2026-11-12'), 600)
})

test('by billing date the whole month has the quotient of the bill', () => {
  assert.equal(onDay([first, second], '2026-11-02', { date: 'BILLING_DATE' }), 600)
})

test('a change counts from the month after its reception, whatever its own date', () => {
  const rule = { changes: 'NEXT_MONTH' } as const
  assert.equal(onDay([first, second], '2026-11-30', rule), 835)
  assert.equal(onDay([first, second], '2026-12-01', rule), 600)
  const late = { ...second, receivedOn: '2027-01-04' }
  assert.equal(onDay([first, late], '2027-01-31', rule), 835)
  assert.equal(onDay([first, late], '2027-02-01', rule), 600)
})

test('with the quotient of 31 March, later ones count only as changes', () => {
  const fixed = { date: { monthDay: '03-31' }, changes: 'NEVER' } as const
  assert.equal(onDay([first, second], '2026-12-15', fixed), 835)
  assert.equal(onDay([first, second], '2027-03-30', fixed), 835)
  assert.equal(onDay([first, second], '2027-03-31', fixed), 600)
})

test('a first quotient counts from its own date, also when its paper came later', () => {
  const only = quotient(700, { validFrom: '2026-09-01', receivedOn: '2026-09-20' })
  const rule = { date: { monthDay: '03-31' }, changes: 'NEXT_MONTH' } as const
  assert.equal(onDay([only], '2026-09-03', rule), 700)
})

test('an expired quotient is none, or the last known one where the list says so', () => {
  const expired = quotient(500, { validTo: '2026-06-30' })
  assert.equal(onDay([expired], '2026-11-02'), null)
  assert.equal(onDay([expired], '2026-11-02', { changes: 'NEXT_MONTH' }), null)
  assert.equal(onDay([expired], '2026-11-02', { missing: 'LAST_KNOWN' }), 500)
  assert.equal(onDay([], '2026-11-02', { missing: 'LAST_KNOWN' }), null)
})

test('a quotient that ended long before the next one came is not taken up again', () => {
  const ended = quotient(300, { validFrom: '2024-01-01', validTo: '2024-12-31' })
  const next = quotient(900, { validFrom: '2026-05-01', receivedOn: '2026-05-10' })
  const rule = { changes: 'NEXT_MONTH' } as const
  assert.equal(onDay([ended, next], '2026-04-30', rule), null)
  assert.equal(onDay([ended, next], '2026-05-20', rule), null)
  assert.equal(onDay([ended, next], '2026-06-01', rule), 900)
  const fixed = { date: { monthDay: '03-31' }, changes: 'NEVER' } as const
  assert.equal(onDay([ended, next], '2026-09-01', fixed), 900)
  const inSpring = quotient(300, { validTo: '2026-04-30' })
  const afterGap = { ...next, validFrom: '2026-06-01' }
  const onDays = ['2026-04-30', '2026-05-31', '2026-06-01']
  assert.deepEqual(
    onDays.map((day) => onDay([inSpring, afterGap], day, fixed)),
    [300, null, 900],
  )
})

test('CAF goes before MSA and the commune’s own, and decimals are floored', () => {
  const communal = quotient(100.9, { type: 'COMMUNAL' })
  assert.equal(onDay([communal, quotient(399.99)], '2026-11-02'), 399)
  assert.equal(onDay([communal], '2026-11-02'), 100)
})
