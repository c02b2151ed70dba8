import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrateQueue } from '../../src/queue.ts'
import { startMailServer } from '../messages/mail-server.ts'
import { commandTown } from './command-town.ts'
import { runHere } from './run-here.ts'

const { db, env } = await commandTown()
await migrateQueue(db.url, db.roles)

/** `ok`, or what the doctor found wrong. */
async function examined(name: string, more: Readonly<Record<string, string>>) {
  const { exit, out } = await runHere(['doctor', '--json'], { ...env, ...more })
  const [, state = '', found = ''] =
    new RegExp(`"name":"${name}","state":"(\\w+)","found":"([^"]*)"`).exec(out) ?? []
  return { exit, state, found }
}

test('the doctor greets the mail server: one that is gone, or does not let us in, is not in order', async () => {
  const server = await startMailServer()
  const there = await examined('mail', { SMTP_URL: server.url })
  assert.deepEqual([there.exit, there.state], [0, 'ok'])
  const locked = await examined('mail', { SMTP_URL: server.url.replace('//', '//preau:wrong@') })
  assert.deepEqual([locked.exit, locked.state], [75, 'failed'])
  assert.doesNotMatch(locked.found, /wrong@|preau:/)
  await server.close()
  const gone = await examined('mail', { SMTP_URL: server.url })
  assert.deepEqual([gone.exit, gone.state], [75, 'failed'])
})

test('the doctor prints a letter', async () => {
  const { state, found } = await examined('pdf', {})
  assert.equal(state, 'ok')
  assert.match(found, /fonts, a letter of \d{4,} bytes/)
})
