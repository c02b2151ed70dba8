import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { connectDatabase } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { keptFor } from '../../src/settings/kept.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { createApp } from '../../src/web/app.tsx'
import { openTown } from './town.ts'
import { signedIn } from './visitor.ts'

const town = await openTown()
const line = await openLine(new URL(town.db.url))
const db = await connectDatabase(line.url)
const app = createApp({
  ...town.deps,
  db,
  settings: keptFor(0, () => asWorker(db, (tx) => readSettings(tx, town.deps.keys))),
})
after(async () => {
  await db.close()
  await line.cut()
})
const claire = await signedIn({ ...town, app }, 'claire.martin')

test('a database that stopped is a calm 503 at once, and its return is noticed at once', async () => {
  const name = { key: 'commune.name', value: 'Roncq', now: new Date(), actor: 'test' }
  await asWorker(db, (tx) => setSetting(tx, town.deps.keys, name))
  const home = await (await claire.get('/')).text()
  await line.cut()
  const started = performance.now()
  for (const path of ['/', '/connexion', '/readyz']) {
    const answer = await claire.get(path)
    assert.equal(answer.status, 503, path)
    if (path !== '/readyz') assert.equal(answer.headers.get('Retry-After'), '5')
  }
  assert.ok(performance.now() - started < 20_000)
  const sent = await claire.submit(home, '/deconnexion')
  assert.equal(sent.status, 503)
  assert.match(await sent.text(), /revenez à la page précédente et envoyez-le/)
  assert.equal((await claire.get('/healthz')).status, 200, 'the process itself is well')
  const resting = await (await claire.get('/connexion')).text()
  assert.match(resting, /<span class="town">Roncq<\/span>/, 'in the name of its own commune')
  const style = /href="(\/assets\/base[^"]+)"/.exec(resting)?.[1] ?? ''
  assert.equal((await claire.get(style)).status, 200, 'and in its look')
  assert.equal((await claire.get('/contact')).status, 200, 'whose number it still gives')
  await line.mend()
  for (const path of ['/', '/connexion', '/readyz'])
    assert.equal((await claire.get(path)).status, 200, path)
})

test('a request that was under way when it stopped is a 503 too, not a hanging page', async () => {
  const started = performance.now()
  const asked = Promise.all(Array.from({ length: 20 }, () => claire.get('/')))
  await line.cut()
  const answers = await asked
  assert.ok(answers.every(({ status }) => status === 200 || status === 503))
  assert.ok(performance.now() - started < 20_000)
  await line.mend()
  assert.equal((await claire.get('/')).status, 200)
})

/** A line to the database server that can be cut and mended, as when the server stops and starts. */
async function openLine(server: URL) {
  const sockets = new Set<Socket>()
  const relay = createServer((from) => {
    const to = connect(Number(server.port), server.hostname)
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    from.pipe(to).pipe(from)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const address = relay.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = new URL(server)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    mend: () => listen(port),
    cut: () =>
      new Promise<void>((resolve) => {
        relay.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
