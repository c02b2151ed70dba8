import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { monthInWords } from '../../../src/kernel/french.ts'
import { paths } from '../../../src/paths.ts'
import { pdfText } from '../../support/pdf-text.ts'
import type { Journey } from '../road.ts'
import type { Bill } from '../story.ts'
import { signInAgain } from './sign-in.ts'

/** Attendance and billing run, month after month; then, on the day of the last one, each invoice and its PDF. */
export async function billAndRead(journey: Journey): Promise<string> {
  const seen: string[] = []
  const { portal, story } = journey
  for (const bill of story.bills) await issue(journey, bill)
  await portal?.restart(story.bills.at(-1)?.on ?? story.clock)
  await signInAgain(journey)
  for (const bill of story.bills) {
    await readInvoice(journey, bill)
    seen.push(`${bill.period}: ${bill.total} + ${bill.previous} = ${bill.due} €`)
  }
  return seen.join('; ')
}

async function issue({ story, portal }: Journey, bill: Bill): Promise<void> {
  assert.ok(portal)
  const asOf = ['--as-of', bill.on]
  await portal.preau('attendance', 'import', join(story.folder, bill.attendance), ...asOf)
  await portal.preau('billing', 'run', '--period', bill.period, '--dry-run', ...asOf)
  await portal.preau('billing', 'run', '--period', bill.period, ...asOf)
  const before = await portal.preau('invoices', 'list')
  await portal.preau('billing', 'run', '--period', bill.period, ...asOf)
  assert.deepEqual(await portal.preau('invoices', 'list'), before, 'a second run changed something')
}

async function readInvoice({ traveller }: Journey, bill: Bill): Promise<void> {
  assert.ok(traveller)
  const { browser } = traveller
  const list = await browser.open(paths.invoices)
  const link = list.links.find(
    ({ text, href }) => href.startsWith(paths.invoices) && text.includes(monthInWords(bill.period)),
  )
  assert.ok(link, `${paths.invoices} shows no invoice of ${monthInWords(bill.period)}`)
  const page = await browser.open(link.href)
  assert.ok(page.text.includes(bill.due), `the invoice does not show ${bill.due}`)
  const text = await pdfOf(page.url, browser)
  for (const words of [bill.total, bill.previous, bill.due, ...bill.says]) {
    assert.ok(text.includes(words), `the PDF does not say ${words}`)
  }
}

/** The worker renders it meanwhile. */
async function pdfOf(
  url: string,
  browser: NonNullable<Journey['traveller']>['browser'],
): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const page = await browser.open(url)
    const pdf = page.links.find(({ href }) => href.endsWith('.pdf'))
    if (pdf) return pdfText(await browser.download(pdf.href))
    await sleep(200)
  }
  throw new Error('no PDF of the invoice after 20 s')
}
