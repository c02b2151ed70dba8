import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { asGate, asVisitor, asWorker } from '../../src/db/transactions.ts'
import { listSettings, setSetting } from '../../src/settings/edit.ts'
import { encodeLogo } from '../../src/settings/logo.ts'
import { initialSettings, readSettings } from '../../src/settings/settings.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const db = await testDatabase()
const keys = testKeys()
const now = new Date('2026-11-02T08:00:00Z')
const clent = '586dfc9c3491 9b863ffd6463c9134a26ba29741ec7e98079'

function set(key: string, value: string) {
  return asWorker(db, (tx) => setSetting(tx, keys, { key, value, now, actor: 'sophie' }))
}

test('a portal in which nothing is set has the settings of a believable commune', async () => {
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  assert.deepEqual(settings, initialSettings())
  assert.equal(settings.billing.dueDays, 30)
  assert.match(settings.look.colour, /^#[0-9a-f]{6}$/)
})

test('what an officer sets is read by the portal, and what it was before is kept', async () => {
  assert.deepEqual(await set('commune.name', '  Valprés '), { ok: true, changed: true })
  assert.deepEqual(await set('commune.name', 'Valprés'), { ok: true, changed: false })
  assert.deepEqual(await set('billing.minimum', '15,50'), { ok: true, changed: true })
  assert.deepEqual(await set('commune.name', 'Valprés-le-Haut'), { ok: true, changed: true })
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  assert.equal(settings.commune.name, 'Valprés-le-Haut')
  assert.equal(settings.billing.minimumCents, 1550)
  const listed = await asWorker(db, (tx) => listSettings(tx))
  assert.equal(listed.find((row) => row.key === 'billing.minimum')?.value, '15.50')
  const history = await asWorker(db, (tx) =>
    tx
      .selectFrom('setting_history')
      .selectAll()
      .where('key', '=', 'commune.name')
      .orderBy('id')
      .execute(),
  )
  assert.deepEqual(
    history.map((row) => [row.old_value, row.new_value, row.actor]),
    [
      [null, 'Valprés', 'sophie'],
      ['Valprés', 'Valprés-le-Haut', 'sophie'],
    ],
  )
  const audit = await asWorker(db, (tx) =>
    tx
      .selectFrom('audit_event')
      .select(['actor', 'subject'])
      .where('action', '=', 'setting.set')
      .execute(),
  )
  assert.equal(audit.length, 3)
})

test('a wrong value is refused with its reason and changes nothing', async () => {
  const before = await asWorker(db, (tx) => listSettings(tx))
  for (const [key, value] of [
    ['look.colour', 'teal'],
    ['commune.siret', '21370999900016'],
    ['commune.postcode', '3799'],
    ['billing.due-days', '0'],
    ['payment.clent', 'abc'],
    ['payment.url', 'javascript:alert(1)'],
    ['commune.colour', '#ffffff'],
  ] as const) {
    const result = await set(key, value)
    assert.equal(result.ok, false, `${key} = ${value}`)
  }
  assert.deepEqual(await asWorker(db, (tx) => listSettings(tx)), before)
})

test('the key of the bank is unreadable in the database, readable by the portal, and shown to nobody', async () => {
  await set('payment.clent', clent)
  const stored = await asWorker(db, (tx) =>
    tx
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'payment.clent')
      .executeTakeFirstOrThrow(),
  )
  assert.doesNotMatch(JSON.stringify(stored), /586dfc9c/)
  const portal = await asVisitor(db, (tx) => readSettings(tx, keys))
  assert.equal(portal.payment.clent, clent.replace(' ', ''))
  const gate = await asGate(db, (tx) => readSettings(tx, keys))
  assert.equal(gate.payment.clent, '')
  const listed = await asWorker(db, (tx) => listSettings(tx))
  assert.equal(listed.find((row) => row.key === 'payment.clent')?.value, null)
})

test('a logo is drawn anew as a small PNG; an SVG is no picture', async () => {
  const wide = await sharp({
    create: { width: 2000, height: 800, channels: 3, background: '#a03050' },
  })
    .withExif({ IFD0: { Copyright: 'canary-in-the-picture' } })
    .jpeg()
    .toBuffer()
  const logo = await encodeLogo(wide)
  assert.ok(logo)
  const facts = await sharp(logo).metadata()
  assert.deepEqual(
    [facts.format, facts.width, facts.height, facts.exif],
    ['png', 512, 205, undefined],
  )
  await set('look.logo', logo.toString('base64'))
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  assert.deepEqual(settings.look.logo, logo)
  assert.equal(await encodeLogo(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), null)
  assert.equal(await encodeLogo(wide.subarray(0, 200)), null)
})
