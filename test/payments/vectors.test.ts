import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { z } from '../../src/kernel/forms.ts'
import { inspectVector, vectorFile } from '../../src/payments/vectors.ts'

const file: unknown = JSON.parse(
  await readFile(new URL('../data/vectors/spplus.json', import.meta.url), 'utf8'),
)
const vectors = vectorFile.parse(file)
const { vectors: answers } = z
  .object({ vectors: z.array(z.object({ expected: z.record(z.string(), z.unknown()) })) })
  .parse(file)

for (const [index, vector] of vectors.entries()) {
  test(`other people's SP Plus agrees with ours: ${vector.id}`, () => {
    const expected = answers[index]?.expected ?? {}
    const ours = inspectVector(vector)
    if (vector.kind !== 'notification') {
      assert.deepEqual(ours, expected)
      return
    }
    const { why: _why, ...decision } = z.record(z.string(), z.unknown()).parse(expected['portal'])
    const { why: _ours, ...words } = z.record(z.string(), z.unknown()).parse(ours)
    assert.deepEqual(words, decision)
  })
}

test('every kind of vector is there, so that none of them is skipped', () => {
  assert.deepEqual([...new Set(vectors.map((vector) => vector.kind))].sort(), [
    'key',
    'notification',
    'request-seal-7-fields',
    'request-seal-all-fields-in-order',
    'request-url-base64',
  ])
})
