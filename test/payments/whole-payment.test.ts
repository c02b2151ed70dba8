import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, test } from 'node:test'
import { hashSecret } from '../../src/accounts/hashing.ts'
import { readConfig } from '../../src/config.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { createLog } from '../../src/log.ts'
import { paths } from '../../src/paths.ts'
import { decideNotification } from '../../src/payments/decide-notification.ts'
import { startStandInBank } from '../../src/payments/stand-in-banks/spplus/bank.ts'
import { demoCards, demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { startWeb } from '../../src/server.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { testDatabase } from '../support/database.ts'
import { plainBrowser, type PlainBrowser, type PlainPage } from '../support/plain-browser.ts'
import {
  configureSpPlus,
  createFamily,
  createRegie,
  keys,
  morning,
  owe,
  type PayingFamily,
} from './payment-world.ts'

const password = 'Tilleuls2026Zoe'
const db = await testDatabase()
const deps = {
  config: readConfig({ PORT: '0' }),
  db,
  keys,
  clock: () => morning,
  log: createLog({ level: 'silent', process: 'web' }),
  settings: () => asWorker(db, (tx) => readSettings(tx, keys)),
}
const web = await startWeb(deps, { port: 0, host: '127.0.0.1' })
const origin = `http://localhost:${web.port}`
const bank = await startStandInBank({
  ...demoShop,
  port: 0,
  notifyUrl: `http://127.0.0.1:${web.port}${paths.bankNotification('spplus')}`,
  clock: () => morning,
})
await configureSpPlus(db, bank.pageUrl)
after(async () => {
  await bank.close()
  await web.stop()
})

const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))

async function familyWithAccount(name: string, login: string): Promise<PayingFamily> {
  return asWorker(db, async (tx) => {
    const made = await createFamily(tx, regieId, name)
    await sql`
      with made as (
        insert into account (login, password_hash, must_change_password, state)
        values (${login}, ${await hashSecret(keys, password)}, false, 'ACTIVE') returning id)
      update person set account_id = made.id from made where person.id = ${made.personId}`.execute(
      tx,
    )
    return made
  })
}

async function signIn(login: string): Promise<PlainBrowser> {
  const browser = plainBrowser(origin)
  const page = await browser.open(paths.login)
  const form = page.forms.find((one) => one.fields.some((field) => field.name === 'f_identifiant'))
  assert.ok(form)
  await browser.submit(page, form, {
    fill: { f_identifiant: login, f_mot_de_passe: password },
    press: 'connecter',
  })
  return browser
}

function formNamed(page: PlainPage, button: string) {
  const form = page.forms.find((one) => one.fields.some((field) => field.name === button))
  assert.ok(form, `${page.url} has no form with ${button}: ${page.text}`)
  return form
}

/** From the portal's payment page to the bank's ticket. */
async function payAtTheBank(
  browser: PlainBrowser,
  fill: Record<string, string>,
): Promise<PlainPage> {
  const page = await browser.open(paths.payment)
  const card = await browser.submit(page, formNamed(page, 'payer'), { press: 'payer' })
  assert.equal(new URL(card.url).origin, new URL(bank.pageUrl).origin)
  return browser.submit(card, formNamed(card, 'abandonner'), {
    fill: { carte: demoCards.accepted, cvv: demoCards.cvv, ...fill },
    press: 'payer',
  })
}

async function goBack(browser: PlainBrowser, ticket: PlainPage): Promise<PlainPage> {
  const link = ticket.links.find((one) => one.text.startsWith('Retour'))
  return browser.open((link?.href ?? '').replace(/^http:\/\/[^/]+/, origin))
}

/** What the worker does for every side effect that is not done. */
async function work(): Promise<void> {
  const due = await asWorker(db, (tx) =>
    sql<{ id: number }>`
      update outbox set done_at = now() where done_at is null and topic = 'notification.decide'
      returning (payload ->> 'notificationId')::bigint as id`.execute(tx),
  )
  await Promise.all(
    due.rows.map(({ id }) =>
      asWorker(db, (tx) => decideNotification(tx, keys, id, { now: morning })),
    ),
  )
}

const balance = (family: PayingFamily) =>
  asWorker(db, (tx) => balanceOf(tx, family.householdId, family.regieId))

function referenceAt(page: PlainPage): string | null {
  return new URL(page.url).searchParams.get('reference')
}

async function paymentCount(): Promise<number> {
  const found = await asWorker(db, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from payment`.execute(tx),
  )
  return found.rows[0]?.count ?? 0
}

test('Claire pays what she owes at the bank; the notification alone settles the account', async () => {
  const martin = await familyWithAccount('Martin', 'claire.martin')
  await asWorker(db, (tx) => owe(tx, martin, 14_385, '2026-12-01'))
  const browser = await signIn('claire.martin')

  const ticket = await payAtTheBank(browser, {})
  assert.match(ticket.text, /Le paiement est accepté/)
  const waiting = await goBack(browser, ticket)
  assert.match(waiting.text, /Votre paiement est en cours de vérification/)
  assert.equal(await balance(martin), 14_385, 'the browser’s return decides nothing')

  await work()
  assert.equal(await balance(martin), 0)
  const stranger = plainBrowser(origin)
  assert.match((await stranger.open(waiting.url)).text, /Merci, votre paiement est enregistré/)
  assert.match((await browser.open(paths.payment)).text, /Vous n’avez rien à régler/)
  assert.equal(
    (await browser.open('/paiement/00000000-0000-4000-8000-000000000000/merci')).status,
    404,
  )
})

test('a payment page that is sent again after the payment finds nothing to pay', async () => {
  const bernard = await familyWithAccount('Bernard', 'anne.bernard')
  await asWorker(db, (tx) => owe(tx, bernard, 3_000, '2026-12-01'))
  const browser = await signIn('anne.bernard')
  const page = await browser.open(paths.payment)
  await payAtTheBank(browser, { envoi: 'at-once' })
  await work()
  assert.equal(await balance(bernard), 0)
  const again = await browser.submit(page, formNamed(page, 'payer'), { press: 'payer' })
  assert.match(again.text, /Tout est réglé/)
})

test('while a payment may be under way the family is asked before a second one', async () => {
  const leroy = await familyWithAccount('Leroy', 'marc.leroy')
  await asWorker(db, (tx) => owe(tx, leroy, 5_000, '2026-12-01'))
  const browser = await signIn('marc.leroy')
  const page = await browser.open(paths.payment)
  const form = formNamed(page, 'payer')
  const card = await browser.submit(page, form, { press: 'payer' })
  const clickedTwice = await browser.submit(page, form, { press: 'payer' })
  assert.equal(referenceAt(clickedTwice), referenceAt(card), 'a double click is one attempt')

  const other = {
    ...form,
    fields: form.fields.map((field) =>
      field.name === '_key' ? { ...field, value: 'a'.repeat(52) } : field,
    ),
  }
  const asked = await browser.submit(page, other, { press: 'payer' })
  assert.match(asked.text, /Un paiement est peut-être en cours/)
  const second = await browser.submit(asked, formNamed(asked, 'payer'), { press: 'payer' })
  assert.notEqual(referenceAt(second), referenceAt(card))
})

test('a lost notification leaves the payment in verification, and settles when the bank repeats it', async () => {
  const diallo = await familyWithAccount('Diallo', 'awa.diallo')
  await asWorker(db, (tx) => owe(tx, diallo, 4_000, '2026-12-01'))
  const browser = await signIn('awa.diallo')
  const ticket = await payAtTheBank(browser, { envoi: 'lost' })
  const back = await goBack(browser, ticket)
  await work()
  assert.match((await browser.open(back.url)).text, /en cours de vérification/)
  const last = bank.notifications().at(-1)
  await bank.sendAgain(last?.reference ?? '')
  await work()
  assert.match((await browser.open(back.url)).text, /est enregistré/)
  assert.equal(await balance(diallo), 0)
})

test('a refused card pays nothing and may be tried again', async () => {
  const ba = await familyWithAccount('Ba', 'fatou.ba')
  await asWorker(db, (tx) => owe(tx, ba, 4_000, '2026-12-01'))
  const browser = await signIn('fatou.ba')
  const ticket = await payAtTheBank(browser, { carte: demoCards.refused })
  const back = await goBack(browser, ticket)
  await work()
  assert.match((await browser.open(back.url)).text, /n’a pas abouti/)
  assert.equal(await balance(ba), 4_000)
  const again = await browser.open(
    ticket.links
      .find((link) => link.text.startsWith('Essayer'))
      ?.href.replace(/^/, new URL(bank.pageUrl).origin) ?? '',
  )
  await browser.submit(again, formNamed(again, 'payer'), {
    fill: { carte: demoCards.accepted, cvv: demoCards.cvv },
    press: 'payer',
  })
  await work()
  assert.equal(await balance(ba), 0)
})

test('whatever a stranger sends to the notification address, the bank’s word is the answer and nothing moves', async () => {
  const before = await paymentCount()
  const queries = [
    '',
    'etat=10',
    'reference=A&refsfp=B&etat=10&montant=40.00&devise=978&hmac=' + 'A'.repeat(40),
    'reference=%00&refsfp=%FF&etat=10&hmac=x',
    `reference=${'A'.repeat(5_000)}`,
    '%',
    '&&&=',
  ]
  for (const query of queries) {
    const answer = await fetch(`${origin}${paths.bankNotification('spplus')}?${query}`)
    assert.equal(answer.status, 200, query.slice(0, 60))
    assert.equal(await answer.text(), 'spcheckok')
  }
  await work()
  assert.equal(await paymentCount(), before)
  const unknown = await fetch(`${origin}${paths.bankNotification('elsewhere')}?etat=10`)
  assert.equal(unknown.status, 404)
})

test('the form may lead to the bank and to no other place', async () => {
  const browser = await signIn('claire.martin')
  const page = await browser.open(paths.payment)
  assert.equal(page.status, 200)
  const answer = await fetch(origin + paths.login)
  const policy = answer.headers.get('Content-Security-Policy') ?? ''
  assert.ok(policy.includes(`form-action 'self' ${new URL(bank.pageUrl).origin}`), policy)
})

test('a browser that comes back by POST is thanked by a GET that needs no sign-in', async () => {
  const answer = await fetch(origin + paths.bankReturn('spplus'), {
    method: 'POST',
    body: new URLSearchParams({ reference: bank.notifications().at(-1)?.reference ?? '' }),
    redirect: 'manual',
  })
  assert.equal(answer.status, 303)
  assert.match(answer.headers.get('Location') ?? '', /^\/paiement\/[0-9a-f-]{36}\/merci$/)
})

test('after all of it every invariant of the money holds', async () => {
  const broken = (await asWorker(db, checkLedger)).filter((invariant) => invariant.broken > 0)
  assert.deepEqual(broken, [])
})
