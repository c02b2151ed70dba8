import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { giveDemoPassword } from '../../src/accounts/demo-password.ts'
import { activate } from '../../src/accounts/activate.ts'
import { hashingLine } from '../../src/accounts/hashing.ts'
import { codeInGroups, newLetterCode, typedCode } from '../../src/accounts/letter-code.ts'
import { issueLetters, type Letter } from '../../src/accounts/letters.ts'
import { listAccounts, unknownRefs } from '../../src/accounts/list.ts'
import { signIn } from '../../src/accounts/sign-in.ts'
import { asParent, asWorker } from '../../src/db/transactions.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { familyMartin } from './martin.ts'

const db = await testDatabase({ connections: 10 })
const keys = testKeys()
const door = { db, keys }
const now = new Date('2026-11-02T18:00:00Z')
const visitor = { address: '192.0.2.1', device: 'Firefox', now }
const claire = await familyMartin(db, now)
const password = 'tilleul7giroflee'
const order = { days: 21, now, actor: 'sophie' }
let letter: Letter

const use = (code: string, more: Partial<{ login: string; password: string; now: Date }> = {}) =>
  activate(
    door,
    { login: more.login ?? claire.login, code, password: more.password ?? password },
    { ...visitor, now: more.now ?? now },
  )

const find = (refs: readonly string[]) => asWorker(db, (tx) => listAccounts(tx, { refs, now }))

/** When no code was used a moment ago. */
const later = new Date(now.getTime() + 5 * 60_000)

const isWrongCode = (error: unknown) => error instanceof Refusal && error.code === 'WRONG_CODE'

describe('with a letter of today', () => {
  beforeEach(async () => {
    const [issued] = await issueLetters(door, [claire.accountId], order)
    assert.ok(issued)
    letter = issued
  })

  test('a letter says whom it is for, where it goes and until when its code works', () => {
    assert.match(letter.code, /^[0-9A-HJKMNP-TV-Z]{12}$/)
    const { code: _code, ...rest } = letter
    assert.deepEqual(rest, {
      accountId: claire.accountId,
      login: 'claire.martin',
      isFirst: true,
      expiresOn: '2026-11-23',
      title: 'MME',
      firstName: 'Claire',
      usualName: 'Martin',
      address: ['Bâtiment B', '12 rue des Écoles', '29290 SAINT-RENAN'],
    })
  })

  test('with the code of the letter, typed as people type, Claire chooses a password and is in', async () => {
    const typed = ` ${codeInGroups(letter.code).toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l')} `
    const activated = await use(typed, { login: 'Claire.Martin' })
    assert.ok(activated.ok)
    const parent = await asParent(db, sha256(activated.token), now, (_tx, who) =>
      Promise.resolve(who),
    )
    assert.equal(parent?.personId, claire.personId)
    assert.equal(parent?.mustChangePassword, false)
    const other = use(letter.code, { password: 'bouleau8pivoine' })
    await assert.rejects(other, isWrongCode, 'a code works once')
    assert.ok((await signIn(door, { login: claire.login, password }, visitor)).token)
  })

  test('of two clicks both are in, and neither ends the session of the other', async () => {
    const both = await Promise.all([use(letter.code), use(letter.code)])
    for (const one of both) {
      assert.ok(one.ok)
      assert.ok(await asParent(db, sha256(one.token), now, () => Promise.resolve('in')))
    }
  })

  test('a letter for a forgotten password ends the sessions of the account', async () => {
    const before = await use(letter.code)
    assert.ok(before.ok)
    await issueLetters(door, [claire.accountId], order)
    assert.equal(
      await asParent(db, sha256(before.token), now, () => Promise.resolve('in')),
      undefined,
    )
  })

  test('a password that the policy refuses leaves the code as it was', async () => {
    for (const bad of [
      'court1',
      'Philomene12345',
      'Guivarch202612',
      'motdepasse123',
      'jardin14031987',
    ]) {
      const answer = await use(letter.code, { password: bad })
      assert.ok(!answer.ok, bad)
      assert.ok(answer.errors['password'], bad)
    }
    const tries = await asWorker(db, (tx) =>
      tx
        .selectFrom('reset_code')
        .select('tries_left')
        .where('used_at', 'is', null)
        .executeTakeFirst(),
    )
    assert.equal(tries?.tries_left, 10)
    assert.ok((await use(letter.code)).ok)
  })

  test('a code works until the end of its last day', async () => {
    await assert.rejects(use(letter.code, { now: new Date('2026-11-23T23:00:01Z') }), isWrongCode)
    assert.ok((await use(letter.code, { now: new Date('2026-11-23T22:59:00Z') })).ok)
  })

  test('after ten wrong tries the right code is wrong too, also when they come at once', async () => {
    const tries = Array.from({ length: 40 }, () =>
      use(newLetterCode(), { now: later }).catch((error: unknown) => error),
    )
    assert.ok((await Promise.all(tries)).every(isWrongCode))
    await assert.rejects(use(letter.code), isWrongCode)
  })

  test('nine wrong tries leave the tenth', async () => {
    for (let count = 0; count < 9; count += 1)
      await assert.rejects(use(newLetterCode(), { now: later }), isWrongCode)
    assert.ok((await use(letter.code)).ok)
  })

  test('who is sent away from a full line loses no try, of the letter or of the address', async () => {
    const { promise, resolve } = Promise.withResolvers<null>()
    const crowd = Array.from({ length: 404 }, () => hashingLine.join(() => promise).done)
    const full = Promise.allSettled(crowd)
    const codes = new Set<unknown>()
    for (let count = 0; count < 110; count += 1) {
      codes.add(await use(letter.code).catch((error: Refusal) => error.code))
    }
    resolve(null)
    await full
    assert.deepEqual(codes, new Set(['BUSY']))
    assert.ok((await use(letter.code)).ok)
  })

  test('an unknown login gets the answer of a wrong code; a new letter makes the old one void', async () => {
    await assert.rejects(use(letter.code, { login: 'nobody.here' }), isWrongCode)
    const [next] = await issueLetters(door, [claire.accountId], order)
    await assert.rejects(use(letter.code), isWrongCode)
    assert.ok((await use(next?.code ?? '')).ok)
  })

  test('the code is in no table', async () => {
    const rows = await asWorker(db, async (tx) => [
      await tx.selectFrom('reset_code').selectAll().execute(),
      await tx.selectFrom('audit_event').selectAll().execute(),
    ])
    assert.ok(!JSON.stringify(rows).includes(letter.code))
  })

  test('an officer finds accounts by login, ref or file number, and is told what does not exist', async () => {
    const [byLogin] = await find(['Claire.Martin'])
    assert.ok(byLogin)
    assert.deepEqual(byLogin.files, [1001])
    assert.ok(byLogin.letterUntil)
    for (const ref of ['1001', byLogin.ref, byLogin.personRef])
      assert.deepEqual(await find([ref]), [byLogin], ref)
    assert.deepEqual(unknownRefs(['1001', '1002'], await find(['1001', '1002'])), ['1002'])
  })

  test('letters and digits that look alike are read alike', () => {
    assert.equal(typedCode('abcd-efgh jkmn'), 'ABCDEFGHJKMN')
    assert.equal(typedCode('O0oI1l'), '000111')
  })

  test('the demonstration opens accounts that nobody has activated, and no other', async () => {
    const give = () =>
      asWorker(db, (tx) =>
        giveDemoPassword(tx, keys, { logins: ['claire.martin'], password: 'PreauDemo2026' }, now),
      )
    await asWorker(db, (tx) => tx.updateTable('account').set({ state: 'PENDING' }).execute())
    assert.equal(await give(), 1)
    assert.equal(await give(), 0)
    assert.ok(
      (await signIn(door, { login: 'claire.martin', password: 'PreauDemo2026' }, visitor)).token,
    )
  })
})
