import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { testDatabaseUrl } from '../support/database.ts'
import { newDataDir, preau, runPreau } from './run-preau.ts'

let env: Record<string, string> = {}
let drop = async () => {}
before(async () => {
  const place = await testDatabaseUrl()
  drop = place.drop
  env = { DATABASE_URL: place.url, PREAU_DATA_DIR: newDataDir() }
  for (const args of [
    ['keys', 'create'],
    ['db', 'migrate'],
  ]) {
    const { code, err } = await runPreau(args, env)
    assert.equal(code, 0, err)
  }
})
after(() => drop())

test('a bare noun prints its help', async () => {
  const { code, out } = await runPreau(['db'])
  assert.equal(code, 0)
  assert.match(out, /Usage: preau db/)
  assert.match(out, /migrate/)
})

test('the help of a command ends with an example and names the options that all have', async () => {
  const { code, out } = await runPreau(['jobs', 'run', '--help'])
  assert.equal(code, 0)
  assert.match(out, /--as-of <day>/)
  assert.match(out, /Example:\n {2}\$ preau jobs run seal-audit/)
})

test('an unknown noun, verb or option is a fault of usage: 2', async () => {
  for (const args of [
    ['families', 'fly'],
    ['dance'],
    ['db', 'status', '--loud'],
    ['jobs', 'run'],
  ]) {
    const { code, err, out } = await runPreau(args, env)
    assert.equal(code, 2, args.join(' '))
    assert.match(err, /^Error: .+\nTry: preau/)
    assert.equal(out, '')
  }
})

test('a day that does not exist is a fault of usage: 2', async () => {
  const { code, err } = await runPreau(['jobs', 'list', '--as-of', '2026-02-31'], env)
  assert.equal(code, 2)
  assert.match(err, /2026-02-31 is no day/)
})

test('a queue that was never made is 78, and db migrate makes it', async () => {
  const { url, drop: dropBare } = await testDatabaseUrl()
  const bare = { ...env, DATABASE_URL: url }
  const without = await runPreau(['jobs', 'status'], bare)
  assert.equal(without.code, 78)
  assert.match(without.err, /Try: preau db migrate/)
  await runPreau(['db', 'migrate'], bare)
  assert.equal((await runPreau(['jobs', 'status'], bare)).code, 0)
  await dropBare()
})

test('what is not there is 5, and says which command shows what is', async () => {
  const { code, err } = await runPreau(['jobs', 'run', 'walk-the-dog'], env)
  assert.equal(code, 5)
  assert.match(err, /walk-the-dog/)
  assert.match(err, /Try: preau/)
})

test('a database that is away is 75: cron may try again', async () => {
  const away = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' }
  const { code, err } = await runPreau(['jobs', 'list'], away)
  assert.equal(code, 75)
  assert.match(err, /Try: preau doctor/)
})

test('every fault of the environment is named at once, with 78', async () => {
  const wrong = { PORT: 'many', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' }
  const { code, err } = await runPreau(['doctor'], wrong)
  assert.equal(code, 78)
  for (const name of Object.keys(wrong)) assert.match(err, new RegExp(name))
})

test('a missing key file is 78 and its hint makes one', async () => {
  const { code, err } = await runPreau(['jobs', 'list'], {
    ...env,
    PREAU_KEYS_FILE: '/nowhere/keys.json',
  })
  assert.equal(code, 78)
  assert.match(err, /Try: preau keys create/)
})

test('--json is one document on stdout, wherever it stands, for answers and for faults', async () => {
  const good = await runPreau(['--json', 'jobs', 'list'], env)
  const answer: unknown = JSON.parse(good.out)
  assert.ok(isRecord(answer) && answer['ok'] === true && Array.isArray(answer['data']))
  assert.equal(typeof answer['summary'], 'string')
  assert.equal(good.err, '')
  const bad = await runPreau(['jobs', 'run', 'walk-the-dog', '--json'], env)
  const fault: unknown = JSON.parse(bad.out)
  assert.ok(isRecord(fault) && fault['ok'] === false && isRecord(fault['error']))
  assert.equal(fault['error']['code'], 'NOT_FOUND')
  assert.deepEqual(Object.keys(fault['error']), ['code', 'message', 'hint', 'details'])
})

test('in a pipe a table is plain: tabs, no colour', async () => {
  const { out } = await runPreau(['jobs', 'list'], env)
  assert.match(out, /^name\twhen\t/)
  assert.ok(!out.includes('\u001B'))
})

const script = spawnSync('script', ['--version']).status === 0
test(
  'on a terminal a table is aligned and its headings stand out, unless NO_COLOR',
  { skip: !script && 'no script(1) on this machine' },
  async () => {
    const plain = await onTerminal(['jobs', 'list'], { ...env, NO_COLOR: '1' })
    assert.match(plain, /^name {2,}when {2,}/m)
    assert.ok(!plain.includes('\u001B'))
    const coloured = await onTerminal(['jobs', 'list'], { ...env, TERM: 'xterm' })
    assert.ok(coloured.includes('\u001B[1mname'))
  },
)

test('a reader that stops reading is no fault', async () => {
  const child = spawn(process.execPath, [preau, 'jobs', 'list'], {
    env: { ...process.env, ...env },
  })
  child.stdout.destroy()
  const code = await new Promise((resolve) => child.once('exit', resolve))
  assert.equal(code, 0)
})

function onTerminal(args: readonly string[], given: Record<string, string>): Promise<string> {
  const command = [process.execPath, preau, ...args].join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', ...given },
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  return new Promise((resolve) => child.once('close', () => resolve(out)))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
