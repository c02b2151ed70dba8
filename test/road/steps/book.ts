import assert from 'node:assert/strict'
import { dayInWords } from '../../../src/kernel/french.ts'
import { paths } from '../../../src/paths.ts'
import type { PlainField, PlainPage } from '../../support/plain-browser.ts'
import type { Journey } from '../road.ts'
import type { Booking } from '../story.ts'

/** Enrols the children, ticks the days month by month, and cancels one again. */
export async function book(journey: Journey): Promise<string> {
  const { story } = journey
  for (const { child, activity } of story.enrolments) await enrol(journey, child, activity)
  const months = [...new Set(story.bookings.map(({ month }) => month))]
  let days = 0
  for (const month of months) {
    const wanted = story.bookings.filter((booking) => booking.month === month)
    days += await saveMonth(
      journey,
      month,
      (field) => wanted.some((booking) => covers(booking, field)) || undefined,
    )
  }
  if (story.cancelled) await bookAndCancel(journey, story.cancelled)
  return `${story.enrolments.length} enrolments, ${days} days booked${story.cancelled ? ', one booked and cancelled' : ''}`
}

async function enrol({ traveller }: Journey, child: string, activity: string): Promise<void> {
  assert.ok(traveller)
  const { browser } = traveller
  const offers = await browser.open(paths.enrolments)
  const link = offers.links.find(({ text }) => text.includes(activity) && text.includes(child))
  assert.ok(link, `${paths.enrolments} offers no ${activity} to ${child}`)
  const page = await browser.open(link.href)
  const form = page.forms.find(({ action }) => action.startsWith(paths.enrolments))
  assert.ok(form, `${link.href} has no form`)
  const press = form.fields.find(({ type }) => type === 'submit')?.name
  const done = await browser.submit(page, form, press ? { press } : {})
  assert.equal(done.status, 200, `${child} in ${activity}: ${done.text}`)
}

/** Ticks what `want` says of each box and saves; answers how many boxes are ticked afterwards. */
async function saveMonth(
  { traveller }: Journey,
  month: string,
  want: (field: PlainField) => boolean | undefined,
): Promise<number> {
  assert.ok(traveller)
  const page = await traveller.browser.open(paths.calendarMonth(month))
  const form = page.forms.find(({ action, method }) => method === 'post' && action.includes(month))
  assert.ok(form, `${page.url} has no calendar`)
  const wanted = form.fields.filter(
    (field) => field.type === 'checkbox' && (want(field) ?? field.checked),
  )
  const saved = await traveller.browser.submit(page, form, { tick: want, press: 'enregistrer' })
  assert.equal(saved.status, 200, `${month} was not saved`)
  const after = tickedLabels(await traveller.browser.open(paths.calendarMonth(month)))
  const lost = wanted.filter(({ label }) => !after.has(label))
  assert.deepEqual(
    lost.map(({ label }) => label),
    [],
    `${month}: days that were not booked`,
  )
  return after.size
}

async function bookAndCancel(journey: Journey, booking: Booking): Promise<void> {
  const mine = (field: PlainField) => covers(booking, field)
  const before = await saveMonth(journey, booking.month, (field) => mine(field) || undefined)
  const after = await saveMonth(journey, booking.month, (field) =>
    mine(field) ? false : undefined,
  )
  assert.equal(after, before - 1, 'a day booked and cancelled again')
}

function tickedLabels(page: PlainPage): Set<string> {
  const boxes = page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ type, checked }) => type === 'checkbox' && checked)
  return new Set(boxes.map(({ label }) => label))
}

/** Is this box the booking's child and service, on one of its days? */
function covers({ month, child, service, days, except }: Booking, field: PlainField): boolean {
  if (!field.label.startsWith(`${service} `) || !field.label.includes(child)) return false
  const all = Array.from({ length: 31 }, (_, index) => index + 1)
  return (days === 'all' ? all : days)
    .filter((day) => !except.includes(day))
    .some((day) =>
      new RegExp(`${dayInWords(`${month}-${String(day).padStart(2, '0')}`)}(\\D|$)`).test(
        field.label,
      ),
    )
}
