import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { keepDocument, type DocumentKind } from '../../src/files/documents.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { startWeb } from '../../src/server.ts'
import { keys } from '../payments/payment-world.ts'
import { sampleInvoice } from '../pdf/sample-invoice.ts'
import { pdfText } from '../support/pdf-text.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { signedIn } from './visitor.ts'

/** The file name of each kind: a kind that is added to the table must be opened here too. */
const kept: Readonly<Record<DocumentKind, string>> = {
  INVOICE: 'facture-F01-26-12-0000001.pdf',
  CREDIT_NOTE: 'avoir-A01-26-12-0000001.pdf',
  RECEIPT: 'recu-R01-26-12-0000001.pdf',
  TAX_CERTIFICATE: 'attestation-fiscale-AF-2026-1.pdf',
  ATTENDANCE_CERTIFICATE: 'attestation-presence-AP-2026-1.pdf',
  CHILD_SHEET: 'fiche-zoe.pdf',
  MANDATE: 'mandat-RUM-1.pdf',
  REMINDER: 'rappel-1.pdf',
  STATEMENT: 'releve-2026.pdf',
  LETTER: 'courrier-1.pdf',
  RULES: 'reglement-cantine-2.pdf',
}

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const cookie = [...claire.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
after(() => web.stop())
const addresses = new Map<string, string>()
before(plant)

/** What each browser sends when a link is followed; the phone alone may be answered compressed. */
const browsers: Readonly<Record<string, readonly string[]>> = {
  'Internet Explorer 7': [
    'Accept: image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, application/msword, */*',
    'Accept-Language: fr',
    'UA-CPU: x86',
    'Accept-Encoding: gzip, deflate',
    'User-Agent: Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)',
    'Connection: Keep-Alive',
  ],
  'Firefox 3.5': [
    'User-Agent: Mozilla/5.0 (Windows; U; Windows NT 5.1; fr; rv:1.9.1) Gecko/20090624 Firefox/3.5',
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'Accept-Language: fr,fr-fr;q=0.8,en-us;q=0.5,en;q=0.3',
    'Accept-Encoding: gzip,deflate',
    'Accept-Charset: ISO-8859-1,utf-8;q=0.7,*;q=0.7',
    'Keep-Alive: 300',
    'Connection: keep-alive',
  ],
  'a phone': [
    'User-Agent: Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
    'Accept: text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: document',
  ],
}

for (const [browser, head] of Object.entries(browsers)) {
  test(`every document opens from ${browser}`, async () => {
    for (const [name, path] of addresses) {
      const { status, headers, body } = await ask(path, head)
      const what = `${browser}, ${name}`
      assert.equal(status, 200, what)
      assert.equal(headers.get('cache-control'), 'private, max-age=0, must-revalidate', what)
      assert.equal(headers.get('content-disposition'), `attachment; filename="${name}"`, what)
      assert.ok(path.endsWith(`/${name}`) && /^[\w.-]+$/.test(name), what)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', what)
      assert.equal(headers.get('content-length'), String(body.length), what)
      for (const unwanted of ['pragma', 'vary', 'content-encoding', 'transfer-encoding']) {
        assert.equal(headers.get(unwanted), undefined, `${what}: ${unwanted}`)
      }
      assert.ok(isWhole(name, body), what)
    }
  })
}

test('what was opened is the document of its kind, and none opens for another family', async () => {
  const awa = await signedIn(town, 'awa.diallo')
  for (const [kind, name] of Object.entries(kept)) {
    const path = addresses.get(name) ?? ''
    const { body } = await ask(path, [])
    assert.match(await pdfText(body), new RegExp(`Document ${kind} `))
    assert.equal((await awa.get(path)).status, 404, kind)
  }
})

const edbrowse = spawnSync('edbrowse', ['-v']).error === undefined
test(
  'every document opens from a text browser',
  { skip: !edbrowse && 'no edbrowse on this machine', timeout: 60_000 },
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'preau-edbrowse-'))
    const jar = [...claire.cookies].map(
      ([name, value]) => `localhost\tFALSE\t/\tFALSE\t2147483647\t${name}\t${value}\n`,
    )
    writeFileSync(join(home, 'cookies'), `# Netscape HTTP Cookie File\n${jar.join('')}`)
    writeFileSync(join(home, '.ebrc'), `jar = ${join(home, 'cookies')}\n`)
    const orders = [...addresses].flatMap(([name, path]) => [
      `e http://localhost:${web.port}${path}`,
      `w ${join(home, name)}`,
    ])
    const child = spawn('edbrowse', [], { env: { ...process.env, HOME: home } })
    child.stdin.end(`${['db0', 'js-', ...orders, 'qt'].join('\n')}\n`)
    await new Promise((resolve) => child.once('close', resolve))
    for (const name of addresses.keys()) {
      assert.ok(isWhole(name, readFileSync(join(home, name))), name)
    }
    rmSync(home, { recursive: true })
  },
)

/** A document of each kind, and what is made when it is asked for: sheets, statement, archive. */
async function plant(): Promise<void> {
  const householdId = Number(
    await oneValue(
      town,
      sql`select ha.household_id::text as value from household_adult ha join person p on p.id = ha.person_id
          join account a on a.id = p.account_id where a.login = 'claire.martin'`,
    ),
  )
  const pdf = openPdfRenderer()
  for (const [at, [kind, fileName]] of entriesOf(kept).entries()) {
    const paper = { ...sampleInvoice, title: `Document ${kind}` }
    const bytes = await pdf.render('invoice', paper)
    const document = { householdId, kind, sourceId: 900 + at, fileName, bytes }
    await asWorker(town.db, (tx) =>
      keepDocument(tx, keys, { ...document, templateVersion: '1' }, tuesday),
    )
    const ref = await oneValue(
      town,
      sql`select ref as value from document where file_name = ${fileName}`,
    )
    addresses.set(fileName, `/documents/${ref}/${fileName}`)
  }
  pdf.close()
  const zoe = await oneValue(town, sql`select ref as value from child where first_name = 'Zoé'`)
  for (const extent of ['simple', 'complete'])
    keepAddress(`/enfants/${zoe}/fiche-${extent}/fiche-${extent}-zoe-martin.pdf`)
  keepAddress('/releve/releve-2026-06-01-2026-12-08.pdf')
  keepAddress('/releve/releve-2026-06-01-2026-12-08.csv')
  keepAddress('/documents/archive/documents-2026.zip')
}

function keepAddress(path: string): void {
  addresses.set(path.split('/').at(-1) ?? '', path)
}

function entriesOf(table: typeof kept): [DocumentKind, string][] {
  return Object.entries(table).map(([kind, name]) => [kind as DocumentKind, name])
}

function isWhole(name: string, body: Buffer): boolean {
  if (name.endsWith('.csv')) return body.includes('Solde')
  if (name.endsWith('.zip')) return body.subarray(-22, -18).toString() === 'PK\x05\x06'
  return body.subarray(0, 5).toString() === '%PDF-' && body.subarray(-8).includes('%%EOF')
}

interface Answered {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** The bytes of an answer as they come over the wire. */
function ask(path: string, head: readonly string[]): Promise<Answered> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${web.port}`,
    `Cookie: ${cookie}`,
    ...head.filter((line) => !line.startsWith('Connection')),
    'Connection: close',
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(web.port, '127.0.0.1', () =>
      socket.write(`${lines.join('\r\n')}\r\n\r\n`),
    )
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    socket.on('error', reject)
    socket.on('end', () => resolve(readAnswer(Buffer.concat(parts))))
  })
}

function readAnswer(answer: Buffer): Answered {
  const end = answer.indexOf('\r\n\r\n')
  const [first = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ')
    return [name.toLowerCase(), value.join(': ')]
  })
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(headers),
    body: answer.subarray(end + 4),
  }
}
