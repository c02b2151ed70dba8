import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { newDataDir, runPreau } from '../cli/run-preau.ts'
import { findPlace } from '../../src/db/embedded/binaries.ts'
import { startProcess } from './processes.ts'

test('an empty portal starts on the embedded database, is ready, stops within ten seconds and keeps its data', async () => {
  const dataDir = newDataDir()
  const first = await startProcess(['start'], { PREAU_DATA_DIR: dataDir })
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  assert.equal((await fetch(`${first.url}/connexion`)).status, 200)
  assert.deepEqual(await first.stop('SIGINT'), { code: 0, quickly: true })
  await untilGone(dataDir)
  const keys = readFileSync(join(dataDir, 'keys.json'), 'utf8')

  const again = await startProcess(['start'], { PREAU_DATA_DIR: dataDir })
  assert.deepEqual(await again.stop('SIGTERM'), { code: 0, quickly: true })
  assert.equal(readFileSync(join(dataDir, 'keys.json'), 'utf8'), keys)
  await untilGone(dataDir)
})

test('portal, worker and command share one embedded server; whichever is killed, the others go on; the last stops it', async () => {
  const dataDir = newDataDir()
  const env = { PREAU_DATA_DIR: dataDir }
  const portal = await startProcess(['serve'], env)
  const worker = await startProcess(['work'], env)
  const { port } = serverState(dataDir)
  assert.equal((await runPreau(['jobs', 'list'], env)).code, 0)
  worker.child.kill('SIGKILL')
  await sleep(1_500)
  assert.equal((await fetch(`${portal.url}/readyz`)).status, 200)
  assert.equal(serverState(dataDir).port, port, 'still the same server')
  for (const file of ['keeper.lock', 'data/postmaster.pid']) {
    const server = ownerOf(dataDir, 'data/postmaster.pid')
    process.kill(ownerOf(dataDir, file), 'SIGKILL')
    await until(async () => ![0, server].includes(ownerOf(dataDir, 'data/postmaster.pid')))
    await until(async () => (await fetch(`${portal.url}/readyz`)).status === 200)
    assert.equal(serverState(dataDir).port, port, `where it was, after ${file}`)
  }
  await portal.stop('SIGTERM')
  await untilGone(dataDir)
})

test('a port in use is said before anything is started: 78', async () => {
  const dataDir = newDataDir()
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { code, err } = await runPreau(['start'], { PREAU_DATA_DIR: dataDir, PORT: String(port) })
  other.close()
  assert.equal(code, 78)
  assert.match(err, new RegExp(`Port ${port} is in use`))
  assert.match(err, /Try: PORT=/)
  assert.ok(!existsSync(join(dataDir, 'postgres')))
})

test('an address that is not of this machine, and a folder that cannot be written, are named: 78', async () => {
  for (const host of ['192.0.2.7', 'nowhere.invalid']) {
    const { code, err } = await runPreau(['start'], { PREAU_DATA_DIR: newDataDir(), HOST: host })
    assert.equal(code, 78, err)
    assert.match(err, new RegExp(`HOST ${host} is no address of this machine`))
  }
  const file = join(newDataDir(), 'file')
  writeFileSync(file, '')
  const { code, err } = await runPreau(['start'], { PREAU_DATA_DIR: file, PORT: '0' })
  assert.equal(code, 78, err)
  assert.match(err, /Nothing can be kept in .*\nTry: PREAU_DATA_DIR=/)
})

test('data of another PostgreSQL is said to be that at once: 75', async () => {
  const dataDir = newDataDir()
  const { folder } = findPlace(dataDir)
  const { uid, gid } = statSync(folder)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const files = ['PG_VERSION', 'postgresql.conf'].map((name) => join(data, name))
  for (const file of files) writeFileSync(file, file.endsWith('VERSION') ? '12\n' : '')
  for (const made of [data, ...files]) chownSync(made, uid, gid)
  const { code, err } = await runPreau(['start'], { PREAU_DATA_DIR: dataDir, PORT: '0' })
  assert.equal(code, 75, err)
  assert.match(err, /does not start\. .*incompatible.* version 12\b/)
  assert.match(err, /\nTry: tail .*server\.log/)
})

test('the doctor finds everything in order on a portal that has just been made, by three at once', async () => {
  const env = { PREAU_DATA_DIR: newDataDir() }
  const looks = [1, 2, 3].map(() => runPreau(['doctor', '--json'], env))
  for (const { code, out, err } of await Promise.all(looks)) {
    assert.equal(code, 0, out + err)
    assert.match(out, /a job came back/)
    assert.doesNotMatch(out, /"state":"failed"/)
  }
})

function serverState(dataDir: string): { port: number } {
  return JSON.parse(readFileSync(join(findPlace(dataDir).folder, 'keeper.json'), 'utf8')) as {
    port: number
  }
}

/** The process that wrote its number into a file; 0 when there is no file. */
function ownerOf(dataDir: string, file: string): number {
  const path = join(findPlace(dataDir).folder, file)
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split('\n')[0]) : 0
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isTrue()) return
    await sleep(50)
  }
  assert.fail('not within thirty seconds')
}

/** The keeper takes its state file and the server's away when the last user has left. */
async function untilGone(dataDir: string): Promise<void> {
  const { folder } = findPlace(dataDir)
  const traces = [join(folder, 'keeper.lock'), join(folder, 'data', 'postmaster.pid')]
  for (let tries = 0; tries < 100; tries += 1) {
    if (!traces.some((file) => existsSync(file))) return
    await sleep(100)
  }
  assert.fail('the embedded server is still there')
}
