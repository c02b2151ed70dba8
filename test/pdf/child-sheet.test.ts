import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { getDocumentProxy } from 'unpdf'
import type { ChildFile } from '../../src/households/child-file.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { photo } from '../files/hostile-files.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { pdfText } from '../support/pdf-text.ts'
import { barelyKnown, sheetOf, wholeFile } from './sample-child.ts'

const pdf = openPdfRenderer()
after(() => pdf.close())
const db = await testDatabase()
const settings = await asWorker(db, (tx) => readSettings(tx, testKeys()))

async function printed(child: ChildFile, more: Parameters<typeof sheetOf>[2]) {
  const bytes = await pdf.render('child-sheet', sheetOf(child, settings, more))
  const { numPages } = await getDocumentProxy(new Uint8Array(bytes))
  const folder = process.env['SHEETS']
  if (folder) writeFileSync(`${folder}/${child.firstName}-${more.isComplete}.pdf`, bytes)
  return { bytes, pages: numPages, text: await pdfText(bytes) }
}

test('a child of whom everything is known still takes one page, and two for the complete sheet', async () => {
  const picture = await photo(600, 800)
  const simple = await printed(wholeFile, { isComplete: false, photo: picture })
  const complete = await printed(wholeFile, { isComplete: true, photo: picture })
  assert.deepEqual([simple.pages, complete.pages], [1, 2])
  for (const at of [0, 1, 2, 3, 4, 5, 6, 7]) assert.match(simple.text, new RegExp(`Note ${at}`))
  const long = [
    'TRAITEMENT',
    'MALADIES',
    'RECOMMANDATIONS',
    'EVICTION',
    'TROUSSE',
    'PROTOCOLE',
    'SIESTE',
  ]
  for (const word of [...long, 'CONDUITE0', 'CONDUITE5', 'ASSUREUR']) {
    assert.match(complete.text, new RegExp(word))
    assert.doesNotMatch(simple.text, new RegExp(word))
  }
  assert.match(simple.text, /PAI jusqu’au 31\/08\/2027/)
  assert.match(simple.text, /Reste à la maison jusqu’au 14\/12\/2026/)
})

test('whoever may come only later is printed with the first day', async () => {
  const { text } = await printed(wholeFile, { isComplete: false })
  assert.match(text, /seulement à partir du 04\/01\/2027/)
})

test('a child of whom nothing is known has its sheets, with what is missing said', async () => {
  const simple = await printed(barelyKnown, { isComplete: false })
  const complete = await printed(barelyKnown, { isComplete: true })
  assert.deepEqual([simple.pages, complete.pages], [1, 2])
  assert.match(simple.text, /Ibrahim DIALLO/)
  assert.match(simple.text, /École non renseignée/)
  assert.match(simple.text, /Ses parents seulement/)
  assert.match(complete.text, /Aucune signalée/)
})

test('the sheet is tagged for screen readers, the photo described', async () => {
  const { bytes } = await printed(wholeFile, { isComplete: true, photo: await photo(600, 800) })
  const source = bytes.toString('latin1')
  assert.match(source, /\/MarkInfo\s*<<\s*\/Marked true/)
  assert.match(source, /pdfuaid:part/)
  assert.match(source, /\/Lang\s*\(fr/)
  const page = await (await getDocumentProxy(new Uint8Array(bytes))).getPage(1)
  const tree = JSON.stringify(await page.getStructTree())
  for (const role of ['H1', 'H2', 'Table', 'TH', 'TD', 'Figure'])
    assert.ok(tree.includes(`"${role}"`), role)
  assert.match(tree, /Photo de Marie-Charlotte/)
})
