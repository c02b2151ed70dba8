import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allocate, type OpenItem } from '../../src/ledger/allocate.ts'
import { randomFrom } from '../../src/demo/random.ts'

function item(
  id: number,
  transferId: number,
  side: OpenItem['side'],
  cents: number,
  dueOrder: string,
): OpenItem {
  return { id, transferId, side, remainingCents: cents, dueOrder }
}

const october = [item(1, 10, 'DEBIT', 3000, '2026-11-05'), item(2, 10, 'DEBIT', 760, '2026-11-05')]
const november = [item(3, 11, 'DEBIT', 500, '2026-12-04')]

test('50 € settle October first, its smallest line first, then begin November', () => {
  const credit = item(9, 20, 'CREDIT', 4000, '2026-12-05')
  assert.deepEqual(allocate([...november, ...october, credit]), [
    { debitItemId: 2, creditItemId: 9, amountCents: 760 },
    { debitItemId: 1, creditItemId: 9, amountCents: 3000 },
    { debitItemId: 3, creditItemId: 9, amountCents: 240 },
  ])
})

test('the invoice that the payer chose comes before the oldest', () => {
  const credit = item(9, 20, 'CREDIT', 600, '2026-12-05')
  assert.deepEqual(allocate([...october, ...november, credit], [11]), [
    { debitItemId: 3, creditItemId: 9, amountCents: 500 },
    { debitItemId: 2, creditItemId: 9, amountCents: 100 },
  ])
})

test('the oldest credit is used first and an overpayment stays', () => {
  const credits = [
    item(8, 21, 'CREDIT', 900, '2026-12-06'),
    item(9, 20, 'CREDIT', 300, '2026-12-01'),
  ]
  assert.deepEqual(allocate([...november, ...credits]), [
    { debitItemId: 3, creditItemId: 9, amountCents: 300 },
    { debitItemId: 3, creditItemId: 8, amountCents: 200 },
  ])
})

test('whatever is open, nothing is settled twice and nothing idle stays (2,000 accounts)', () => {
  const random = randomFrom(7).below
  for (let round = 0; round < 2_000; round++) {
    const items = Array.from({ length: random(12) }, (_, id) =>
      item(
        id,
        random(4),
        random(2) ? 'DEBIT' : 'CREDIT',
        1 + random(500),
        `2026-0${1 + random(3)}-01`,
      ),
    )
    const made = allocate(items)
    const left = new Map(items.map((each) => [each.id, each.remainingCents]))
    for (const { debitItemId, creditItemId, amountCents } of made) {
      assert.ok(amountCents > 0)
      left.set(debitItemId, (left.get(debitItemId) ?? 0) - amountCents)
      left.set(creditItemId, (left.get(creditItemId) ?? 0) - amountCents)
    }
    for (const cents of left.values()) assert.ok(cents >= 0, 'never beyond the remaining amount')
    const sides = new Set(
      items.filter((each) => (left.get(each.id) ?? 0) > 0).map((each) => each.side),
    )
    assert.ok(sides.size < 2, 'a credit lies idle beside a debt')
    assertInTurn(items, left)
  }
})

/** No younger debt is touched while an older one is open. */
function assertInTurn(items: readonly OpenItem[], left: ReadonlyMap<number, number>): void {
  const debits = items.filter((each) => each.side === 'DEBIT')
  const open = debits.filter((each) => (left.get(each.id) ?? 0) > 0)
  const touched = debits.filter((each) => left.get(each.id) !== each.remainingCents)
  for (const older of open) {
    for (const younger of touched) {
      if (older.id !== younger.id) assert.ok(younger.dueOrder <= older.dueOrder)
    }
  }
}
