import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { renderInvoice } from '../../jobs/render-invoice.ts'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { readFile, storeFile } from '../../src/files/blobs.ts'
import { documentFile, documentsOf } from '../../src/files/documents.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { plantExample1 } from '../billing/story.ts'
import { plantTown } from '../billing/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
const now = new Date('2026-12-04T08:00:00Z')
await plantTown(db)
const family = await plantExample1(db)
await runBilling(db, keys, { period: '2026-11' }, { now, actor: 'test' })
const deps = { db, keys, pdf, clock: () => now }

test('the outbox asks for the PDF, and the job makes it once, however often it runs', async () => {
  const asked = await asWorker(db, (tx) =>
    sql<{
      topic: string
      payload: { invoiceId: number }
    }>`select topic, payload from outbox`.execute(tx),
  )
  assert.equal(asked.rows[0]?.topic, 'invoice.render')
  const payload = asked.rows[0]?.payload ?? { invoiceId: 0 }
  await Promise.all([renderInvoice(deps, payload), renderInvoice(deps, payload)])
  await renderInvoice(deps, payload)
  const kept = await asWorker(db, (tx) =>
    sql<{ documents: number; blobs: number }>`
      select (select count(*)::int from document where rendered_at is not null) as documents,
             (select count(*)::int from blob) as blobs`.execute(tx),
  )
  assert.deepEqual(kept.rows, [{ documents: 1, blobs: 1 }])
})

test('the kept file is the one that was hashed', async () => {
  const [document] = await asWorker(db, (tx) => documentsOf(tx, family.id))
  assert.equal(document?.title, 'Facture de novembre 2026')
  assert.ok(document.bytes && document.bytes > 5_000)
  const file = await asWorker(db, (tx) => documentFile(tx, keys, family.id, document))
  assert.equal(file?.bytes?.subarray(0, 5).toString(), '%PDF-')
})

test('a file that was changed in the database does not open', async () => {
  await asWorker(db, async (tx) => {
    const blobId = await storeFile(tx, keys, {
      bytes: Buffer.from('papier'),
      mediaType: 'text/plain',
      owner: { subject: 'FAMILY', subjectId: family.id },
      now,
    })
    assert.equal((await readFile(tx, keys, blobId))?.toString(), 'papier')
    await sql`update blob_content set bytes = set_byte(bytes, 20, (get_byte(bytes, 20) + 1) % 256) where blob_id = ${blobId}`.execute(
      tx,
    )
    await assert.rejects(readFile(tx, keys, blobId))
    await sql`update blob_content set bytes = (select bytes from blob_content other where other.blob_id <> ${blobId} limit 1)
      where blob_id = ${blobId}`.execute(tx)
    await assert.rejects(readFile(tx, keys, blobId))
  })
})

test('a file of more than 10 MB is not kept', async () => {
  const large = asWorker(db, (tx) =>
    storeFile(tx, keys, {
      bytes: Buffer.alloc(10_485_761),
      mediaType: 'application/pdf',
      owner: { subject: 'FAMILY', subjectId: family.id },
      now,
    }),
  )
  await assert.rejects(large, /10 MB/)
})
