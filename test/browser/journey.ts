import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { asWorker } from '../../src/db/transactions.ts'
import { paths } from '../../src/paths.ts'
import { demoCards } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { openBrowserPortal, openPage, signIn } from './portal.ts'

const portal = await openBrowserPortal()
const { page, complaints } = await openPage(portal)

const december = paths.calendarMonth('2026-12')
const noelsMeal = 'Cantine le vendredi 18 décembre, Noël'
const zoesEvening = 'Garderie le vendredi 18 décembre, Zoé'

test('Claire signs in and sees what she owes and where her children are', async () => {
  await signIn(page)
  const home = page.locator('main')
  await assertText(home.locator('.pay-card .sum'), /^143,85.€$/)
  await assertText(home.getByRole('heading', { level: 2 }).nth(1), /^Cette semaine$/)
  assert.equal(await home.locator('.week-table tbody tr').count(), 2)
})

test('she looks at the price of a change without leaving the page', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Calendrier' }).click()
  await page.waitForURL(`**${december}`)
  await untilScripted(page)
  await page.getByLabel(noelsMeal).uncheck()
  await page.getByLabel(zoesEvening).check()
  const stays = await mark(page)
  await page.getByRole('button', { name: 'Voir le prix' }).click()
  const sum = page.locator('#calendrier-prix')
  await sum.getByText('sur la facture de décembre').waitFor()
  await assertText(sum, /Noël.: cantine, vendredi 18 décembre en moins \(−.\d,\d\d.€\)/)
  await assertText(sum, /Zoé.: garderie, vendredi 18 décembre \(\+.\d,\d\d.€\)/)
  await stays()
  // a status message (WCAG 4.1.3): it is read out where it appears, and the focus stays on the button
  assert.equal(await page.locator('[aria-live=polite] #calendrier-prix').count(), 1)
  assert.equal(await page.evaluate('document.activeElement.name'), 'prix')
  assert.equal(await page.getByLabel(zoesEvening).isChecked(), true)
})

test('she saves by a double click: it is sent once, and the receipt says what is booked', async () => {
  const before = await receiptsOfClaire()
  const sent: Request[] = []
  const listen = (request: Request) => void (request.method() === 'POST' && sent.push(request))
  page.on('request', listen)
  await page.getByRole('button', { name: 'Enregistrer' }).dblclick()
  await page.waitForURL(/\?ok=enregistre\./)
  page.off('request', listen)
  assert.equal(sent.length, 1)
  const success = page.locator('.success')
  await assertText(success, /C’est enregistré/)
  await assertText(success, /Noël, cantine.: vendredi 18 décembre annulé/)
  await assertText(success, /Zoé, garderie.: vendredi 18 décembre réservé/)
  assert.equal(await page.evaluate('document.activeElement.className'), 'success')
  assert.equal(await page.getByLabel(noelsMeal).isChecked(), false)
  assert.equal(await page.getByLabel(zoesEvening).isChecked(), true)
  assert.equal(await receiptsOfClaire(), before + 1)
})

test('the next month comes without a page load; address, title and heading follow, back too', async () => {
  await page.goto(december)
  await untilScripted(page)
  const stays = await mark(page)
  await page.getByRole('link', { name: 'Janvier' }).click()
  await page.getByRole('heading', { name: 'Janvier 2027' }).waitFor()
  assert.equal(new URL(page.url()).pathname, paths.calendarMonth('2027-01'))
  assert.match(await page.title(), /^Calendrier de janvier 2027/)
  assert.equal(await page.evaluate('document.activeElement.id'), 'mois-affiche')
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
  await stays()
  await page.goBack()
  await page.getByRole('heading', { name: 'Décembre 2026' }).waitFor()
  assert.equal(new URL(page.url()).pathname, december)
})

test('she reads two months of her statement, and a wrong date is explained beside its field', async () => {
  await page.goto(paths.statement)
  await untilScripted(page)
  const stays = await mark(page)
  await page.getByLabel('Du', { exact: true }).fill('1/10/2026')
  await page.getByLabel('au', { exact: true }).fill('30/11/2026')
  await page.getByRole('button', { name: 'Afficher' }).click()
  await page
    .getByRole('heading', { name: 'Écritures du 1er octobre 2026 au 30 novembre 2026' })
    .waitFor({ state: 'attached' })
  const months = await page.locator('.statement .group').allInnerTexts()
  assert.deepEqual(months.toSorted(), ['Novembre 2026', 'Octobre 2026'])
  await page.waitForFunction("document.activeElement.id === 'afficher'")
  await stays()

  const before = complaints.length
  await page.getByLabel('Du', { exact: true }).fill('31/02/2026')
  await page.getByRole('button', { name: 'Afficher' }).click()
  await page.locator('#du-erreur').waitFor()
  await page.waitForFunction("document.activeElement.className === 'errors'")
  assert.match(await page.title(), /^Erreur\u00A0: Relevé de compte/)
  assert.equal(await page.getByLabel('Du', { exact: true }).inputValue(), '31/02/2026')
  await stays()
  const told = complaints.splice(before)
  assert.match(told.join(), /^[^,]*422[^,]*$/, 'Chromium notes the status, and nothing else')
})

test('she pays from home at the bank, comes back, and owes nothing', async () => {
  await page.goto(paths.home)
  await page.getByRole('button', { name: /^Payer 143,85/ }).click()
  await page.waitForURL(`${portal.bankOrigin}/**`)
  await page.getByLabel('Numéro de carte').fill(demoCards.accepted)
  await page.getByLabel('Les trois chiffres au dos').fill(demoCards.cvv)
  await page.getByRole('button', { name: /^Payer 143,85/ }).click()
  await page.getByRole('link', { name: 'Retour à la commune' }).click()
  const thanks = page.getByRole('heading', { name: 'Merci, votre paiement est enregistré' })
  for (let tries = 0; tries < 50 && !(await thanks.isVisible()); tries += 1) {
    await page.waitForTimeout(100)
    await page.getByRole('link', { name: 'Où en est-il' }).click()
  }
  await thanks.waitFor()
  await page.goto(paths.home)
  await page.getByText('Tout est réglé, merci.').waitFor()
  assert.equal(await page.locator('.pay-card').count(), 0)
  await page.goto(paths.statement)
  await page.getByText('Rien à régler aujourd’hui').waitFor()
  assert.equal(await page.locator('.pay-card').count(), 0, 'no strong block for nothing')
})

test('the focus lands on the errors of a form, and a click on one leads to its field', async () => {
  await page.goto(paths.newThread)
  await page.getByRole('button', { name: 'Envoyer' }).click()
  await page.locator('.errors').waitFor()
  await page.waitForFunction("document.activeElement.className === 'errors'")
  await page.locator('.errors a[href="#objet"]').click()
  assert.equal(await page.evaluate('document.activeElement.id'), 'objet')
  assert.match(complaints.splice(0).join(), /^([^,]*422[^,]*)?$/)
})

test('a session that ended during her visit leads to the login page, never into the calendar', async () => {
  await page.goto(december)
  await untilScripted(page)
  await endSessions()
  await page.getByRole('link', { name: 'Janvier' }).click()
  await page.waitForURL(`**${paths.login}`)
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Connexion')
  assert.equal(await page.locator('table').count(), 0)
})

test('she signs out, and the way back shows nothing of hers', async () => {
  await signIn(page)
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.getByText('Vous êtes bien déconnecté').waitFor()
  await page.goBack()
  await page.getByLabel('Identifiant').waitFor()
})

test('all along the browser met no error, and our policy blocked nothing', () => {
  assert.deepEqual(complaints, [])
})

/** htmx is there: from now on a click on a marked link asks for a part. */
async function untilScripted(shown: Page): Promise<void> {
  await shown.waitForFunction('"htmx" in window')
}

/** A page that is loaded anew forgets the mark; the answer asserts that it is still there. */
async function mark(shown: Page): Promise<() => Promise<void>> {
  await shown.evaluate('window.marked = true')
  return async () => assert.equal(await shown.evaluate('window.marked'), true, 'a full page load')
}

async function assertText(shown: { innerText: () => Promise<string> }, expected: RegExp) {
  assert.match((await shown.innerText()).trim(), expected)
}

async function receiptsOfClaire(): Promise<number> {
  const found = await asWorker(portal.db, (tx) =>
    sql<{ count: number }>`
      select count(*)::int as count from booking_receipt r join person p on p.id = r.person_id
      where p.first_name = 'Claire'`.execute(tx),
  )
  return found.rows[0]?.count ?? 0
}

async function endSessions(): Promise<void> {
  await asWorker(portal.db, (tx) =>
    tx
      .updateTable('session')
      .set({ expires_at: new Date('2026-12-08T07:00:00Z') })
      .execute(),
  )
}
