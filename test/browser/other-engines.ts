import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoPassword } from '../../src/demo/load.ts'
import { paths } from '../../src/paths.ts'
import { until, type DrivenBrowser } from '../support/driven.ts'
import { firefox, launchFirefox } from '../support/firefox.ts'
import { launchWebkit, webkit } from '../support/webkit.ts'
import { openBrowserPortal } from './portal.ts'

const portal = await openBrowserPortal()

test(
  'in Firefox ESR Claire signs in, cancels an evening, reads her statement and reaches the bank',
  { skip: !firefox && 'no Firefox on this machine' },
  async () => assert.deepEqual(await mainRoad(launchFirefox, 'lundi 14 décembre'), []),
)

test(
  'in WebKitGTK Claire signs in, cancels an evening, reads her statement and reaches the bank',
  { skip: !webkit && 'no WebKitWebDriver and Xvfb on this machine' },
  async () => assert.deepEqual(await mainRoad(launchWebkit, 'mardi 15 décembre'), []),
)

/** What the browser complained of on the way. */
async function mainRoad(launch: () => Promise<DrivenBrowser>, day: string) {
  const browser = await launch()
  try {
    await signIn(browser)
    await cancelEvening(browser, day)
    await readStatement(browser)
    await goToBank(browser)
  } catch (error) {
    console.error(`It stopped at ${String(await browser.read('location.href'))}`)
    throw error
  } finally {
    await browser.close()
  }
  return browser.complaints
}

async function signIn(browser: DrivenBrowser): Promise<void> {
  await browser.open(portal.origin + paths.login)
  assert.equal(await browser.read('getComputedStyle(document.body).display'), 'flex')
  await browser.type(field('Identifiant'), 'claire.martin')
  await browser.type(field('Mot de passe'), demoPassword)
  await browser.click(button('Se connecter'))
  await heading(browser, 'Bonjour Claire')
  assert.match(await text(browser, '.pay-card .sum'), /^143,85.€$/)
  assert.equal(await browser.read("document.querySelectorAll('.week-table tbody tr').length"), 2)
}

/** htmx shows the price in the page as it stands; what is saved takes the focus. */
async function cancelEvening(browser: DrivenBrowser, day: string): Promise<void> {
  await browser.click(link('Calendrier'))
  await heading(browser, 'Calendrier')
  await until('htmx is there', () => browser.read("'htmx' in window"))
  const evening = field(`Garderie le ${day}, Zoé`)
  const itsLabel = `${evening}.labels[0]`
  assert.equal(await browser.read(`${evening}.checked`), true)
  await browser.click(itsLabel)
  await browser.read('(window.marked = true)')
  await browser.click(button('Voir le prix'))
  await until('the price of the change', () =>
    browser.read(
      "document.querySelector('#calendrier-prix')?.innerText.includes('sur la facture')",
    ),
  )
  assert.match(
    await text(browser, '#calendrier-prix'),
    new RegExp(`garderie, ${day} en moins \\(−`),
  )
  assert.equal(await browser.read('window.marked'), true, 'a full page load')

  await browser.click(button('Enregistrer'))
  await until('what is saved', () => browser.read("document.querySelector('.success') !== null"))
  assert.match(await text(browser, '.success'), new RegExp(`Zoé, garderie.: ${day} annulé`))
  assert.equal(await browser.read('document.activeElement.className'), 'success')
  assert.equal(await browser.read(`${evening}.checked`), false)
  await browser.open(portal.origin + paths.receipts)
  assert.match(await text(browser, 'main'), new RegExp(`Zoé, garderie.: ${day} annulé`))
}

async function readStatement(browser: DrivenBrowser): Promise<void> {
  await browser.open(portal.origin + paths.statement)
  await until('htmx is there', () => browser.read("'htmx' in window"))
  await browser.read(`(${field('Du')}.value = '', ${field('au')}.value = '')`)
  await browser.type(field('Du'), '1/11/2026')
  await browser.type(field('au'), '30/11/2026')
  await browser.click(button('Afficher'))
  await until('the entries of November alone', async () =>
    (await text(browser, 'main')).includes('Écritures du 1er novembre 2026 au 30 novembre 2026'),
  )
  const months = "[...document.querySelectorAll('.statement .group')].map((one) => one.innerText)"
  assert.deepEqual(await browser.read(months), ['Novembre 2026'])
}

async function goToBank(browser: DrivenBrowser): Promise<void> {
  await browser.open(portal.origin + paths.home)
  await browser.click(button('Payer 143,85'))
  await until('the page of the bank', async () =>
    browser.read(`location.origin === '${portal.bankOrigin}' && ${button('Abandonner')} !== null`),
  )
  await browser.click(button('Abandonner'))
  await until('the way back', () => browser.read(`${link('Retour à la commune')} !== null`))
  await browser.click(link('Retour à la commune'))
  await until('the portal again', () =>
    browser.read(`location.origin === '${portal.origin}' && document.querySelector('h1') !== null`),
  )
}

async function heading(browser: DrivenBrowser, words: string): Promise<void> {
  const shown = `document.querySelector('h1')?.innerText.startsWith(${JSON.stringify(words)})`
  await until(`the page « ${words} »`, () => browser.read(shown))
}

async function text(browser: DrivenBrowser, selector: string): Promise<string> {
  return String(await browser.read(`document.querySelector('${selector}').innerText.trim()`))
}

/** The first that is shown and begins with these words. */
function found(selector: string, words: string, of: string): string {
  return `([...document.querySelectorAll('${selector}')].find((one) =>
    one.getClientRects().length > 0 && ${of}.startsWith(${JSON.stringify(words)})) ?? null)`
}

const button = (words: string) => found('[type=submit]', words, 'one.value')
const link = (words: string) => found('a', words, 'one.textContent.trim()')
const field = (words: string) =>
  `[...document.querySelectorAll('label')].find((one) =>
    one.textContent.trim() === ${JSON.stringify(words)}).control`
