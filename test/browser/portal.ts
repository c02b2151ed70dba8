import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { startWorker } from '../../jobs/worker.ts'
import { readConfig } from '../../src/config.ts'
import { connectDatabase, type Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import type { Keys } from '../../src/db/keys.ts'
import { demoPassword, loadDemo } from '../../src/demo/load.ts'
import { createLog } from '../../src/log.ts'
import { paths } from '../../src/paths.ts'
import { startStandInBank } from '../../src/payments/stand-in-banks/spplus/bank.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { migrateQueue } from '../../src/queue.ts'
import { startWeb } from '../../src/server.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { launchChromium } from '../support/chromium.ts'
import { testDatabaseUrl } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

/** Tuesday 8 December 2026, a quarter to nine in Paris: nothing of tomorrow is closed yet. */
export const tuesday = new Date('2026-12-08T07:45:00Z')

export interface BrowserPortal {
  readonly origin: string
  readonly bankOrigin: string
  readonly db: Database
  readonly keys: Keys
  readonly browser: Browser
}

let opened: Promise<BrowserPortal> | null = null

/**
 * A whole portal (pages, worker, stand-in bank) with the demonstration's families, and a Chromium, both shared by the
 * stories of a test file. Time goes on from a fixed morning. Everything ends with the file.
 */
export function openBrowserPortal(): Promise<BrowserPortal> {
  opened ??= open()
  return opened
}

async function open(): Promise<BrowserPortal> {
  const stops: (() => Promise<unknown>)[] = []
  after(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  const keys = testKeys()
  const folder = await mkdtemp(join(tmpdir(), 'preau-browser-'))
  stops.push(() => rm(folder, { recursive: true, force: true }))
  const { url, drop } = await testDatabaseUrl()
  stops.push(drop)
  const db = await connectDatabase(url)
  stops.push(db.close)
  const { browser, close } = await launchChromium()
  stops.push(close)
  await migrateQueue(db.url, db.roles)
  await loadDemo({ db, keys, now: tuesday, families: 6 })

  const startedAt = performance.now()
  const clock = () => new Date(tuesday.getTime() + performance.now() - startedAt)
  const settings = () => asWorker(db, (tx) => readSettings(tx, keys))
  const log = createLog({ level: 'error', process: 'test' })
  const place = { port: 0 }
  // the bank sends parents back to the public address, whose port is known once it is served
  const parts = {
    db,
    keys,
    clock,
    log,
    settings,
    get config() {
      return readConfig({ PORT: String(place.port), PREAU_DATA_DIR: folder })
    },
  }
  const web = await startWeb(parts, { port: 0, host: '127.0.0.1' })
  stops.push(web.stop)
  place.port = web.port
  const worker = await startWorker(parts)
  stops.push(worker.close)
  const notifyUrl = `http://127.0.0.1:${web.port}${paths.bankNotification('spplus')}`
  const bank = await startStandInBank({ ...demoShop, port: 0, notifyUrl, clock })
  stops.push(bank.close)
  const bankPage = { key: 'payment.url', value: bank.pageUrl, now: tuesday, actor: 'test' }
  await asWorker(db, (tx) => setSetting(tx, keys, bankPage))
  const origin = `http://localhost:${web.port}`
  return { origin, bankOrigin: new URL(bank.pageUrl).origin, db, keys, browser }
}

export interface WatchedPage {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained of since it was opened: errors, and everything that our policy blocked. */
  readonly complaints: string[]
}

export async function openPage(
  { browser, origin }: BrowserPortal,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: origin, locale: 'fr-FR', ...options })
  // long enough for a machine that is busy with ten other things
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const complain = (words: string) => complaints.push(`${new URL(page.url()).pathname}: ${words}`)
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text())
  })
  page.on('pageerror', (error) => complain(error.message))
  return { context, page, complaints }
}

export async function signIn(page: Page, login = 'claire.martin'): Promise<void> {
  await page.goto(paths.login)
  await page.getByLabel('Identifiant').fill(login)
  await page.getByLabel('Mot de passe', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor()
}
