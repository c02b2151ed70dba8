import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { acceptUpload, maxUploadBytes, type UploadPurpose } from '../../src/files/accept-upload.ts'
import { bombPng, packedPdf, pdf, photo, svg } from './hostile-files.ts'

async function faultOf(bytes: Buffer, purpose: UploadPurpose = 'PAPER'): Promise<string> {
  const accepted = await acceptUpload(bytes, { purpose })
  return accepted.ok ? accepted.file.mediaType : accepted.fault
}

test('a photo is drawn anew: upright, small enough, and nobody learns where it was taken', async () => {
  const sent = await photo(3_000, 1_500)
  const accepted = await acceptUpload(sent, { purpose: 'PHOTO' })
  assert.ok(accepted.ok)
  const { bytes, mediaType } = accepted.file
  const drawn = await sharp(bytes).metadata()
  assert.equal(mediaType, 'image/jpeg')
  assert.deepEqual([drawn.width, drawn.height], [600, 1_200])
  assert.equal(drawn.exif, undefined)
  assert.ok(sent.includes('Canari') && !bytes.includes('Canari'))
})

test('PNG and WebP become JPEG, transparent parts white', async () => {
  const clear = { create: { width: 9, height: 9, channels: 4, background: '#00000000' } } as const
  for (const bytes of [await sharp(clear).png().toBuffer(), await sharp(clear).webp().toBuffer()]) {
    const accepted = await acceptUpload(bytes, { purpose: 'PAPER' })
    assert.ok(accepted.ok)
    const { channels } = await sharp(accepted.file.bytes).stats()
    assert.ok(channels.every((channel) => channel.min > 250))
  }
})

test('hostile pictures are refused, each by its reason', async () => {
  const whole = await photo()
  const started = performance.now()
  assert.equal(await faultOf(bombPng()), 'UNREADABLE_PICTURE')
  assert.ok(performance.now() - started < 10_000, 'a bomb costs nothing')
  assert.equal(await faultOf(whole.subarray(0, whole.length / 2)), 'UNREADABLE_PICTURE')
  assert.equal(
    await faultOf(Buffer.concat([Buffer.from('ÿØÿ', 'latin1'), svg])),
    'UNREADABLE_PICTURE',
  )
  assert.equal(await faultOf(svg), 'WRONG_KIND')
  assert.equal(await faultOf(Buffer.from('GIF89a')), 'WRONG_KIND')
  assert.equal(await faultOf(Buffer.from('MZ\u0090')), 'WRONG_KIND')
  assert.equal(await faultOf(Buffer.from('\0\0\0\u0018ftypheic')), 'HEIC')
  assert.equal(await faultOf(Buffer.alloc(0)), 'EMPTY')
  assert.equal(await faultOf(Buffer.alloc(maxUploadBytes + 1)), 'TOO_LARGE')
  assert.equal(await faultOf(pdf(), 'PHOTO'), 'WRONG_KIND')
})

test('a picture that is also something else keeps nothing but its picture', async () => {
  const page = '<html><script>alert(1)</script>'
  const accepted = await acceptUpload(Buffer.concat([await photo(), Buffer.from(page)]), {
    purpose: 'PAPER',
  })
  assert.ok(accepted.ok)
  assert.ok(!accepted.file.bytes.includes('script'))
})

test('what decodes files reads three kinds alone, from memory', async () => {
  await assert.rejects(sharp(svg).toBuffer())
  await assert.rejects(sharp('test/files/nowhere.png').toBuffer())
})

test('a plain PDF is kept as it is, with a first page, links and packed objects', async () => {
  const plain = [
    pdf(),
    pdf({ catalogue: '/OpenAction [3 0 R /Fit]' }),
    pdf({
      catalogue: '/OpenAction 8 0 R',
      objects: '8 0 obj\n<< /S /GoTo /D [3 0 R /Fit] >>\nendobj\n',
    }),
    pdf({
      objects:
        '8 0 obj\n<< /Type /Annot /A << /S /URI /URI (https://impots.gouv.fr) >> >>\nendobj\n',
    }),
    packedPdf('<< /Type /Annot >>'),
  ]
  for (const bytes of plain) {
    const accepted = await acceptUpload(bytes, { purpose: 'PAPER' })
    assert.ok(accepted.ok, bytes.toString('latin1'))
    assert.equal(accepted.file.bytes, bytes)
  }
})

test('a PDF that does something, hides something or cannot be opened is refused', async () => {
  const script = '<< /S /JavaScript /JS (app.alert(1)) >>'
  const active = [
    pdf({ catalogue: `/OpenAction ${script}` }),
    pdf({ catalogue: '/Names << /JavaScript 8 0 R >>' }),
    pdf({ objects: '8 0 obj\n<< /S /J#61vaScript /JS (app.alert(1)) >>\nendobj\n' }),
    pdf({ objects: '8 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n' }),
    pdf({ objects: '8 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n' }),
    pdf({ catalogue: '/OpenAction << /S /URI /URI (https://evil.example) >>' }),
    pdf({ catalogue: '/OpenAction 8 0 R', objects: '8 0 obj\n<< /S /URI /URI (x) >>\nendobj\n' }),
    packedPdf(script),
  ]
  for (const bytes of active)
    assert.equal(await faultOf(bytes), 'ACTIVE_PDF', bytes.toString('latin1'))
  assert.equal(await faultOf(pdf({ trailer: '/Encrypt 7 0 R' })), 'LOCKED_PDF')
  assert.equal(await faultOf(pdf().subarray(0, 150)), 'UNREADABLE_PDF')
  assert.equal(await faultOf(Buffer.concat([Buffer.from('%PDF-<html>'), pdf()])), 'UNREADABLE_PDF')
  const packed =
    '4 0 obj\n<< /Type /ObjStm /First 4 /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00\nendstream\nendobj\n'
  assert.equal(await faultOf(pdf({ objects: packed })), 'UNREADABLE_PDF')
})

function many(unit: (at: number) => string): Buffer {
  return pdf({ objects: Array.from({ length: 60_000 }, (_, at) => unit(at)).join('') })
}

test('a PDF made to be looked at for hours is answered at once', async () => {
  const slow = [
    many(() => '/OpenAction 7 0 R\n'),
    many((at) => `/OpenAction ${at} 0 R\n`),
    many(() => 'stream\nendstream\n'),
    many((at) => `${at} 0 obj stream\nendstream\n`),
  ]
  const before = process.cpuUsage()
  const faults = []
  for (const bytes of slow) faults.push(await faultOf(bytes))
  const kept = 'application/pdf'
  assert.deepEqual(faults, [kept, 'ACTIVE_PDF', kept, kept])
  assert.ok(process.cpuUsage(before).user < 5_000_000)
})
