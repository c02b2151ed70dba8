import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { paths } from '../../src/paths.ts'
import { demoPassword } from '../../src/demo/load.ts'
import { openBrowserPortal, openPage, signIn } from './portal.ts'

const portal = await openBrowserPortal()
const { page, complaints } = await openPage(portal, {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
})
const morning = 'Mercredis loisirs le mercredi 16 décembre, Zoé'

test('on her phone Claire changes a week, and opens the receipt that proves it', async () => {
  await signIn(page)
  await page.goto(paths.calendarWeek('2026-W51'))
  await page.getByLabel(morning).uncheck()
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await page.waitForURL(/\?ok=enregistre\./)
  assert.equal(await page.getByLabel(morning).isChecked(), false)
  await assertFits()
  await page.getByRole('link', { name: 'Historique et reçus' }).tap()
  await page
    .getByRole('link', { name: /Zoé, mercredis loisirs.: mercredi 16 décembre annulé/ })
    .first()
    .tap()
  await page.getByRole('heading', { level: 1, name: 'Reçu de réservation' }).waitFor()
  assert.match(await page.locator('main').innerText(), /Annulé.:\s+Mercredi 16 décembre 2026/)
  await assertFits()
})

test('she says in two taps that Zoé is ill today, and sends the photo of the certificate', async () => {
  await page.goto(paths.absences)
  await page.getByRole('button', { name: 'Zoé est malade' }).tap()
  await page.getByText('L’absence est enregistrée').waitFor()
  await assertFits()
  const photo = { name: 'certificat.jpg', mimeType: 'image/jpeg' }
  const buffer = await page.screenshot({ type: 'jpeg' })
  await page.locator('input[type=file]').setInputFiles({ ...photo, buffer })
  await page.getByRole('button', { name: 'Envoyer' }).tap()
  await page.getByText('Le justificatif est enregistré').waitFor()
  await assertFits()
  await page.goto(paths.calendarMonth('2026-12'))
  const ofZoe = page.locator('#aujourdhui > div').filter({ hasText: 'Zoé' })
  await ofZoe.getByText('signalée').first().waitFor()
  assert.deepEqual(complaints, [])
})

async function assertFits(): Promise<void> {
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, page.url())
}

test('two clicks on the password that is asked again lead on, as one does', async () => {
  await asWorker(portal.db, (tx) =>
    tx.updateTable('session').set({ stepped_up_at: null }).execute(),
  )
  await page.goto(paths.familyFile)
  await page.waitForFunction('"htmx" in window')
  await page.getByLabel('Mot de passe', { exact: true }).fill(demoPassword)
  const button = await page.getByRole('button', { name: 'Continuer' }).boundingBox()
  assert.ok(button)
  const posts: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(request.url())
  })
  const first = page.waitForRequest('**/encore')
  await page.mouse.click(button.x + 20, button.y + 10)
  await first
  await page.mouse.click(button.x + 20, button.y + 10)
  await page.getByRole('heading', { level: 1, name: 'Mes informations' }).waitFor()
  assert.equal(posts.length, 1)
})

test('names as long as they may be stay inside the narrowest screen', async () => {
  await page.setViewportSize({ width: 320, height: 640 })
  await renamed('Zoé', longest)
  for (const path of [paths.home, paths.children, paths.calendar, paths.absences]) {
    await page.goto(path)
    assert.match(await page.locator('main').innerText(), new RegExp(longest), path)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, path)
  }
  await renamed(longest, 'Zoé')
})

test('whoever owes much still sees the whole card, with its button and the words under it', async () => {
  const viewport = { width: 320, height: 640 }
  const { page: hers, context } = await openPage(portal, { viewport })
  await signIn(hers, 'anne.bernard')
  const hidden = await hers.evaluate(`(() => {
    const card = document.querySelector('.pay-card')
    card.querySelector('.breakdown').innerHTML += '<dt>Facture d’octobre 2026</dt><dd>12,00 €</dd>'.repeat(9)
    return card.lastElementChild.getBoundingClientRect().bottom - card.getBoundingClientRect().bottom
  })()`)
  assert.ok(Number(hidden) < 0, String(hidden))
  await context.close()
})

const longest = 'W'.repeat(38)

function renamed(before: string, after: string): Promise<unknown> {
  return asWorker(portal.db, (tx) =>
    tx.updateTable('child').set({ first_name: after }).where('first_name', '=', before).execute(),
  )
}
