import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startWeb } from '../../src/server.ts'
import { launchChromium } from '../support/chromium.ts'
import { marcsObjects } from './matrix-objects.ts'
import { matrix } from './matrix.ts'
import { openTown, password } from './town.ts'

const town = await openTown()
const objects = await marcsObjects(town)
const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
const origin = `http://localhost:${web.port}`
const browser = await launchChromium()
after(async () => {
  await browser.close()
  await web.stop()
})

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const paths = Object.entries(matrix).flatMap(([route, row]) => {
  const [method, own = ''] = route.split(' ')
  const isPage =
    method === 'GET' &&
    row.owner === 200 &&
    !/assets|favicon|healthz|readyz|metrics|notification/.test(own)
  return isPage ? [row.path?.(objects) ?? own] : []
})

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['on a wide screen', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['at 320 pixels, in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
]

for (const [name, look] of looks) {
  test(`axe finds nothing on any page ${name}, and nothing scrolls sideways`, async () => {
    const context = await browser.newContext({ ...look, bypassCSP: true })
    const page = await context.newPage()
    await signIn(page)
    const faults: string[] = []
    for (const path of paths) {
      await page.goto(origin + path)
      await page.evaluate(axe)
      const found = await page.evaluate<string[]>(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          .then((result) => result.violations.map((one) => one.id + ' ' + one.nodes.map((node) => node.html.slice(0, 120)).join(' ')))`,
      )
      faults.push(...found.map((fault) => `${path}: ${fault}`))
      const beyond = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (beyond > 0) faults.push(`${path}: ${beyond} pixels beyond the edge`)
    }
    await context.close()
    assert.deepEqual(faults, [])
  })
}

test('under our own policy nothing is blocked, and htmx is behind its gate', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await signIn(page)
  for (const path of paths.filter((one) => !one.includes('documents/')))
    await page.goto(origin + path)
  await page.waitForFunction('"htmx" in window')
  await context.close()
  assert.deepEqual(complaints, [])
})

test('the focus lands on the errors of a form', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signIn(page)
  await page.goto(`${origin}/messages/nouveau`)
  await page.click('[name=envoyer]')
  await page.waitForSelector('.errors')
  assert.equal(await page.evaluate('document.activeElement.className'), 'errors')
  await page.click('.errors a[href="#objet"]')
  assert.equal(await page.evaluate('document.activeElement.id'), 'objet')
  await context.close()
})

async function signIn(page: Page): Promise<void> {
  await page.goto(`${origin}/connexion`)
  await page.fill('#identifiant', 'marc.leroy')
  await page.fill('#mot-de-passe', password)
  await page.click('[name=connecter]')
  await page.waitForURL(/\?ok=bienvenue/)
}
