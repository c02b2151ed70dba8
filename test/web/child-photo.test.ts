import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { oneValue, openTown } from './town.ts'
import { hiddenFields, signedIn, type Visitor } from './visitor.ts'
import { sql } from 'kysely'

const town = await openTown()
const ref = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
const page = `/enfants/${ref}/photo`

/** A phone's picture: wide, lying on its side, with where it was taken. */
async function fromPhone(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#2a6f97' } })
    .withExif({ IFD0: { Copyright: 'secret-place' } })
    .jpeg()
    .toBuffer()
}

async function send(
  visitor: Visitor,
  verb: string,
  file?: { name: string; bytes: Buffer },
): Promise<Response> {
  const html = await (await visitor.get(page)).text()
  const boundary = 'preau-test'
  const fields = { ...hiddenFields(html, page), [verb]: 'x' }
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = file
    ? `--${boundary}\r\nContent-Disposition: form-data; name="f_photo"; filename="${file.name}"\r\nContent-Type: image/jpeg\r\n\r\n`
    : ''
  const body = Buffer.concat([
    Buffer.from(parts.join('') + head),
    file?.bytes ?? Buffer.alloc(0),
    Buffer.from(`${file ? '\r\n' : ''}--${boundary}--\r\n`),
  ])
  const request = new Request(`http://localhost${page}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      Cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  })
  return town.app.request(request)
}

async function pictureOf(visitor: Visitor): Promise<Response> {
  const html = await (await visitor.get(page)).text()
  const src = /<img class="portrait" src="([^"]+)"/.exec(html)?.[1]
  assert.ok(src, 'the page shows the photo')
  return visitor.get(src)
}

test('a photo is cut to a portrait, loses what the phone wrote into it, and is shown to the parents alone', async () => {
  const marc = await signedIn(town.app, 'marc.leroy')
  const sent = await send(marc, 'envoyer', { name: 'IMG_1.JPG', bytes: await fromPhone() })
  assert.equal(sent.status, 303)
  const answer = await pictureOf(marc)
  const bytes = Buffer.from(await answer.arrayBuffer())
  const seen = await sharp(bytes).metadata()
  assert.deepEqual([seen.format, seen.width, seen.height], ['jpeg', 600, 800])
  assert.equal(seen.exif, undefined)
  assert.ok(!bytes.includes('secret-place'))
  assert.equal(answer.headers.get('X-Content-Type-Options'), 'nosniff')
  assert.match(answer.headers.get('Content-Security-Policy') ?? '', /sandbox/)
  for (const seenOn of ['/', '/enfants', '/inscriptions']) {
    const html = await (await marc.get(seenOn)).text()
    assert.match(
      html,
      new RegExp(`<img src="/enfants/${ref}/photo/[^>]* width="\\d+" height="\\d+"`),
      seenOn,
    )
  }
  const anne = await signedIn(town.app, 'anne.bernard')
  assert.equal((await pictureOf(anne)).status, 200, 'the other parent sees the child too')
  const awa = await signedIn(town.app, 'awa.diallo')
  assert.equal((await awa.get(`${page}/1.jpg`)).status, 404)
  assert.notEqual((await town.app.request(`http://localhost${page}/1.jpg`)).status, 200)
})

test('it is turned, brought nearer and taken away, and no old bytes stay', async () => {
  const marc = await signedIn(town.app, 'marc.leroy')
  const blobs = () => oneValue(town, sql`select count(*)::text as value from blob`)
  const before = await blobs()
  for (const verb of ['gauche', 'droite', 'pres', 'pres_haut']) {
    assert.equal((await send(marc, verb)).status, 303, verb)
    const size = await sharp(Buffer.from(await (await pictureOf(marc)).arrayBuffer())).metadata()
    assert.deepEqual([size.width, size.height], [600, 800], verb)
  }
  assert.equal(await blobs(), before)
  assert.equal((await send(marc, 'retirer')).status, 303)
  assert.equal(Number(await blobs()), Number(before) - 1)
})

test('a file that is no picture is refused kindly', async () => {
  const marc = await signedIn(town.app, 'marc.leroy')
  for (const bytes of [
    Buffer.from('<svg onload="x"/>'),
    Buffer.from('%PDF-1.7 x'),
    Buffer.alloc(0),
  ]) {
    const answer = await send(marc, 'envoyer', { name: 'x.jpg', bytes })
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), /class="errors"/)
  }
})
