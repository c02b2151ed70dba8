import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLine } from '../../src/accounts/line.ts'
import { Refusal } from '../../src/kernel/refusal.ts'

test('a rush is let in in order of arrival, so many at once, and a flood is sent away before anything is done', async () => {
  const line = createLine({ atOnce: 2, waitingAtMost: 3 })
  const doors: (() => void)[] = []
  const entered: number[] = []
  const visit = (name: number) =>
    line.join(async () => {
      entered.push(name)
      await new Promise<void>((resolve) => doors.push(resolve))
      if (name === 3) throw new Error('fell')
      return name
    })
  const turns = [1, 2, 3, 4, 5].map(visit)
  const visits = turns.map((turn) => turn.done)
  assert.deepEqual(
    turns.map((turn) => turn.ahead()),
    [0, 0, 0, 1, 2],
  )
  assert.deepEqual(entered, [1, 2])
  await assert.rejects(visit(6).done, (error) => error instanceof Refusal && error.code === 'BUSY')
  const settled = Promise.allSettled(visits)
  for (let next = 0; next < 5; next += 1) {
    doors[next]?.()
    await visits[next]?.catch(() => null)
    await Promise.resolve()
  }
  assert.deepEqual(entered, [1, 2, 3, 4, 5])
  assert.deepEqual(
    (await settled).map((one) => one.status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  const again = line.join(() => Promise.resolve(7))
  assert.equal(await again.done, 7)
})
