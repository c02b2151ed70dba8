import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Tx } from '../../src/db/connect.ts'
import { actAs, asVisitor, asWorker } from '../../src/db/transactions.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { attemptRefOf, attemptState, expireAttempts } from '../../src/payments/attempts.ts'
import { decideNotification } from '../../src/payments/decide-notification.ts'
import { storeNotification } from '../../src/payments/notifications.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { startPayment } from '../../src/payments/start.ts'
import { testDatabase } from '../support/database.ts'
import { configureSpPlus, createFamily, createRegie, keys, morning, owe } from './payment-world.ts'
import { sealed } from './stream-model.ts'

const db = await testDatabase()
const settings = await configureSpPlus(db, 'http://localhost:1/paiement/init.do')
const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
const martin = await asWorker(db, (tx) => createFamily(tx, regieId, 'Martin'))
const diallo = await asWorker(db, (tx) => createFamily(tx, regieId, 'Diallo'))

const addresses = {
  returnUrl: 'http://localhost:3000/paiement/retour/spplus',
  resumeAt: (ref: string) => `/paiement/${ref}/banque`,
}

function pay(family: typeof martin, more: { again?: boolean; formKey?: string; now?: Date } = {}) {
  return asParentOf(family, (tx) =>
    startPayment(
      tx,
      {
        ...family,
        accountId: 1,
        regieCode: 'ENFANCE',
        again: more.again ?? false,
        formKey: more.formKey ?? newToken(),
      },
      { now: more.now ?? morning, settings, addresses, actor: 'claire.martin' },
    ),
  )
}

async function notify(raw: string): Promise<number> {
  return asVisitor(db, (tx) =>
    storeNotification(tx, keys, { provider: 'SPPLUS', raw, now: morning }),
  )
}

function decideNow(id: number) {
  return asWorker(db, (tx) => decideNotification(tx, keys, id, { now: morning }))
}

async function stored<T>(query: ReturnType<typeof sql<T>>): Promise<T[]> {
  return asWorker(db, async (tx) => (await query.execute(tx)).rows)
}

test('Claire owes nothing, so that there is nothing to pay', async () => {
  await assert.rejects(pay(martin), { code: 'NOTHING_DUE' })
})

test('Claire is sent to the bank for everything she owes, once for a form sent twice', async () => {
  await asWorker(db, (tx) => owe(tx, martin, 11_890, '2026-12-01'))
  await asWorker(db, (tx) => owe(tx, martin, 2_495, '2026-11-03'))
  const formKey = newToken()
  const first = await pay(martin, { formKey })
  assert.equal(first.kind, 'BANK')
  const url = new URL(first.kind === 'BANK' ? first.url : '')
  assert.equal(url.searchParams.get('montant'), '143.85')
  assert.equal(url.searchParams.get('siret'), demoShop.siret)
  assert.equal(url.searchParams.get('validite'), '08/12/2026')
  assert.match(url.searchParams.get('reference') ?? '', /^[A-Z0-9]{20}$/)
  assert.deepEqual(
    [...url.searchParams.keys()],
    [
      'siret',
      'reference',
      'langue',
      'devise',
      'montant',
      'taxe',
      'validite',
      'hmac',
      'moyen',
      'modalite',
      'email',
      'urlretour',
      'version',
    ],
  )
  const second = await pay(martin, { formKey })
  assert.equal(second.kind, 'REPEAT')
  const attempts = await stored(sql`select id from payment_attempt`)
  assert.equal(attempts.length, 1)
})

test('within twenty minutes a second attempt is only made after a warning, later at once', async () => {
  assert.equal((await pay(martin)).kind, 'WARNING')
  assert.equal((await pay(martin, { again: true })).kind, 'BANK')
  const later = new Date(morning.getTime() + 21 * 60_000)
  assert.equal((await pay(martin, { now: later })).kind, 'BANK')
})

test('a parent’s own rights do not reach another household, whatever the request says', async () => {
  const forged = asParentOf(martin, (tx) => insertAttempt(tx, diallo.householdId))
  await assert.rejects(forged, { code: '42501' })
  await asParentOf(martin, (tx) => insertAttempt(tx, martin.householdId))
  await stored(sql`update payment_attempt set state = 'CANCELLED' where shop_id = 'x'`)
})

async function insertAttempt(tx: Tx, householdId: number) {
  await sql`
    insert into payment_attempt (reference, household_id, person_id, regie_id, amount_cents, mode, provider, shop_id)
    values (${newToken().slice(0, 20).toUpperCase()}, ${householdId}, ${martin.personId}, ${regieId}, 14385, 'TEST', 'SPPLUS', 'x')`.execute(
    tx,
  )
}

/** In the portal's role, as this family's adult. */
function asParentOf<T>(family: typeof martin, work: (tx: Tx) => Promise<T>): Promise<T> {
  return asWorker(db, async (tx) => {
    await actAs(tx, family.personId, family.householdId, '2026-12-07')
    await sql`select set_config('role', ${db.roles.web}, true)`.execute(tx)
    return work(tx)
  })
}

test('return, notification and repeats of the same moment book the payment once', async () => {
  await asWorker(db, (tx) => owe(tx, diallo, 5_000, '2026-12-01'))
  const started = await pay(diallo)
  const url = new URL(started.kind === 'BANK' ? started.url : '')
  const reference = url.searchParams.get('reference') ?? ''
  const facts = {
    siret: demoShop.siret,
    reference,
    refsfp: '20261207090000001',
    montant: '50.00',
    devise: '978',
  }
  const raws = ['1', '4', '10', '30'].map((etat) => sealed({ ...facts, etat }))
  const ids = await Promise.all([...raws, ...raws, ...raws].map(notify))
  assert.equal(new Set(ids).size, 4, 'the same bytes are one notification')
  await Promise.all([...ids, ...ids].map(decideNow))

  const payments = await stored<{ amount: number; number: string; payer: string }>(sql`
    select amount_cents as amount, number, payer_name as payer from payment
    where household_id = ${diallo.householdId}`)
  assert.equal(payments.length, 1)
  assert.match(payments[0]?.number ?? '', /^R\d{2}-26-12-0000001$/)
  assert.equal(payments[0]?.payer, 'Claire Diallo')
  assert.equal(await asWorker(db, (tx) => balanceOf(tx, diallo.householdId, regieId)), 0)
  const ref = await asVisitor(db, (tx) => attemptRefOf(tx, 'SPPLUS', reference))
  assert.equal(await asVisitor(db, (tx) => attemptState(tx, ref ?? '')), 'PAID')
  const [kept] = await stored<{ deliveries: number; jobs: number }>(sql`
    select min(deliveries) as deliveries,
      (select count(*)::int from outbox where topic = 'notification.decide') as jobs from provider_notification`)
  assert.deepEqual(kept, { deliveries: 3, jobs: 4 })
})

test('two attempts of one debt are both paid: nothing is dropped, the second becomes a credit', async () => {
  const started = await Promise.all([pay(martin, { again: true }), pay(martin, { again: true })])
  for (const [at, one] of started.entries()) {
    const reference =
      new URL(one.kind === 'BANK' ? one.url : '').searchParams.get('reference') ?? ''
    const raw = sealed({
      siret: demoShop.siret,
      reference,
      refsfp: `2026120710000000${at}`,
      montant: '143.85',
      devise: '978',
      etat: '10',
    })
    assert.equal((await decideNow(await notify(raw))).action, 'paid')
  }
  assert.equal(await asWorker(db, (tx) => balanceOf(tx, martin.householdId, regieId)), -14_385)
  const credits = await stored<{ open: number }>(sql`
    select (amount_cents - settled_cents) as open from open_item
    where household_id = ${martin.householdId} and settled_cents < amount_cents`)
  assert.deepEqual(credits, [{ open: 14_385 }])
})

test('a transaction of the bank pays one attempt; for another it is put aside', async () => {
  await asWorker(db, (tx) => owe(tx, diallo, 5_000, '2026-12-02'))
  const started = await pay(diallo, { again: true })
  const reference =
    new URL(started.kind === 'BANK' ? started.url : '').searchParams.get('reference') ?? ''
  const raw = sealed({
    siret: demoShop.siret,
    reference,
    refsfp: '20261207090000001',
    montant: '50.00',
    devise: '978',
    etat: '10',
  })
  const decision = await decideNow(await notify(raw))
  assert.deepEqual(decision, {
    action: 'quarantine',
    reason: 'TRANSACTION_REUSED',
    why: 'transaction of another order',
  })
})

test('an attempt that expired is paid all the same when the bank says so late', async () => {
  const started = await pay(diallo, { again: true })
  const reference =
    new URL(started.kind === 'BANK' ? started.url : '').searchParams.get('reference') ?? ''
  const threeDaysLater = new Date(morning.getTime() + 72 * 3_600_000)
  assert.ok((await asWorker(db, (tx) => expireAttempts(tx, threeDaysLater))) > 0)
  const raw = sealed({
    siret: demoShop.siret,
    reference,
    refsfp: '20261207110000001',
    montant: '50.00',
    devise: '978',
    etat: '10',
  })
  assert.equal((await decideNow(await notify(raw))).action, 'paid')
})

test('refunded: what the payment had settled is owed again, and the ledger holds', async () => {
  const [paid] = await stored<{ reference: string; refsfp: string }>(sql`
    select a.reference, t.transaction_id as refsfp from payment_attempt a
    join provider_transaction t on t.attempt_id = a.id
    where a.household_id = ${diallo.householdId} order by a.id limit 1`)
  assert.ok(paid)
  const before = await asWorker(db, (tx) => balanceOf(tx, diallo.householdId, regieId))
  const raw = sealed({
    siret: demoShop.siret,
    reference: paid.reference,
    refsfp: paid.refsfp,
    montant: '50.00',
    devise: '978',
    etat: '17',
  })
  assert.equal((await decideNow(await notify(raw))).action, 'refunded')
  const after = await asWorker(db, (tx) => balanceOf(tx, diallo.householdId, regieId))
  assert.equal(after - before, 5_000)
  const [open] = await stored<{ kind: string; cents: number }>(sql`
    select t.kind, (o.amount_cents - o.settled_cents) as cents from open_item o
    join ledger_transfer t on t.id = o.transfer_id
    where o.household_id = ${diallo.householdId} and o.settled_cents < o.amount_cents`)
  assert.deepEqual(open, { kind: 'INVOICE', cents: 5_000 })
})

test('what a stranger sends is a record and nothing else, and nobody learns a state from a guess', async () => {
  const id = await notify('reference=X&refsfp=1&etat=10&hmac=' + 'A'.repeat(40))
  assert.equal((await decideNow(id)).action, 'reject')
  assert.equal(await asVisitor(db, (tx) => attemptState(tx, randomUUID())), null)
  assert.equal(await asVisitor(db, (tx) => attemptRefOf(tx, 'SPPLUS', "' or 1=1 --")), null)
})

test('the raw notification lies encrypted', async () => {
  const [row] = await stored<{ found: number }>(sql`
    select count(*)::int as found from provider_notification
    where position(convert_to('reference=', 'utf8') in raw) > 0`)
  assert.equal(row?.found, 0)
})

test('money arrives on the day on which the bank says so, however late a job reads it', async () => {
  const family = await asWorker(db, (tx) => createFamily(tx, regieId, 'Sylvestre'))
  await asWorker(db, (tx) => owe(tx, family, 2_000, '2026-12-01'))
  await pay(family)
  const [attempt] = await stored<{ reference: string }>(
    sql`select reference from payment_attempt where household_id = ${family.householdId}`,
  )
  const said = {
    reference: attempt?.reference ?? '',
    refsfp: 'S1',
    montant: '20.00',
    devise: '978',
  }
  const raw = sealed({ siret: demoShop.siret, ...said, etat: '10' })
  const id = await asVisitor(db, (tx) =>
    storeNotification(tx, keys, { provider: 'SPPLUS', raw, now: new Date('2026-12-31T22:58:00Z') }),
  )
  const now = new Date('2027-01-02T07:00:00Z')
  await asWorker(db, (tx) => decideNotification(tx, keys, id, { now }))
  const booked = await stored(
    sql`select received_on, fiscal_year, left(number, 9) as number from payment where household_id = ${family.householdId}`,
  )
  assert.deepEqual(booked, [{ received_on: '2026-12-31', fiscal_year: 2026, number: 'R01-26-12' }])
})

test('after all of it every invariant of the money holds', async () => {
  const broken = (await asWorker(db, checkLedger)).filter((invariant) => invariant.broken > 0)
  assert.deepEqual(broken, [])
})
