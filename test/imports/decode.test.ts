import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeFile } from '../../src/operations/imports/decode.ts'

const text = "Prénom élève;Nom d'usage\nMaëlys;O’NEILL\nÉlodie;LE BŒUF\n"

function textOf(bytes: Buffer): string {
  const decoded = decodeFile(bytes)
  assert.ok(decoded.ok)
  return decoded.text
}

test('UTF-8 with or without BOM, UTF-16 and Windows-1252 are told apart', () => {
  assert.equal(textOf(Buffer.from(text)), text)
  assert.equal(textOf(Buffer.from(`\uFEFF${text}`)).replace('\uFEFF', ''), text)
  assert.equal(textOf(Buffer.from(`\uFEFF${text}`, 'utf16le')).replace('\uFEFF', ''), text)
  const windows = Buffer.from(text.replaceAll('’', '\u0092').replaceAll('Œ', '\u008C'), 'latin1')
  assert.equal(textOf(windows), text)
})

test('what is no text is refused', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('  \n'),
    Buffer.from('%PDF-1.7'),
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]),
    Buffer.from('a;b\n\u0000;c'),
  ]) {
    assert.equal(decodeFile(bytes).ok, false)
  }
})
