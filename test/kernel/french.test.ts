import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayAndMonth, dayNumber, daysInWords } from '../../src/kernel/french.ts'

test('the first of a month is counted, the other days are not', () => {
  assert.deepEqual(['2026-12-01', '2026-12-11'].map(dayNumber), ['1er', '11'])
  assert.equal(dayAndMonth('2026-12-01'), '1er décembre')
})

test('a span names its month once, or both', () => {
  assert.equal(daysInWords('2026-12-01', '2026-12-04'), '1er au 4 décembre')
  assert.equal(daysInWords('2026-11-30', '2026-12-04'), '30 novembre au 4 décembre')
  assert.equal(daysInWords('2026-12-01', '2026-12-01'), '1er décembre')
})
