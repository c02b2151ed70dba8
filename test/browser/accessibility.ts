import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { paths } from '../../src/paths.ts'
import { pdfText } from '../support/pdf-text.ts'
import { openBrowserPortal, openPage, signIn } from './portal.ts'

const portal = await openBrowserPortal()
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What colours alone can change, and what width can. */
const ofColours = ['color-contrast', 'link-in-text-block']
const ofWidth = ['target-size', 'scrollable-region-focusable', 'color-contrast']
const looks = [
  { name: '1280 light', width: 1280, height: 900, colorScheme: 'light', runOnly: everything },
  { name: '1280 dark', width: 1280, height: 900, colorScheme: 'dark', runOnly: ofColours },
  { name: '320 light', width: 320, height: 640, colorScheme: 'light', runOnly: ofWidth },
] as const

/** How many pixels. */
const beyondTheEdge = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

/** A page that is reached by a link of another, or from there on. */
type Linked = { from: string; link: RegExp; more?: string }
/** A page by its address; one that is reached by a link; or why there is nothing to look at. */
type Look = { at: string } | Linked | { none: string }

const family: Record<keyof typeof paths, Look> = {
  home: { at: paths.home },
  login: { at: paths.login },
  loginLine: { none: 'only while many sign in: test/web/waiting-room.test.ts' },
  logout: { none: 'a form' },
  activation: { at: paths.activation },
  forgottenPassword: { at: paths.forgottenPassword },
  choosePassword: { at: paths.choosePassword },
  stepUp: { at: paths.stepUp },
  stepUpBefore: { none: 'stepUp' },
  account: { at: paths.account },
  accountPassword: { at: paths.accountPassword },
  accountDevice: { none: 'a form' },
  accountMails: { at: paths.accountMails },
  accountEmail: { at: paths.accountEmail },
  resetPassword: { at: paths.resetPassword('inconnu') },
  confirmEmail: { at: paths.confirmEmail('inconnu') },
  stopMail: { none: 'comes with a mail' },
  familyFile: { at: paths.familyFile },
  familyAdult: { from: paths.familyFile, link: /^\/mes-informations\/adultes\/./ },
  familyConfirm: { none: 'a form of the page of the family' },
  familyAddress: { at: paths.familyAddress },
  familyTax: { at: paths.familyTax },
  familyBenefit: { at: paths.familyBenefit },
  familyQuotient: { at: paths.familyQuotient },
  familyBank: { at: paths.familyBank },
  mandate: { at: paths.mandate },
  mandateSignature: { none: 'a form of mandate' },
  mandateEnd: { none: 'a question with two answers, as absenceWithdraw' },
  chooseHousehold: { at: paths.chooseHousehold },
  children: { at: paths.children },
  custody: { none: 'of a child of two households' },
  child: { from: paths.children, link: /^\/enfants\/./ },
  childDaily: { from: paths.children, link: /^\/enfants\/./, more: '/quotidien' },
  childInsurance: { none: 'a form of childDaily' },
  childHealth: { from: paths.children, link: /^\/enfants\/./, more: '/sante' },
  childAllergy: { from: paths.children, link: /^\/enfants\/./, more: '/allergies/nouvelle' },
  childIdentity: { from: paths.children, link: /^\/enfants\/./, more: '/identite' },
  childSchooling: { from: paths.children, link: /^\/enfants\/./, more: '/ecole' },
  childProtocol: { from: paths.children, link: /^\/enfants\/./, more: '/pai' },
  childLeaveAlone: { from: paths.children, link: /^\/enfants\/./, more: '/rentrer-sans-adulte' },
  childVaccines: { from: paths.children, link: /^\/enfants\/./, more: '/vaccins' },
  childPickups: { from: paths.children, link: /^\/enfants\/./, more: '/personnes' },
  childPickup: { from: paths.children, link: /^\/enfants\/./, more: '/personnes/nouvelle' },
  childConsents: { from: paths.children, link: /^\/enfants\/./, more: '/autorisations' },
  childConfirm: { none: 'a form of each sheet' },
  childRemoval: { none: 'a question with two answers, as absenceWithdraw' },
  childPhoto: { from: paths.children, link: /^\/enfants\/./, more: '/photo' },
  childPicture: { none: 'a picture' },
  childSheet: { none: 'a PDF' },
  enrolments: { at: paths.enrolments },
  enrolment: { none: 'the same as enrolmentOf' },
  enrolmentOf: { none: 'Claire has enrolled for everything: Awa below' },
  enrolmentWithdrawal: { none: 'a confirmation like that of waitingEntry' },
  waitingList: { at: paths.waitingList },
  waitForDay: { none: 'the same as waitForDayOf' },
  waitForDayOf: { none: 'Claire waits already' },
  waitingEntry: { none: 'nobody waits in this demonstration' },
  calendar: { at: paths.calendar },
  calendarMonth: { at: paths.calendarMonth('2026-10') },
  calendarWeek: { at: paths.calendarWeek('2026-W49') },
  calendarPrice: { none: 'a part of calendarMonth' },
  pattern: { at: paths.pattern },
  patternOf: { none: 'the same as pattern' },
  receipts: { at: paths.receipts },
  receiptsBefore: { none: 'the same as receipts' },
  receipt: { from: paths.receipts, link: /^\/calendrier\/recus\/./ },
  feedSettings: { at: paths.feedSettings },
  feed: { none: 'no page' },
  absences: { at: paths.absences },
  absence: { from: paths.absences, link: /^\/absences\/./ },
  absenceWithdraw: { from: paths.absences, link: /^\/absences\/./ },
  absenceCertificate: { none: 'a form' },
  invoices: { at: paths.invoices },
  invoice: { from: paths.invoices, link: /^\/factures\/./ },
  document: { none: 'a PDF' },
  documents: { at: paths.documents },
  documentsOfYear: { none: 'the same as documents' },
  rules: { at: paths.rules },
  rulesText: { from: paths.rules, link: /^\/reglements\/./ },
  documentArchive: { none: 'a zip' },
  statementFile: { none: 'a file' },
  papers: { at: paths.papers },
  givePaper: { none: 'the same as givePaperOf' },
  givePaperOf: { at: paths.givePaperOf('PROOF_OF_ADDRESS', null) },
  paper: { none: 'a file' },
  statement: { at: paths.statement },
  payment: { at: paths.payment },
  paymentBank: { none: 'leads to the bank' },
  paymentThanks: { none: 'comes with a payment: below' },
  bankReturn: { none: 'leads to paymentThanks' },
  bankNotification: { none: 'for the bank' },
  messages: { at: paths.messages },
  newThread: { at: paths.newThread },
  newThreadAbout: { none: 'newThread with a hidden pair of fields' },
  threadArchive: { none: 'a form' },
  attachment: { none: 'a file' },
  thread: { from: paths.messages, link: /^\/messages\/(?!nouveau)./ },
  requests: { at: paths.requests },
  request: { from: paths.requests, link: /^\/demandes\/./ },
  requestWithdrawal: { none: 'a question before a form' },
  prices: { at: paths.prices },
  news: { at: paths.news },
  newsItem: { from: paths.news, link: /^\/nouvelles\/./ },
  contact: { at: paths.contact },
  legal: { at: paths.legal },
  accessibility: { at: paths.accessibility },
  asset: { none: 'no page' },
  alive: { none: 'no page' },
  ready: { none: 'no page' },
  metrics: { none: 'no page' },
}

const judged = await openJudgedPage()
const linksOfClaire = new Map<string, readonly string[]>()
await signIn(judged.page)

for (const [name, look] of Object.entries(family)) {
  if ('none' in look) continue
  test(`axe finds nothing on ${name} in three looks, and nothing scrolls sideways`, async () => {
    await judged.page.goto('at' in look ? look.at : await linkedForClaire(look))
    assert.deepEqual(await faultsOf(judged.page), [])
  })
}

test('on all of them nothing was blocked by our own policy, and htmx is behind its gate', async () => {
  await judged.page.waitForFunction('"htmx" in window')
  await judged.context.close()
  const notFound = /the server responded with a status of 404/
  assert.deepEqual(
    judged.complaints.filter((one) => !notFound.test(one)),
    [],
  )
})

test('nor on the pages of a visitor, of errors, of an enrolment, and of the way back from the bank', async () => {
  const { page, context } = await openJudgedPage()
  const faults: string[] = []
  for (const path of [paths.login, paths.activation, paths.forgottenPassword, paths.contact]) {
    await page.goto(path)
    faults.push(...(await faultsOf(page)))
  }
  await page.goto(paths.login)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.locator('.errors').waitFor()
  faults.push(...(await faultsOf(page)))

  await signIn(page)
  await page.goto('/nulle-part')
  faults.push(...(await faultsOf(page)))
  await page.goto(paths.newThread)
  await page.getByRole('button', { name: 'Envoyer' }).click()
  await page.locator('.errors').waitFor()
  faults.push(...(await faultsOf(page)))

  await signIn(page, 'awa.diallo')
  await page.goto(await linkedFrom(page, { from: paths.enrolments, link: /^\/inscriptions\/./ }))
  faults.push(...(await faultsOf(page)))

  await signIn(page)
  await page.goto(paths.payment)
  await page.getByRole('button', { name: /^Payer/ }).click()
  await page.waitForURL(`${portal.bankOrigin}/**`)
  faults.push(...(await faultsOf(page)))
  await page.goto(`${portal.bankOrigin}/banque`)
  faults.push(...(await faultsOf(page)))
  await page.goBack()
  await page.getByRole('button', { name: 'Abandonner' }).click()
  faults.push(...(await faultsOf(page)))
  await page.getByRole('link', { name: 'Retour à la commune' }).click()
  await page.waitForURL('**/merci*')
  faults.push(...(await faultsOf(page)))
  await context.close()
  assert.deepEqual(faults, [])
})

test('a printed invoice has nothing beyond its edge, no menu, and no total repeated by a page break', async () => {
  const { page, context } = await openPage(portal)
  await signIn(page)
  await page.goto(await linkedFrom(page, { from: paths.invoices, link: /^\/factures\/./ }))
  // A4 less its margins
  await page.setViewportSize({ width: 718, height: 1_040 })
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.evaluate(beyondTheEdge), 0)
  assert.equal(await page.locator('nav, [type=submit]').locator('visible=true').count(), 0)
  const printed = await pdfText(await page.pdf({ format: 'A4' }))
  assert.equal(printed.match(/Net à payer/g)?.length, 1, 'at the end, and on no other page')
  await context.close()
})

/** axe comes by the debugger's way, which our policy does not close. */
async function openJudgedPage() {
  const opened = await openPage(portal, { reducedMotion: 'reduce' })
  await opened.context.addInitScript(axe)
  return opened
}

/** In one order and then in the other: each page comes in the look in which the page before it went. */
let order = [...looks]

async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const { name, width, height, colorScheme, runOnly } of order) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    const found = await page.evaluate<string[]>(judgement(runOnly))
    faults.push(...found.map((fault) => `${new URL(page.url()).pathname}, ${name}: ${fault}`))
  }
  order = order.toReversed()
  return faults
}

/** What axe finds, what is beyond the edge, and what of a day of the calendar does not stay inside it. */
const judgement = (runOnly: readonly string[]) => `axe
  .run({ runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })
  .then(({ violations }) => {
    const found = violations.map(({ id, nodes }) =>
      id + ' ' + nodes.map((node) => node.html.slice(0, 120)).join(' '))
    const beyond = ${beyondTheEdge}
    const outside = [...document.querySelectorAll('.calendar .line > p')].filter((one) =>
      one.getBoundingClientRect().right > one.closest('td').getBoundingClientRect().right)
    return [
      ...found,
      ...(beyond > 0 ? [beyond + ' pixels beyond the edge'] : []),
      ...outside.map((one) => 'out of its day: ' + one.textContent),
    ]
  })`

async function linkedFrom(page: Page, look: Linked): Promise<string> {
  return oneOf(await linksOn(page, look.from), look)
}

/** The same on Claire's page, where the links of a page are read once for all the pages that it leads to. */
async function linkedForClaire(look: Linked): Promise<string> {
  const links = linksOfClaire.get(look.from) ?? (await linksOn(judged.page, look.from))
  linksOfClaire.set(look.from, links)
  return oneOf(links, look)
}

async function linksOn(page: Page, path: string): Promise<readonly string[]> {
  await page.goto(path)
  return page.locator('main a').evaluateAll(hrefs)
}

function oneOf(links: readonly string[], { from, link, more = '' }: Linked): string {
  const found = links.find((href) => link.test(href))
  assert.ok(found, `${from} has no link like ${link}`)
  return found + more
}

const hrefs = (links: { getAttribute?: (name: string) => string | null }[]) =>
  links.map((link) => link.getAttribute?.('href') ?? '')
