import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { debtNumber, nextNumbers, numberText } from '../../src/ledger/numbers.ts'
import { testDatabase } from '../support/database.ts'
import { regieWithFamilies } from './families.ts'

const db = await testDatabase({ connections: 10 })
const { regieId } = await regieWithFamilies(db, ['Martin'])
const counter = { regieId, series: 'INVOICE', fiscalYear: 2026 } as const

test('twenty runs at once, a third of them rolled back, leave no gap and no double', async () => {
  const drawn: number[] = []
  const batch = async (place: number) => {
    const count = 1 + (place % 7)
    const first = await asWorker(db, async (tx) => {
      const number = await nextNumbers(tx, counter, count)
      if (place % 3 === 0) throw new Error('killed')
      return number
    })
    for (let each = 0; each < count; each++) drawn.push(first + each)
  }
  const batches = Array.from({ length: 40 }, (_, place) => batch(place))
  const results = await Promise.allSettled(batches)
  assert.equal(results.filter((result) => result.status === 'rejected').length, 14)
  const expected = Array.from({ length: drawn.length }, (_, place) => place + 1)
  assert.deepEqual(
    drawn.sort((a, b) => a - b),
    expected,
  )
})

test('each year and each series count for themselves', async () => {
  const first = await asWorker(db, (tx) => nextNumbers(tx, { ...counter, fiscalYear: 2027 }, 3))
  const next = await asWorker(db, (tx) => nextNumbers(tx, { ...counter, fiscalYear: 2027 }, 1))
  const credit = await asWorker(db, (tx) =>
    nextNumbers(tx, { ...counter, series: 'CREDIT_NOTE' }, 1),
  )
  assert.deepEqual([first, next, credit], [1, 4, 1])
})

test('a number is written as the spec says', () => {
  assert.equal(numberText('INVOICE', 1, '2026-11', 412), 'F01-26-11-0000412')
  assert.equal(debtNumber(1, 2026, 412), '01260000412')
})
