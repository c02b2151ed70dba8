import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { csrfFor } from '../../src/web/csrf.ts'
import { startWeb } from '../../src/server.ts'
import { openTown, password } from './town.ts'
import { visit } from './visitor.ts'

const town = await openTown()

test('a request that is none is refused with the headers of every answer', async () => {
  const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
  const answer = await raw(web.port, 'GET / HTTP/1.1\r\nHost: a b"c\r\nConnection: close\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400/)
  assert.match(answer, /content-security-policy: default-src 'none'/i)
  await web.stop()
})

test('Internet Explorer 7 and Firefox 3.5 are served, who send no Origin and no Sec-Fetch-Site', async () => {
  const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
  const agents = [
    'User-Agent: Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)\r\nAccept: */*\r\nUA-CPU: x86',
    'User-Agent: Mozilla/5.0 (Windows; U; Windows NT 5.1; fr; rv:1.9.1) Gecko/20090624 Firefox/3.5\r\nKeep-Alive: 300',
  ]
  for (const agent of agents) {
    const host = `Host: localhost:${web.port}\r\nConnection: close\r\n${agent}`
    const page = await raw(web.port, `GET /connexion HTTP/1.1\r\n${host}\r\n\r\n`)
    assert.match(page, /^HTTP\/1\.1 200/)
    assert.match(page, /X-UA-Compatible: IE=edge/i)
    const cookie = /visit=[a-z2-7]{52}/.exec(page)?.[0] ?? ''
    const token = /name="_csrf" value="([0-9a-f]+)"/.exec(page)?.[1] ?? ''
    const body = `_csrf=${token}&f_identifiant=claire.martin&f_mot_de_passe=Marronnier2026&connecter=Se+connecter`
    const type = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}`
    const entered = await raw(
      web.port,
      `POST /connexion HTTP/1.1\r\n${host}\r\nCookie: ${cookie}\r\n${type}\r\n\r\n${body}`,
    )
    assert.match(entered, /^HTTP\/1\.1 303/)
    assert.match(entered, /location: \/\?ok=bienvenue/i)
  }
  await web.stop()
})

test('a stopped server lets idle connections go at once', async () => {
  const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
  const idle = connect(web.port, '127.0.0.1')
  idle.on('error', () => {})
  await new Promise((resolve) => {
    idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    idle.once('data', resolve)
  })
  const started = performance.now()
  await web.stop()
  assert.ok(performance.now() - started < 20_000)
  idle.destroy()
})

test('a stopped server finishes a request under way, and does not wait for another on its connection', async () => {
  const { promise: answered, resolve: goOn } = Promise.withResolvers<void>()
  const { promise: asked, resolve: arrived } = Promise.withResolvers<void>()
  const settings = async () => {
    arrived()
    await answered
    return town.deps.settings()
  }
  const web = await startWeb({ ...town.deps, settings }, { port: 0, host: '127.0.0.1' })
  const busy = connect(web.port, '127.0.0.1')
  busy.write('GET /tarifs HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const answer = new Promise<string>((resolve) =>
    busy.once('data', (bytes) => resolve(String(bytes))),
  )
  await asked
  const stopped = web.stop()
  const started = performance.now()
  goOn()
  assert.match(await answer, /^HTTP\/1\.1 200/)
  await stopped
  assert.ok(performance.now() - started < 6_000, 'not the eight seconds of its patience')
  busy.destroy()
})

test('who leaves in the middle of a body is no outage of ours', async (t) => {
  const { promise: asked, resolve: arrived } = Promise.withResolvers<void>()
  const settings = () => town.deps.settings().finally(arrived)
  const web = await startWeb({ ...town.deps, settings }, { port: 0, host: '127.0.0.1' })
  t.after(web.stop)
  const metrics = async () => (await fetch(`http://127.0.0.1:${web.port}/metrics`)).text()
  const sender = connect(web.port, '127.0.0.1')
  const head = 'POST /paiement/retour/spplus HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n'
  sender.write(`${head}Content-Type: application/x-www-form-urlencoded\r\n\r\nreference=`)
  await asked
  sender.destroy()
  let counted = ''
  while (!counted.includes('method="POST"')) counted = await metrics()
  assert.match(counted, /method="POST",status="400"/)
})

test('with every connection taken, signing in is asked to come back in a moment, and no error of ours', async () => {
  const form = visit(town.app)
  await form.get('/connexion')
  const { pool } = town.db
  const held = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  const { connectionTimeoutMillis: wait } = pool.options
  pool.options.connectionTimeoutMillis = 100
  const started = performance.now()
  const answers = await Promise.all([
    form.post('/connexion', signInBody(form.cookies.get('visit') ?? '')),
    form.get('/readyz'),
  ])
  for (const client of held) client.release()
  pool.options.connectionTimeoutMillis = wait
  for (const answer of answers) assert.equal(answer.status, 503)
  assert.ok(Number(answers[0].headers.get('Retry-After')) > 0)
  assert.ok(performance.now() - started < 20_000)
  assert.equal((await form.get('/readyz')).status, 200)
})

function signInBody(token: string): string {
  return new URLSearchParams({
    _csrf: csrfFor(token),
    f_identifiant: 'claire.martin',
    f_mot_de_passe: password,
  }).toString()
}

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let answer = ''
    socket.on('data', (part) => (answer += part.toString('utf8')))
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}
