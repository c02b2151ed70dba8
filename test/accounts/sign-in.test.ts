import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changePassword } from '../../src/accounts/change-password.ts'
import { hashingLine } from '../../src/accounts/hashing.ts'
import { closeAccounts, unlockAccounts } from '../../src/accounts/manage.ts'
import { devicesOf, endDevice, endSessions, signOut } from '../../src/accounts/sessions.ts'
import { signIn } from '../../src/accounts/sign-in.ts'
import { networkOf, passwordTries } from '../../src/accounts/throttle.ts'
import { asGate, asParent, asWorker } from '../../src/db/transactions.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { familyMartin, givePassword } from './martin.ts'

const db = await testDatabase({ connections: 10 })
const keys = testKeys()
const door = { db, keys }
const now = new Date('2026-11-02T18:00:00Z')
const claire = await familyMartin(db, now)
const password = 'tilleul7giroflee'
await givePassword(db, keys, claire.accountId, password)

const at = (address: string, instant = now) => ({
  address,
  device: 'Firefox sur Android',
  now: instant,
})
const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const whoIs = (token: string, instant = now) =>
  asParent(db, sha256(token), instant, (_tx, parent) => Promise.resolve(parent.login))

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'DONE',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  )
}

/** A try and the processor's time for it, which a busy machine does not stretch as it does the clock's. */
async function costed(login: string): Promise<{ code: string; cost: number }> {
  const before = process.cpuUsage()
  const code = await codeOf(signIn(door, { login, password: 'wrong7wrongwrong' }, at('192.0.2.2')))
  return { code, cost: process.cpuUsage(before).user }
}

const unlock = () =>
  asWorker(db, (tx) => unlockAccounts(tx, keys, [claire], { now, actor: 'sophie' }))

test('Claire signs in, spelling her login as she likes, and is herself until she leaves', async () => {
  const { token } = await signIn(door, { login: ' Claire.MARTIN', password }, at('192.0.2.1'))
  assert.match(token, /^[a-z2-7]{52}$/)
  assert.equal(await whoIs(token), 'claire.martin')
  await signOut(db, token, now)
  assert.equal(await whoIs(token), undefined)
})

test('each sign-in is a new session, and the database keeps no token', async () => {
  const one = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  const two = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  assert.notEqual(one.token, two.token)
  const rows = await asGate(db, (tx) => tx.selectFrom('session').selectAll().execute())
  assert.ok(!JSON.stringify(rows).includes(one.token))
})

test('a session ends after 30 minutes without a visit, and after 12 hours in any case', async () => {
  const idle = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  assert.equal(await whoIs(idle.token, after(29)), 'claire.martin')
  assert.equal(await whoIs(idle.token, after(29 + 31)), undefined)
  const busy = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
    assert.equal(
      await whoIs(busy.token, after(minutes)),
      'claire.martin',
      `after ${minutes} minutes`,
    )
  }
  assert.equal(await whoIs(busy.token, after(12 * 60)), undefined)
})

test('a wrong password, an unknown login and a closed account get the same answer at the same cost', async () => {
  const closed = await asWorker(db, (tx) =>
    tx
      .insertInto('account')
      .values({ login: 'marc.closed', state: 'CLOSED' })
      .returning('id')
      .executeTakeFirst(),
  )
  assert.ok(closed)
  const answers = []
  for (const login of ['claire.martin', 'nobody.here', 'marc.closed'])
    answers.push(await costed(login))
  await unlock()
  assert.deepEqual(
    answers.map((answer) => answer.code),
    ['WRONG_PASSWORD', 'WRONG_PASSWORD', 'WRONG_PASSWORD'],
  )
  const [known, ...others] = answers
  for (const other of others)
    assert.ok(other.cost > (known?.cost ?? 0) / 4, 'without an account it costs a hash too')
})

test('200 wrong tries at once make five verifications, for a known login and for an unknown one', async () => {
  for (const login of [claire.login, 'nobody.at-all']) {
    const tries = Array.from({ length: 200 }, (_, number) =>
      codeOf(signIn(door, { login, password: `wrong7wrong${number}` }, at(`198.51.100.${number}`))),
    )
    const codes = Map.groupBy(await Promise.all(tries), (code) => code)
    assert.equal(codes.get('WRONG_PASSWORD')?.length, 5, login)
    assert.equal(codes.get('TOO_MANY_TRIES')?.length, 195, login)
  }
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('203.0.113.9'))),
    'TOO_MANY_TRIES',
  )
})

test('meanwhile Claire still signs in from where she always does, and an officer can let her in anywhere', async () => {
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('192.0.2.1'))),
    'DONE',
  )
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('203.0.113.9'))),
    'TOO_MANY_TRIES',
  )
  await unlock()
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('203.0.113.9'))),
    'DONE',
  )
})

test('her own address has five tries as well, no more', async () => {
  const tries = Array.from({ length: 200 }, () =>
    codeOf(signIn(door, { login: claire.login, password: 'wrong7wrongwrong' }, at('192.0.2.1'))),
  )
  const codes = Map.groupBy(await Promise.all(tries), (code) => code)
  assert.equal(codes.get('WRONG_PASSWORD')?.length, 5)
  await unlock()
})

test('one address trying many logins is stopped too', async () => {
  const from = '2001:db8:1:2::7'
  const logins = Array.from({ length: 150 }, (_, number) => `parent${number}`)
  // ninety are only counted, as each try is before it is verified
  const counted = logins.splice(0, 90).map((login) => passwordTries(door, login, from).take())
  await Promise.all(counted)
  const tries = logins.map((login) =>
    codeOf(signIn(door, { login, password: 'wrong7wrongwrong' }, at(from))),
  )
  const codes = Map.groupBy(await Promise.all(tries), (code) => code)
  assert.equal(codes.get('WRONG_PASSWORD')?.length, 10)
  assert.equal(codes.get('TOO_MANY_TRIES')?.length, 50)
  assert.equal(networkOf('2001:db8:1:2::7'), networkOf('2001:db8:1:2:ffff::1'))
  assert.notEqual(networkOf('2001:db8:1:2::7'), networkOf('2001:db8:1:3::7'))
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
})

test('who is sent away from a full line loses none of the five tries', async () => {
  const { promise, resolve } = Promise.withResolvers<null>()
  const crowd = Array.from({ length: 404 }, () => hashingLine.join(() => promise).done)
  const full = Promise.allSettled(crowd)
  const codes: string[] = []
  for (let count = 0; count < 6; count += 1) {
    codes.push(await codeOf(signIn(door, { login: claire.login, password }, at('203.0.113.20'))))
  }
  resolve(null)
  await full
  assert.deepEqual(new Set(codes), new Set(['BUSY']))
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('203.0.113.20'))),
    'DONE',
  )
})

test('what was typed is in no table: neither password nor login of a wrong try', async () => {
  await codeOf(signIn(door, { login: 'canarylogin', password: 'canarypassword' }, at('192.0.2.77')))
  const { rows } = await asWorker(db, async (tx) => {
    const audit = await tx.selectFrom('audit_event').selectAll().execute()
    const throttle = await tx.selectFrom('throttle').selectAll().execute()
    return { rows: JSON.stringify([audit, throttle]) }
  })
  assert.doesNotMatch(rows, /canary|192\.0\.2\.77/)
})

test('a hash made with a weaker cost is made again at sign-in', async () => {
  const { hash } = await import('@node-rs/argon2')
  const weak = await hash(password, {
    memoryCost: 4096,
    timeCost: 1,
    parallelism: 1,
    secret: keys.pepper,
  })
  await asWorker(db, (tx) =>
    tx
      .updateTable('account')
      .set({ password_hash: weak })
      .where('id', '=', claire.accountId)
      .execute(),
  )
  await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  const account = await asWorker(db, (tx) =>
    tx
      .selectFrom('account')
      .select('password_hash')
      .where('id', '=', claire.accountId)
      .executeTakeFirstOrThrow(),
  )
  assert.match(account.password_hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('192.0.2.1'))),
    'DONE',
  )
})

test('a hash is worthless without the pepper', async () => {
  const stolen = { db, keys: { ...keys, pepper: Buffer.alloc(32) } }
  assert.equal(
    await codeOf(signIn(stolen, { login: claire.login, password }, at('192.0.2.1'))),
    'WRONG_PASSWORD',
  )
  await unlock()
})

test('a new password ends every other session and gives this one a new token', async () => {
  const phone = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  const here = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  const change = (current: string, next: string) =>
    changePassword(door, sha256(here.token), { current, next }, { address: '192.0.2.1', now })
  assert.deepEqual(
    Object.keys((await errorsOf(change('not it at all', 'rouge7gorge8vole'))) ?? {}),
    ['current'],
  )
  assert.match((await errorsOf(change(password, 'Philomene12345')))?.['next'] ?? '', /enfants/)
  assert.match((await errorsOf(change(password, password)))?.['next'] ?? '', /autre/)
  const changed = await change(password, 'rouge7gorge8vole')
  assert.ok(changed?.ok)
  assert.equal(await whoIs(phone.token), undefined)
  assert.equal(await whoIs(here.token), undefined)
  assert.equal(await whoIs(changed.token), 'claire.martin')
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('192.0.2.1'))),
    'WRONG_PASSWORD',
  )
  await givePassword(db, keys, claire.accountId, password)
})

async function errorsOf(change: ReturnType<typeof changePassword>) {
  const result = await change
  return result && !result.ok ? result.errors : null
}

test('« mes appareils » shows the live sessions and ends another one, never that of somebody else', async () => {
  await asWorker(db, (tx) => endSessions(tx, [claire.accountId], now))
  const phone = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  const here = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  await asParent(db, sha256(here.token), now, async (tx, parent) => {
    const devices = await devicesOf(tx, parent, now)
    assert.deepEqual(
      devices.map((device) => device.isThisOne),
      [true, false],
    )
    assert.equal(await endDevice(tx, parent, devices[0]?.ref ?? '', now), false)
    assert.equal(await endDevice(tx, parent, devices[1]?.ref ?? '', now), true)
  })
  assert.equal(await whoIs(phone.token), undefined)
  assert.equal(await whoIs(here.token), 'claire.martin')
})

test('a closed account is out at once and cannot come back', async () => {
  const { token } = await signIn(door, { login: claire.login, password }, at('192.0.2.1'))
  await asWorker(db, (tx) => closeAccounts(tx, [claire.accountId], { now, actor: 'sophie' }))
  assert.equal(await whoIs(token), undefined)
  assert.equal(
    await codeOf(signIn(door, { login: claire.login, password }, at('192.0.2.1'))),
    'WRONG_PASSWORD',
  )
})
