import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paths } from '../../src/paths.ts'
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
