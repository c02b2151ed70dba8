import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { readConfig } from '../../src/config.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { createApp } from '../../src/web/app.tsx'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { invoiceIdOf, renderAndKeep, textOf } from './render.ts'
import { plantExample1 } from './story.ts'
import { plantTown } from './town.ts'
import { openSession } from '../support/session.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
await plantTown(db)
const family = await plantExample1(db)
const now = new Date('2026-12-08T08:00:00Z')
await runBilling(
  db,
  keys,
  { period: '2026-11' },
  { now: new Date('2026-12-04T08:00:00Z'), actor: 'test' },
)
const app = createApp({
  config: readConfig({ PUBLIC_URL: 'http://localhost' }),
  db,
  keys,
  clock: () => now,
  log: createLog({ level: 'silent', process: 'test' }),
  settings: () => asWorker(db, (tx) => readSettings(tx, keys)),
})
const claire = await openSession(db, 'claire.martin', now)
const awa = await openSession(db, 'awa.diallo', now)

async function get(
  token: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return app.request(`http://localhost${path}`, {
    headers: { Cookie: `session=${token}`, ...headers },
  })
}

async function page(token: string, path: string): Promise<string> {
  const answer = await get(token, path)
  assert.equal(answer.status, 200, path)
  return (await answer.text()).replace(/[\u00A0\u202F]/g, ' ')
}

test('the list names the invoice, what it costs and until when', async () => {
  const html = await page(claire, '/factures')
  assert.match(html, /Facture de novembre 2026/)
  assert.match(html, /106,25 €/)
  assert.match(html, /à régler avant le 3 janvier 2027/)
})

test('the invoice says why each price is what it is, child by child', async () => {
  const html = await page(claire, await invoicePath())
  for (const words of [
    'Zoé',
    'Noël',
    'Quotient 735, tranche 640 à 860 : 2,35 € le repas.',
    '39,95 €',
    'Net à payer',
  ]) {
    assert.ok(html.includes(words), words)
  }
})

test('the statement runs from the opening balance to today', async () => {
  const html = await page(claire, '/releve?f_du=01/12/2026&f_au=31/12/2026')
  assert.match(html, /Décembre 2026/)
  assert.match(html, /106,25 €/)
  assert.match(html, /Solde au 1<sup>er<\/sup> décembre 2026/)
})

test('a period chosen with htmx answers the entries alone', async () => {
  const answer = await get(claire, '/releve?f_du=01/12/2026&f_au=31/12/2026', {
    'HX-Request': 'true',
  })
  assert.equal(answer.headers.get('X-Fragment'), '1')
  assert.ok(!(await answer.text()).includes('<html'))
})

test('a period that ends before it begins is said beside the field', async () => {
  const answer = await get(claire, '/releve?f_du=31/12/2026&f_au=01/12/2026')
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /La fin doit venir après le début/)
})

test('before the job has run, the document says that it is being prepared', async () => {
  const html = await page(claire, await documentPath())
  assert.match(html, /se prépare/)
})

test('the PDF is sent as the oldest browsers need it, and only to its family', async () => {
  const bytes = await renderAndKeep(db, keys, pdf, await invoiceIdOf(db, family.id))
  const answer = await get(claire, await documentPath())
  const headers = Object.fromEntries(answer.headers)
  assert.equal(headers['content-type'], 'application/pdf')
  assert.equal(headers['cache-control'], 'private, max-age=0, must-revalidate')
  assert.equal(headers['content-length'], String(bytes.length))
  assert.match(
    headers['content-disposition'] ?? '',
    /^attachment; filename="facture-F[0-9-]+\.pdf"$/,
  )
  assert.equal(headers['vary'], undefined)
  assert.equal(headers['pragma'], undefined)
  const received = Buffer.from(await answer.arrayBuffer())
  assert.ok(received.equals(bytes))
  assert.match(await textOf(received), /106,25 €/)
})

test('what lies in the database is not the PDF', async () => {
  const stored = await asWorker(db, (tx) =>
    sql<{ bytes: Buffer }>`select bytes from blob_content`.execute(tx),
  )
  assert.ok(!stored.rows[0]?.bytes.includes('%PDF'))
})

test('another family gets the answer of what does not exist, byte for byte', async () => {
  const nobody = '/factures/00000000-0000-4000-8000-000000000000'
  const expected = await bodyOf(await get(awa, nobody))
  for (const path of [await invoicePath(), await documentPath()]) {
    const answer = await get(awa, path)
    assert.equal(answer.status, 404)
    assert.equal(await bodyOf(answer), expected)
  }
  assert.match(await page(awa, '/factures'), /Aucune facture pour le moment/)
})

test('the pages ask the database at most three things', async () => {
  const paths = ['/factures', await invoicePath(), '/releve', '/documents', await documentPath()]
  for (const path of paths) {
    const statements = await statementsOf(() => get(claire, path))
    assert.ok(statements.length <= 3, `${path}: ${statements.join('\n')}`)
  }
})

async function bodyOf(answer: Response): Promise<string> {
  return (await answer.text()).replace(/value="[^"]*"/g, '').replace(/\b[a-z2-7]{16}\b/g, '')
}

async function invoicePath(): Promise<string> {
  const html = await (await get(claire, '/factures')).text()
  return /\/factures\/[0-9a-f-]{36}/.exec(html)?.[0] ?? ''
}

async function documentPath(): Promise<string> {
  const html = await (await get(claire, '/documents')).text()
  return /\/documents\/[0-9a-f-]{36}\/[A-Za-z0-9._-]+/.exec(html)?.[0] ?? ''
}

/** What a request asks, besides beginning, entering and committing; the settings are read by another role. */
async function statementsOf(work: () => Promise<Response>): Promise<string[]> {
  const seen: string[] = []
  const heard = new Set<unknown>()
  const listen = (client: { query: (...args: never[]) => unknown }) => {
    if (heard.has(client)) return
    heard.add(client)
    const query = client.query.bind(client)
    Object.assign(client, {
      query: (...args: never[]) => {
        const [first] = args as unknown as [string | { text: string }]
        const text = typeof first === 'string' ? first : first.text
        if (!/^(begin|commit|rollback)|app\.enter|from setting/.test(text.trim())) seen.push(text)
        return query(...args)
      },
    })
    undo.push(() => void Object.assign(client, { query }))
  }
  const undo: (() => void)[] = []
  db.pool.on('acquire', listen)
  await work()
  db.pool.off('acquire', listen)
  for (const each of undo.reverse()) each()
  return seen
}
