import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { paths } from '../../../src/paths.ts'
import type { Journey } from '../road.ts'
import { formTo } from './sign-in.ts'

/** From « Payer » on the home page to the bank and back; the notification alone settles the account. */
export async function pay({ story, portal, traveller }: Journey): Promise<string> {
  assert.ok(portal && traveller)
  const { browser } = traveller
  const home = await browser.open(paths.home)
  assert.ok(home.text.includes(story.paid), `home does not show ${story.paid}`)
  let page = await browser.submit(home, formTo(home, paths.payment))
  if (new URL(page.url).origin === portal.origin)
    page = await browser.submit(page, formTo(page, paths.payment))
  assert.notEqual(new URL(page.url).origin, portal.origin, 'the bank is elsewhere')
  const card = page.forms.find(({ fields }) => fields.some(({ type }) => type === 'text'))
  assert.ok(card, 'the bank asks for no card')
  const [number, code] = card.fields.filter(({ type }) => type === 'text' || type === 'password')
  assert.ok(number && code, 'the bank asks for no card number and code')
  const fill = { [number.name]: '1234567890123456', [code.name]: '123' }
  const press = card.fields.find(({ type }) => type === 'submit')?.name
  const ticket = await browser.submit(page, card, { fill, ...(press ? { press } : {}) })
  const back = ticket.links.find(({ href }) => href.startsWith(portal.origin))
  assert.ok(back, `the bank sends nobody back: ${ticket.text}`)
  const thanks = await browser.open(back.href)
  await untilSettled(browser, story.paid)
  const payments = JSON.stringify(
    await portal.preau('payments', 'list', '--as-of', story.bills.at(-1)?.on ?? story.clock),
  )
  assert.match(
    payments,
    new RegExp(`\\b${story.paid.replace(',', '')}\\b`),
    'the payment is not listed',
  )
  return `${story.paid} € paid at the stand-in bank (${new URL(thanks.url).pathname}), nothing due any more`
}

async function untilSettled(
  browser: NonNullable<Journey['traveller']>['browser'],
  paid: string,
): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const home = await browser.open(paths.home)
    if (!home.forms.some(({ action }) => action.startsWith(paths.payment))) return
    await sleep(200)
  }
  throw new Error(`${paid} is still due 20 s after the payment`)
}
