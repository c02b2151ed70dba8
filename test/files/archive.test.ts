import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipOf } from '../../src/files/archive.ts'
import type { DocumentRow } from '../../src/files/documents.ts'

const megabyte = 1_000_000

test('an archive of sixty megabytes is read as fast as it is sent, a few papers ahead', async () => {
  const papers = Array.from({ length: 60 }, (_, at): DocumentRow => ({
    ref: String(at),
    kind: 'INVOICE',
    fileName: 'facture.pdf',
    title: null,
    createdAt: new Date('2026-12-04T08:00:00Z'),
    bytes: megabyte,
  }))
  const paper = Buffer.alloc(megabyte, 'x')
  let read = 0
  const { body, size } = zipOf(papers, () => {
    read += 1
    return Promise.resolve(paper)
  })
  let [sent, most] = [0, 0]
  for await (const part of body) {
    sent += part.length
    most = Math.max(most, read - sent / megabyte)
  }
  assert.deepEqual([read, sent], [60, size])
  assert.ok(most < 4, `${most} papers were held`)
})
