import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paths } from '../../src/paths.ts'
import { openBrowserPortal, openPage, signIn } from './portal.ts'

const portal = await openBrowserPortal()
const { page, complaints } = await openPage(portal, {
  javaScriptEnabled: false,
  reducedMotion: 'reduce',
})

const december = paths.calendarMonth('2026-12')
const evening = 'Garderie le vendredi 11 décembre, Zoé'

test('without JavaScript Claire signs in and books an evening, after a look at its price', async () => {
  await signIn(page)
  await page.getByRole('navigation').getByRole('link', { name: 'Calendrier' }).click()
  await page.getByLabel(evening).check()
  await page.getByRole('button', { name: 'Voir le prix' }).click()
  assert.match(await page.locator('#calendrier-prix').innerText(), /\+.1,80.€/)
  assert.equal(await page.getByLabel(evening).isChecked(), true, 'asked for, not forgotten')

  await page.getByRole('button', { name: 'Enregistrer' }).click()
  assert.match(
    await page.locator('.success').innerText(),
    /Zoé, garderie.: vendredi 11 décembre réservé/,
  )
  await page.goto(december)
  assert.equal(await page.getByLabel(evening).isChecked(), true)
})

test('months are links, the statement is a form, and a wrong date keeps what was typed', async () => {
  await page.getByRole('link', { name: 'Janvier' }).click()
  assert.equal(new URL(page.url()).pathname, paths.calendarMonth('2027-01'))

  await page.goto(paths.statement)
  await page.getByLabel('Du', { exact: true }).fill('1/11/2026')
  await page.getByLabel('au', { exact: true }).fill('30/11/2026')
  await page.getByRole('button', { name: 'Afficher' }).click()
  assert.deepEqual(await page.locator('.statement .group').allInnerTexts(), ['Novembre 2026'])

  const before = complaints.length
  await page.getByLabel('Du', { exact: true }).fill('hier')
  await page.getByRole('button', { name: 'Afficher' }).click()
  assert.equal(await page.getByLabel('Du', { exact: true }).inputValue(), 'hier')
  assert.equal(await page.locator('#du-erreur').count(), 1)
  assert.match(complaints.splice(before).join(), /^([^,]*422[^,]*)?$/)
})

test('the pay button reaches the bank, and giving up leads back', async () => {
  await page.goto(paths.home)
  await page.getByRole('button', { name: /^Payer/ }).click()
  assert.equal(new URL(page.url()).origin, portal.bankOrigin)
  await page.getByRole('button', { name: 'Abandonner' }).click()
  await page.getByRole('link', { name: 'Retour à la commune' }).click()
  assert.equal(new URL(page.url()).origin, portal.origin)
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
})

test('all along the browser met no error', () => {
  assert.deepEqual(complaints, [])
})
