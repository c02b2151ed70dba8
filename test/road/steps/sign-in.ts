import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { paths } from '../../../src/paths.ts'
import { pdfText } from '../../support/pdf-text.ts'
import {
  plainBrowser,
  type PlainBrowser,
  type PlainForm,
  type PlainPage,
} from '../../support/plain-browser.ts'
import type { Journey } from '../road.ts'

/** The parent of the story, signed in, with a browser without JavaScript. */
export interface Traveller {
  readonly browser: PlainBrowser
}

const password = 'Cartable2026bleu'

/** The letter is printed, its code activates the account; the parent signs out and in again. */
export async function activateAndSignIn(journey: Journey): Promise<string> {
  const { story, portal } = journey
  assert.ok(portal)
  const letter = join(portal.dataDir, 'letter.pdf')
  await portal.preau('accounts', 'reset', story.parent, '--letter', letter)
  const text = await pdfText(readFileSync(letter))
  const code = /[0-9A-HJKMNP-TV-Z]{4}[ -][0-9A-HJKMNP-TV-Z]{4}[ -][0-9A-HJKMNP-TV-Z]{4}/.exec(
    text,
  )?.[0]
  assert.ok(code && text.includes(story.parent), 'the letter shows neither login nor code')
  const browser = plainBrowser(portal.origin)
  const activation = await browser.open(paths.activation)
  const home = await fillIn(browser, activation, [story.parent, code, password, password])
  assert.equal(
    new URL(home.url).pathname,
    paths.home,
    `activation ended at ${home.url}: ${home.text}`,
  )
  const signedOut = await browser.submit(home, formTo(home, paths.logout))
  assert.equal(signedOut.status, 200)
  journey.traveller = { browser }
  await signInAgain(journey)
  return `${story.parent} activates with the letter's code, signs out and in again`
}

/** Signs in with the password chosen before. */
export async function signInAgain({ story, traveller }: Journey): Promise<void> {
  assert.ok(traveller)
  const login = await traveller.browser.open(paths.login)
  const home = await fillIn(traveller.browser, login, [story.parent, password])
  assert.equal(new URL(home.url).pathname, paths.home, `sign-in ended at ${home.url}: ${home.text}`)
}

/** The form of a page that posts to an address. */
export function formTo(page: PlainPage, action: string): PlainForm {
  const found = page.forms.find((form) => form.action.split('?')[0] === action)
  assert.ok(found, `${page.url} has no form to ${action}`)
  return found
}

/** Fills the visible fields of a page's first long form in their order. */
async function fillIn(
  browser: PlainBrowser,
  page: PlainPage,
  values: readonly string[],
): Promise<PlainPage> {
  const form = page.forms.find((candidate) => typed(candidate).length === values.length)
  assert.ok(form, `${page.url} has no form with ${values.length} fields`)
  const fill = Object.fromEntries(typed(form).map(({ name }, place) => [name, values[place] ?? '']))
  const press = form.fields.find(({ type }) => type === 'submit')?.name
  return browser.submit(page, form, { fill, ...(press ? { press } : {}) })
}

function typed(form: PlainForm) {
  return form.fields.filter(({ type }) => ['text', 'password', 'email', 'tel'].includes(type))
}
