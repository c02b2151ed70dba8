import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readConfig } from '../../src/config.ts'
import { connectDatabase } from '../../src/db/connect.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/log.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { createApp } from '../../src/web/app.tsx'
import { deviceInWords } from '../../src/web/visitor.ts'
import { keys } from '../payments/payment-world.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { hiddenFields, signedIn, visit } from './visitor.ts'

const town = await openTown()
const { app } = town

test('every answer has the security headers, whatever it is', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const answers = [
    await claire.get('/'),
    await claire.get('/nulle-part'),
    await claire.get('/assets/base.css'),
    await claire.get('/healthz'),
    await claire.get('/metrics'),
    await visit(app).get('/'),
    await claire.post('/messages/nouveau', 'x', { 'Content-Type': 'text/plain' }),
    await claire.post('/messages/nouveau', 'x=1'),
    await app.request('http://evil.example/'),
  ]
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 404, 200, 200, 200, 303, 415, 403, 400],
  )
  for (const { headers } of answers) {
    assert.match(
      headers.get('Content-Security-Policy') ?? '',
      /^default-src 'none'; script-src 'self'/,
    )
    assert.match(headers.get('Content-Security-Policy') ?? '', /frame-ancestors 'none'/)
    assert.doesNotMatch(headers.get('Content-Security-Policy') ?? '', /unsafe|\*/)
    assert.equal(headers.get('X-Content-Type-Options'), 'nosniff')
    assert.equal(headers.get('Referrer-Policy'), 'same-origin')
    assert.equal(headers.get('Cross-Origin-Opener-Policy'), 'same-origin')
    assert.equal(headers.get('Cross-Origin-Resource-Policy'), 'same-origin')
  }
  assert.match(
    answers[0]?.headers.get('Content-Security-Policy') ?? '',
    /form-action 'self' https:\/\/banque\.example$/,
  )
  assert.equal(answers[0]?.headers.get('Cache-Control'), 'no-store')
  assert.equal(answers[0]?.headers.get('Vary'), 'HX-Request')
})

test('over https the cookies are locked to the host and the browser is told to stay', async () => {
  const secure = appOn('https://portail.example')
  const answer = await secure.request('https://portail.example/connexion')
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('Strict-Transport-Security') ?? '', /max-age=31536000/)
  assert.match(
    answer.headers.get('Set-Cookie') ?? '',
    /^__Host-visit=.*HttpOnly; Secure; SameSite=Lax$/,
  )
  assert.equal((await secure.request('https://localhost/connexion')).status, 400)
})

test('a form with another token, from another site or under another name is refused and changes nothing', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const page = await (await claire.get('/messages/nouveau')).text()
  const form = {
    ...hiddenFields(page, '/messages/nouveau'),
    f_service: 'Restauration',
    f_objet: 'Refusé',
    f_texte: 'Refusé',
  }
  const send = (changes: Record<string, string>, headers: Record<string, string> = {}) =>
    claire.post(
      '/messages/nouveau',
      new URLSearchParams({ ...form, ...changes }).toString(),
      headers,
    )
  assert.equal((await send({ _csrf: '' })).status, 403)
  assert.equal((await send({ _csrf: newToken() })).status, 403)
  assert.equal((await send({}, { Origin: 'https://evil.example' })).status, 403)
  assert.equal((await send({}, { Origin: 'null' })).status, 403)
  assert.equal((await send({}, { 'Sec-Fetch-Site': 'cross-site' })).status, 403)
  assert.equal((await send({}, { 'Sec-Fetch-Site': 'same-site' })).status, 403)
  const awa = await signedIn(town, 'awa.diallo')
  assert.equal(
    (await awa.post('/messages/nouveau', new URLSearchParams(form).toString())).status,
    403,
  )
  assert.doesNotMatch(await (await claire.get('/messages')).text(), /Refusé/)
  const own = { Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' }
  assert.equal((await send({ f_objet: 'Accepté' }, own)).status, 303)
})

test('however the public address is written, its forms are ours; one that is no origin stops the start', async () => {
  for (const written of ['HTTPS://Portail.Example:443/', 'https://portail.example']) {
    const portal = appOn(written)
    const headers = { Host: 'portail.example', 'X-Forwarded-Proto': 'https' }
    const shown = await portal.request('http://portail.example/connexion', { headers })
    const cookie = /__Host-visit=[a-z2-7]+/.exec(shown.headers.get('Set-Cookie') ?? '')?.[0] ?? ''
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await shown.text())?.[1] ?? ''
    const answer = await portal.request('http://portail.example/connexion', {
      method: 'POST',
      headers: {
        ...headers,
        Cookie: cookie,
        Origin: 'https://portail.example',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _csrf: csrf, f_identifiant: 'nobody.here' }).toString(),
    })
    assert.equal(answer.status, 422, written)
  }
  for (const wrong of [
    'https://ville.example/portail',
    'https://a:b@ville.example',
    'https://x/?y',
  ])
    assert.throws(() => readConfig({ PUBLIC_URL: wrong }), /PUBLIC_URL: Write the origin alone/)
})

test('without a database the answer is a calm 503 within three seconds', async () => {
  const gone = await connectDatabase(town.db.url)
  await gone.pool.end()
  const started = performance.now()
  const answer = await appOn('http://localhost', gone).request('http://localhost/compte', {
    headers: { Cookie: `session=${newToken()}` },
  })
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('Retry-After'), '5')
  assert.ok(performance.now() - started < 20_000)
  const html = await answer.text()
  assert.match(html, /se repose/)
  assert.ok(html.length > 512)
})

test('an error of ours is a calm page with a reference, and no word of what it was', async () => {
  const broken = createApp({
    config: readConfig({ PUBLIC_URL: 'http://localhost' }),
    db: town.db,
    keys,
    clock: () => tuesday,
    log: createLog({ level: 'silent', process: 'test' }),
    settings: () => Promise.reject(new Error('the canary of Noël')),
  })
  const answer = await broken.request('http://localhost/contact')
  const html = await answer.text()
  assert.equal(answer.status, 500)
  assert.match(html, /donnez cette référence/)
  assert.doesNotMatch(html, /canary/)
  assert.match(answer.headers.get('Content-Security-Policy') ?? '', /^default-src 'none'/)
})

test('the health addresses say what they are for', async () => {
  assert.equal(await (await app.request('http://10.0.0.7/healthz')).text(), 'alive\n')
  assert.equal(await (await app.request('http://10.0.0.7/readyz')).text(), 'ready\n')
  const metrics = await (await app.request('http://10.0.0.7/metrics')).text()
  assert.match(metrics, /preau_http_requests_total\{method="GET",status="200"\} \d+/)
})

test('sheets are kept for a year under their version and asked again otherwise', async () => {
  const html = await (await visit(app).get('/connexion')).text()
  const [address = ''] = /\/assets\/base\.css\?v=[0-9a-f]+/.exec(html) ?? []
  const kept = await app.request(`http://localhost${address}`)
  assert.match(kept.headers.get('Cache-Control') ?? '', /immutable/)
  const again = await app.request('http://localhost/assets/base.css')
  assert.doesNotMatch(again.headers.get('Cache-Control') ?? '', /immutable/)
  const same = await app.request('http://localhost/assets/base.css', {
    headers: { 'If-None-Match': again.headers.get('ETag') ?? '' },
  })
  assert.equal(same.status, 304)
  const zipped = await app.request('http://localhost/assets/htmx.js', {
    headers: { 'Accept-Encoding': 'gzip' },
  })
  assert.equal(zipped.headers.get('Content-Encoding'), 'gzip')
})

test('a device is named as its owner knows it', () => {
  const android = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'
  assert.equal(deviceInWords(android), 'Firefox sur Android')
  assert.equal(
    deviceInWords('Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)'),
    'Internet Explorer sur Windows',
  )
  assert.equal(deviceInWords('<script>'), 'Appareil inconnu')
})

function appOn(publicUrl: string, db = town.db) {
  return createApp({
    config: readConfig({ PUBLIC_URL: publicUrl }),
    db,
    keys,
    clock: () => tuesday,
    log: createLog({ level: 'silent', process: 'test' }),
    settings: () => Promise.resolve(initialSettings()),
  })
}

test('a word that every object knows names nothing of ours, in an address or a form', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  const child = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
  for (const path of [
    '/?ok=constructor.aaaaaaaa',
    '/compte?ok=constructor.aaaaaaaa',
    '/messages?boite=toString',
    `/messages/nouveau?apropos=toString&ref=${child}`,
  ]) {
    const answer = await marc.get(path)
    assert.equal(answer.status, 200, path)
    assert.doesNotMatch(await answer.text(), /function|native code/)
  }
  const removal = await marc.get(`/enfants/${child}/retirer/toString/${child}`)
  assert.equal(removal.status, 404)
})
