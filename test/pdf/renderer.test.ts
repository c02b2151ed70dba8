import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import { openPdfRenderer } from '../../src/pdf.ts'
import { sampleInvoice } from './sample-invoice.ts'

const pdf = openPdfRenderer()
after(() => pdf.close())

async function textOf(file: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(file)), {
    mergePages: true,
  })
  return text
}

test('an invoice shows its number, its lines with their reason, and the amount due', async () => {
  const text = await textOf(await pdf.render('invoice', sampleInvoice))
  assert.match(text, /F01-26-11-0000412/)
  assert.match(text, /Quotient 735, tranche 640 à 860/)
  assert.match(text, /Solde antérieur/)
  assert.match(text, /143,85\s€/)
})

test('an invoice is tagged for screen readers, in French, with a title', async () => {
  const file = await pdf.render('invoice', sampleInvoice)
  const source = file.toString('latin1')
  assert.match(source, /\/MarkInfo\s*<<\s*\/Marked true/)
  assert.match(source, /pdfuaid:part/)
  assert.match(source, /\/Lang\s*\(fr/)
  const page = await (await getDocumentProxy(new Uint8Array(file))).getPage(1)
  const roles = new Set(rolesOf(await page.getStructTree()))
  for (const role of ['H1', 'Table', 'TH', 'TD', 'L'])
    assert.ok(roles.has(role), `${role} in ${[...roles].join(' ')}`)
})

test('a compiler that cannot be started is an error of the document, and the next one is made', async () => {
  const own = openPdfRenderer()
  const { execPath } = process
  process.execPath = '/nowhere/node'
  try {
    await assert.rejects(own.render('invoice', sampleInvoice))
  } finally {
    process.execPath = execPath
  }
  assert.ok((await own.render('invoice', sampleInvoice)).length > 1_000)
  own.close()
})

test('the same data makes the same bytes', async () => {
  const first = await pdf.render('invoice', sampleInvoice)
  const second = await pdf.render('invoice', sampleInvoice)
  assert.ok(first.equals(second))
})

test('a document is the same alone and after others, and has its own title and footer', async () => {
  const other = { ...sampleInvoice, title: 'Avoir du 4 janvier 2027', footer: 'Valprés · avoir' }
  await pdf.render('invoice', sampleInvoice)
  const later = await pdf.render('invoice', other)
  const fresh = openPdfRenderer()
  assert.ok(later.equals(await fresh.render('invoice', other)))
  fresh.close()
  const { info } = await (await getDocumentProxy(new Uint8Array(later))).getMetadata()
  assert.equal((info as { Title?: string }).Title, 'Avoir du 4 janvier 2027 – n° F01-26-11-0000412')
  assert.match(await textOf(later), /Valprés · avoir\s+page 1 \/ 1/)
})

test('what a name contains is shown, never evaluated, and its bidi overrides are gone', async () => {
  const payer = ['#panic("x") $1^2$ *Martin* \u202Enitram', '<script> & @label']
  const hostile = { ...sampleInvoice, payer }
  const text = await textOf(await pdf.render('invoice', hostile))
  assert.ok(text.includes('#panic("x") $1^2$ *Martin* nitram'))
  assert.ok(text.includes('<script> & @label'))
})

test('whatever a parent typed, the document is made: a letter that no font has becomes a question mark', async () => {
  const latin = letters([0x00a1, 0x0377], [0x1e00, 0x1eff])
  const others = letters([0x0391, 0x03a1], [0x03a3, 0x03c9], [0x0400, 0x0477])
  const signs = `${letters([0x2010, 0x2027], [0x202f, 0x203a], [0x2190, 0x2193])}€−≈≠≤≥✓`
  const everything = { ...sampleInvoice, payer: [latin, others, signs] }
  assert.ok((await pdf.render('invoice', everything)).length > 1_000)
  const payer = ['Zoé 🦊👩‍👧 محمد', '１２ ﬁn \uD800']
  const typed = { ...sampleInvoice, payer }
  const text = await textOf(await pdf.render('invoice', typed))
  assert.match(text, /Zoé \? \?/)
  assert.match(text, /12 fin \?/)
})

test('a name longer than its column stays inside it', async () => {
  const name = 'W'.repeat(60)
  const [child] = sampleInvoice.children
  const [line] = child?.lines ?? []
  const long = { ...child, name, lines: [{ ...line, label: name, reason: name }] }
  const payer = [name, '12 rue des Lilas', '59223 VALPRÉS']
  const paper = { ...sampleInvoice, payer, children: [long] }
  const file = await pdf.render('invoice', paper)
  const page = await (await getDocumentProxy(new Uint8Array(file))).getPage(1)
  const { items } = await page.getTextContent()
  const ends = items.map((item) => ('str' in item ? Number(item.transform[4]) + item.width : 0))
  // the margin of 20 mm of an A4 page, in points
  assert.ok(Math.max(...ends) < 595 - 56, String(Math.max(...ends)))
})

test('what was open before goes on over the page when there is much of it', async () => {
  const notes = Array.from({ length: 80 }, (_, at) => `Reste ${at}`)
  const [total, before, due] = sampleInvoice.sums
  const long = { ...sampleInvoice, sums: [total, { ...before, notes }, due] }
  const file = await pdf.render('invoice', long)
  const document = await getDocumentProxy(new Uint8Array(file))
  const lowest: number[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    const lines = items.filter((item) => 'str' in item && item.str.startsWith('Reste'))
    lowest.push(...lines.map((item) => ('str' in item ? Number(item.transform[5]) : 0)))
  }
  assert.equal(lowest.length, 80)
  // the margin of 20 mm
  assert.ok(Math.min(...lowest) > 56, String(Math.min(...lowest)))
})

test('neither the sum of a receipt nor who signs it stands alone on a page', async () => {
  const row = { name: 'Facture', detail: 'F01', amount: '1,00 €' }
  const { createdOn, colour, commune, payer, number, footer } = sampleInvoice
  const same = {
    createdOn,
    colour,
    commune,
    payer,
    number,
    footer,
    title: 'Reçu',
    subtitle: '',
    date: '',
  }
  for (let count = 14; count < 24; count += 1) {
    const rows = Array.from({ length: count }, () => row)
    const words = { statement: '', columns: ['Quoi', 'Numéro', 'Somme'], notes: [] }
    const total = { label: 'Total', amount: '9,00 €' }
    const paper = { ...same, ...words, rows, total }
    const file = await pdf.render('certificate', paper)
    const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(file)))
    if (totalPages > 1)
      assert.match(text.at(-1) ?? '', /Facture[^]*Total[^]*Régie/, `${count} rows`)
  }
})

test('a document that takes too long is given up, and the next one is made', async () => {
  const hurried = openPdfRenderer({ patienceMs: 1_000 })
  const [child] = sampleInvoice.children
  const endless = { ...sampleInvoice, children: Array.from({ length: 60_000 }, () => child) }
  await assert.rejects(hurried.render('invoice', endless), /more than 1000 ms/)
  const text = await textOf(await hurried.render('invoice', sampleInvoice))
  hurried.close()
  assert.match(text, /F01-26-11-0000412/)
})

test('documents asked for together are made one after the other', async () => {
  const files = await Promise.all([1, 2, 3].map(() => pdf.render('invoice', sampleInvoice)))
  assert.equal(files.length, 3)
  for (const file of files) assert.equal(file.subarray(0, 5).toString(), '%PDF-')
})

interface StructNode {
  readonly role?: string
  readonly children?: readonly unknown[]
}

function rolesOf(node: unknown): string[] {
  const { role, children } = (node ?? {}) as StructNode
  return [...(role ? [role] : []), ...(children ?? []).flatMap(rolesOf)]
}

function letters(...ranges: readonly (readonly [number, number])[]): string {
  return ranges
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at))
    .map((code) => String.fromCodePoint(code))
    .join(' ')
}
