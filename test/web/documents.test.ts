import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { announceDocuments, keepDocument } from '../../src/files/documents.ts'
import { keys } from '../payments/payment-world.ts'
import { openTown, oneValue } from './town.ts'
import { signedIn } from './visitor.ts'

const town = await openTown()
const { db } = town
const internetExplorer7 = {
  Accept: 'image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, */*',
  'Accept-Language': 'fr',
  'User-Agent': 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)',
  'Accept-Encoding': 'gzip, deflate',
  Connection: 'Keep-Alive',
}

const claire = await signedIn(town, 'claire.martin')
const awa = await signedIn(town, 'awa.diallo')
await plantPapers()

test('papers stand by year, each with its month, kind, day and size', async () => {
  const text = await words('/documents')
  assert.match(text, /2026 Facture de novembre 2026 n° F01-26-12-0000001, PDF, 48 ko 4 décembre/)
  assert.match(text, /Attestation fiscale en préparation 1er février/)
  assert.match(text, /Fiche de \S+ École.* Fiche complète de /)
  assert.match(text, /Tout télécharger \( ?2 documents de 2026 dans un fichier zip, 49 ko\)/)
  assert.doesNotMatch(text, /novembre 2025/)
  assert.match(
    await words('/documents?annee=2025'),
    /2025 Facture de novembre 2025 n° F01-25-12-0000009, PDF, 1,2 Mo 3 décembre/,
  )
  assert.equal((await claire.get('/documents?annee=2019')).status, 404)
})

test('Internet Explorer 7 saves a paper and a year’s archive', async () => {
  for (const path of [await address('facture-F01-26-12-0000001.pdf'), archive(2026)]) {
    const answer = await claire.get(path, internetExplorer7)
    const { status, headers } = answer
    const { byteLength } = await answer.arrayBuffer()
    assert.equal(headers.get('Content-Length'), String(byteLength))
    assert.equal(status, 200)
    assert.equal(headers.get('Cache-Control'), 'private, max-age=0, must-revalidate')
    assert.equal(headers.get('Pragma'), null)
    assert.equal(headers.get('Vary'), null)
    assert.equal(headers.get('Content-Encoding'), null)
    assert.equal(headers.get('X-Content-Type-Options'), 'nosniff')
    assert.equal(
      headers.get('Content-Disposition'),
      `attachment; filename="${path.split('/').at(-1)}"`,
    )
  }
})

test('the archive of a year holds the papers of that year that are ready, under names of their own', async () => {
  const answer = await claire.get(archive(2026))
  const files = unzip(Buffer.from(await answer.arrayBuffer()))
  assert.deepEqual(
    files.map(({ name, bytes }) => [name, bytes.length]),
    [
      ['fiche.pdf', 900],
      ['facture-F01-26-12-0000001.pdf', 48_000],
    ],
  )
  assert.ok(files.every(({ bytes }) => bytes.subarray(0, 5).toString() === '%PDF-'))
})

test('a year without papers, and another family’s year, are not there', async () => {
  assert.equal((await claire.get(archive(2024))).status, 404)
  assert.equal((await awa.get(archive(2026))).status, 404)
  assert.equal((await claire.get('/documents/archive/autre.zip')).status, 404)
})

test('the archive of a year of two hundred papers holds them all, and says its size first', async () => {
  await asWorker(db, (tx) =>
    sql`
      insert into document (household_id, kind, source_id, file_name, blob_id, created_at)
      select d.household_id, 'LETTER', n, 'courrier.pdf', d.blob_id, '2023-05-01'
      from document d, generate_series(1, 200) n where d.file_name = 'facture-F01-26-12-0000001.pdf'`.execute(
      tx,
    ),
  )
  const answer = await claire.get(archive(2023))
  const zip = Buffer.from(await answer.arrayBuffer())
  assert.equal(answer.headers.get('Content-Length'), String(zip.length))
  const names = new Set(unzip(zip).map(({ name }) => name))
  assert.deepEqual([names.size, names.has('courrier-200.pdf')], [200, true])
})

test('a paper that cannot be read breaks the archive: it never arrives whole without it', async () => {
  await asWorker(db, (tx) =>
    sql`update blob_content set bytes = set_byte(bytes, 20, (get_byte(bytes, 20) + 1) % 256)
        where blob_id = (select blob_id from document where file_name = 'fiche.pdf')`.execute(tx),
  )
  const answer = await claire.get(archive(2026))
  await assert.rejects(answer.arrayBuffer())
})

async function words(path: string): Promise<string> {
  const html = await (await claire.get(path)).text()
  return html
    .replaceAll(/<\/?sup>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00A0]+/g, ' ')
}

function archive(year: number): string {
  return `/documents/archive/documents-${year}.zip`
}

async function address(fileName: string): Promise<string> {
  const ref = await oneValue(
    town,
    sql`select ref as value from document where file_name = ${fileName}`,
  )
  return `/documents/${ref}/${fileName}`
}

async function plantPapers(): Promise<void> {
  await asWorker(db, async (tx) => {
    const found = await sql<{ id: number }>`
      select ha.household_id as id from household_adult ha join person p on p.id = ha.person_id
      join account a on a.id = p.account_id where a.login = 'claire.martin'`.execute(tx)
    const householdId = found.rows[0]?.id ?? 0
    const invoice = { householdId, kind: 'INVOICE', templateVersion: '1' } as const
    const november = {
      sourceId: 1,
      fileName: 'facture-F01-26-12-0000001.pdf',
      title: 'Facture de novembre 2026',
      bytes: paper(48_000),
    }
    const older = {
      sourceId: 2,
      fileName: 'facture-F01-25-12-0000009.pdf',
      title: 'Facture de novembre 2025',
      bytes: paper(1_200_000),
    }
    const sheet = {
      kind: 'CHILD_SHEET',
      sourceId: 3,
      fileName: 'fiche.pdf',
      bytes: paper(900),
    } as const
    const [spring, december] = [new Date('2026-03-04T08:00:00Z'), new Date('2026-12-04T08:00:00Z')]
    await keepDocument(tx, keys, { ...invoice, ...older }, new Date('2025-12-03T08:00:00Z'))
    await keepDocument(tx, keys, { ...invoice, ...sheet }, spring)
    await keepDocument(tx, keys, { ...invoice, ...november }, december)
    const waiting = {
      householdId,
      kind: 'TAX_CERTIFICATE',
      sourceId: 4,
      fileName: 'af.pdf',
    } as const
    await announceDocuments(tx, [waiting], new Date('2026-02-01T08:00:00Z'))
  })
}

function paper(size: number): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(size - 8, 'x')])
}

/** The files of a zip by its central directory. */
function unzip(zip: Buffer): { name: string; bytes: Buffer }[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  let at = zip.readUInt32LE(end + 16)
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [method, size, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const stored = zip.subarray(from, from + size)
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    return { name, bytes: method === 0 ? stored : inflateRawSync(stored) }
  })
}
