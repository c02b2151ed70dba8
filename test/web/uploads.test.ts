import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { newToken } from '../../src/kernel/ids.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { communeView } from '../../src/web/commune.ts'
import type { WebEnv } from '../../src/web/context.ts'
import { csrfFor } from '../../src/web/csrf.ts'
import { readForm } from '../../src/web/form-body.ts'
import { sendFile, uploadSentence } from '../../src/web/uploads.ts'
import { openTown } from './town.ts'
import { hiddenFields, signedIn } from './visitor.ts'

const town = await openTown()
const { deps } = town
const token = newToken()
const boundary = '---------------------------7d11a2b3c4d'

/** The reader of forms behind one address, with a field of one file and a field of several. */
const forms = new Hono<WebEnv>()
forms.use(async (c, next) => {
  c.set('deps', deps)
  c.set('commune', communeView(initialSettings(), null))
  await next()
})
forms.post('/', async (c) => {
  const sent = await readForm(c, token, { files: ['f_photo', 'f_pages[]'] })
  if (sent instanceof Response) return new Response(null, { status: sent.status })
  const files = [...sent.files].map(([field, all]) => [
    field,
    all.map(({ name, bytes }) => `${name}: ${bytes.length > 99 ? bytes.length : bytes.toString()}`),
  ])
  return c.json({ texte: sent.form['f_texte'], files: Object.fromEntries(files) })
})

interface Part {
  readonly head: string
  readonly body: string
}

const field = (name: string, body: string): Part => ({ head: `name="${name}"`, body })
const file = (name: string, fileName: string, body: string): Part => ({
  head: `name="${name}"; filename="${fileName}"\r\nContent-Type: image/pjpeg`,
  body,
})
const own = [field('_csrf', csrfFor(token)), field('_key', newToken()), field('f_texte', 'été')]

function bodyOf(parts: readonly Part[]): string {
  const written = parts.map(
    ({ head, body }) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`,
  )
  return `${written.join('')}--${boundary}--\r\n`
}

function post(body: string): Promise<Response> {
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` }
  return Promise.resolve(forms.request('http://localhost/', { method: 'POST', headers, body }))
}

async function read(parts: readonly Part[]): Promise<unknown> {
  const answer = await post(bodyOf(parts))
  return answer.status === 200 ? await answer.json() : answer.status
}

test('files come with their bare name, whatever folder or type an old browser sends', async () => {
  const sent = await read([
    ...own,
    file('f_photo', 'C:\\Mes documents\\Zoé.jpg', 'un'),
    file('f_pages[]', '../../etc/page 1.png', 'deux'),
    file('f_pages[]', 'page 2.png', 'trois'),
  ])
  const files = { f_photo: ['Zoé.jpg: un'], 'f_pages[]': ['page 1.png: deux', 'page 2.png: trois'] }
  assert.deepEqual(sent, { texte: 'été', files })
})

test('a quote in the name is read as old browsers write it and as those of today do', async () => {
  for (const written of ['attestation \\"2026\\".pdf', 'attestation %222026%22.pdf']) {
    const sent = await read([...own, file('f_photo', written, 'un \\" deux')])
    assert.deepEqual(sent, {
      texte: 'été',
      files: { f_photo: ['attestation "2026".pdf: un \\" deux'] },
    })
  }
})

test('a field left empty and a field that the form does not have send nothing', async () => {
  const sent = await read([...own, file('f_photo', '', ''), file('f_autre', 'a.exe', 'MZ')])
  assert.deepEqual(sent, { texte: 'été', files: {} })
})

test('a file of more than 5 MB still arrives, so that the form is shown again; a body without end is read and refused', async () => {
  const heavy = await read([...own, file('f_photo', 'a.jpg', 'x'.repeat(9_000_000))])
  assert.deepEqual(heavy, { texte: 'été', files: { f_photo: ['a.jpg: 9000000'] } })
  assert.equal(await read([...own, file('f_photo', 'a.jpg', 'x'.repeat(17_000_000))]), 413)
  assert.match(uploadSentence('TOO_LARGE'), /5\u00A0Mo/)
})

test('malformed, doubled, hostile and foreign bodies are refused', async () => {
  assert.equal(await read([...own, file('f_photo', 'a', 'a'), file('f_photo', 'b', 'b')]), 400)
  assert.equal(await read([...own, field('f_texte', 'encore')]), 400)
  assert.equal(await read([...own, file('f_photo', 'a\u0000.jpg', 'a')]), 422)
  assert.equal(await read([...own, file('f_photo', 'a\u202Egpj.exe', 'a')]), 422)
  assert.equal(await read([...own, field('f_autre', 'a\u0007')]), 422)
  assert.equal(await read(own.slice(1)), 403)
  const whole = bodyOf([...own, file('f_photo', 'a.jpg', 'un')])
  for (const cut of ['', whole.slice(0, -40), whole.slice(40), whole.replaceAll('\r\n', '\n')]) {
    const { status } = await post(cut)
    assert.ok(status === 400 || status === 403, `${status} for ${cut.slice(0, 60)}`)
  }
})

test('a body that no browser writes is refused before it keeps the process', async () => {
  const small = file('f_pages[]', 'a', '1')
  const hostile = [
    bodyOf([...own, ...Array.from({ length: 100_000 }, () => small)]),
    bodyOf(Array.from({ length: 100_000 }, () => field('f_texte', '1'))).slice(0, -20),
    `--${boundary}\r\n${'A: b\r\n'.repeat(2_000_000)}`,
    bodyOf([...own, file('f_photo', '\\"'.repeat(4_000_000), '1')]),
  ]
  for (const body of hostile) {
    const before = process.cpuUsage()
    assert.equal((await post(body)).status, 400)
    const { user } = process.cpuUsage(before)
    assert.ok(user < 500_000, `${user} µs for a body of ${body.length}`)
  }
})

test('a body that comes byte by byte holds no more memory than its bytes', async () => {
  let left = 6_000
  let most = 0
  const before = process.memoryUsage().arrayBuffers
  const body = new ReadableStream({
    pull: (parts) => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      if (left-- > 0) parts.enqueue(new Uint8Array(65_536).subarray(0, 1))
      else parts.close()
    },
  })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=a' }
  const request = new Request('http://localhost/', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  })
  assert.equal((await forms.request(request)).status, 400)
  assert.ok(most < 200_000_000, `${most} bytes`)
})

test('files of somebody who is not signed in are not even looked at', async () => {
  const headers = {
    'Content-Type': 'multipart/form-data; boundary=a',
    Cookie: `session=${newToken()}`,
  }
  const path = 'http://localhost/messages/nouveau'
  const answer = await town.app.request(path, { method: 'POST', headers, body: 'no form' })
  assert.equal(answer.status, 303)
  assert.match(answer.headers.get('Location') ?? '', /^\/connexion\?ok=session-finie/)
})

test('a form without file fields takes multipart too, and no more than its words', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const path = '/compte/courriels'
  const hidden = hiddenFields(await (await claire.get(path)).text(), path)
  const parts = (word: string) => [
    ...Object.entries({ ...hidden, enregistrer: word }).map(([name, value]) => field(name, value)),
    file('f_piece', 'a.pdf', 'rien'),
  ]
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` }
  const send = (word: string) => claire.post(path, bodyOf(parts(word)), headers)
  assert.equal((await send('x'.repeat(300_000))).status, 413)
  assert.equal((await send('Enregistrer')).status, 303)
})

test('a stored file is served so that no browser runs it or takes it for something else', async () => {
  const served = new Hono<WebEnv>()
  served.get('/:kind', (c) => {
    const mediaType = c.req.param('kind') === 'pdf' ? 'application/pdf' : 'image/jpeg'
    return sendFile(c, { bytes: Buffer.from('x'), mediaType, name: 'Reçu d’été".html' })
  })
  const paper = await served.request('/pdf')
  assert.equal(paper.headers.get('Content-Disposition'), 'attachment; filename="Recu-d-ete.pdf"')
  assert.equal(paper.headers.get('Content-Security-Policy'), "default-src 'none'; sandbox")
  const picture = await served.request('/jpg')
  assert.equal(picture.headers.get('Content-Disposition'), 'inline; filename="Recu-d-ete.jpg"')
  assert.equal(picture.headers.get('Content-Type'), 'image/jpeg')
})
