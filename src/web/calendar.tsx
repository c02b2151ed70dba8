import { Hono } from 'hono'
import {
  CalendarPage,
  CalendarSection,
  titleOf,
  type CalendarDone,
  type CalendarProps,
} from '../../templates/pages/calendar.tsx'
import { CalendarSum } from '../../templates/ui/calendar-bar.tsx'
import { parseBoxes } from '../enrolments/booking-key.ts'
import { calendarMonth, type CalendarMonth } from '../enrolments/calendar-month.ts'
import { priceOfChange, type PriceOfChange } from '../enrolments/price-of-change.ts'
import { recentReceipts } from '../enrolments/receipts.ts'
import { saveBookings, type SavedBookings, type WantedMonth } from '../enrolments/save-bookings.ts'
import { dayOf, isMonth, monthOf, type Month } from '../kernel/day.ts'
import type { FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import { refusedInAddress, refusedInWords } from './calendar-refused.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { chrome, doneAt, doneCode, fragment, isFragmentRequest, page, seeOther } from './respond.ts'

/** The calendar: a month is read, priced and saved at one address. */
export function calendarRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.calendar,
    family(async (c, { now }) => seeOther(c, paths.calendarMonth(monthOf(dayOf(now))))),
  )

  routes.get(
    paths.calendarMonth(':month'),
    family(async (c, request) => {
      const month = monthIn(c)
      if (!month) return c.notFound()
      const view = await viewOf(c, request, month)
      return isFragmentRequest(c) ? part(c, view) : wholePage(c, request, view)
    }),
  )

  routes.post(
    paths.calendarMonth(':month'),
    familyForm(async (c, request) => {
      const month = monthIn(c)
      if (!month) return c.notFound()
      const wanted = wantedIn(month, request.form)
      return 'prix' in request.form ? showPrice(c, request, wanted) : save(c, request, wanted)
    }),
  )

  return routes
}

/** Ten years around today: further off there is nothing, and no crawler walks there. */
function monthIn(c: WebContext): Month | null {
  const month = c.req.param('month') ?? ''
  const years = Number(month.slice(0, 4)) - Number(dayOf(c.get('now')).slice(0, 4))
  return isMonth(month) && Math.abs(years) <= 5 ? month : null
}

function wantedIn(month: Month, form: FormValues): WantedMonth {
  return {
    month,
    wanted: parseBoxes(form['jour[]'] ?? '', month),
    seen: parseBoxes(form['vus'] ?? '', month),
  }
}

async function save(c: WebContext, request: FamilyForm, form: WantedMonth): Promise<Response> {
  const { tx, parent, now, formKey } = request
  const path = paths.calendarMonth(form.month)
  const saved = await saveBookings(tx, parent.householdId, form, {
    now,
    formKey,
    place: c.get('settings').calendar,
    answerTo: doneAt(path, 'deja', formKey),
    person: { id: parent.personId, accountId: parent.accountId, login: parent.login },
  })
  if (saved.repeatOf !== null) return seeOther(c, saved.repeatOf)
  return seeOther(
    c,
    doneAt(path, didSomething(saved) ? 'enregistre' : 'rien', formKey) +
      refusedInAddress(saved.refused),
  )
}

function didSomething({ booked, cancelled }: SavedBookings): boolean {
  return booked.length + cancelled.length > 0
}

/** Nothing is saved: the price alone for htmx, the page with the boxes as they were sent for everybody else. */
async function showPrice(c: WebContext, request: FamilyForm, form: WantedMonth): Promise<Response> {
  const { tx, parent, now } = request
  const place = c.get('settings').calendar
  const price = await priceOfChange(tx, parent.householdId, form, { now, place })
  if (isFragmentRequest(c)) return fragment(c, <CalendarSum month={form.month} price={price} />)
  const view = await viewOf(c, request, form.month, { form: request.form, price })
  return wholePage(c, request, view)
}

interface Sent {
  readonly form: FormValues
  readonly price: PriceOfChange
}

async function viewOf(
  c: WebContext,
  { tx, parent, now, csrf }: FamilyRequest,
  month: Month,
  sent?: Sent,
): Promise<CalendarProps> {
  const place = c.get('settings').calendar
  const [shown, receipts] = await Promise.all([
    calendarMonth(tx, parent.householdId, month, { now, place }),
    recentReceipts(tx, parent.householdId, { limit: 5 }),
  ])
  const stored = tickedIn(shown)
  return {
    csrf,
    month: shown,
    ticked: new Set(sent ? (sent.form['jour[]'] ?? '').split(' ') : stored),
    seen: sent?.form['vus'] ?? stored.join(' '),
    price: sent?.price ?? null,
    receipts,
    done: dones.get(doneCode(c) ?? '') ?? null,
    refused: refusedInWords(c.req.query('refus') ?? '', shown),
  }
}

const dones: ReadonlyMap<string, CalendarDone> = new Map([
  ['enregistre', 'SAVED'],
  ['rien', 'NOTHING'],
  ['deja', 'REPEAT'],
])

function tickedIn({ weeks }: CalendarMonth): string[] {
  const slots = weeks.flatMap((week) =>
    week.days.flatMap((day) => day.lines.flatMap((line) => line.slots)),
  )
  return slots
    .filter((slot) => slot.booked === 'MINE' && slot.locked === null)
    .map((slot) => slot.text)
}

function wholePage(c: WebContext, request: FamilyRequest, view: CalendarProps): Promise<Response> {
  return page(c, <CalendarPage chrome={chrome(c, request, 'calendar')} view={view} />)
}

function part(c: WebContext, view: CalendarProps): Promise<Response> {
  return fragment(
    c,
    <>
      <title>{`${titleOf(view.month.month)} – ${c.get('commune').name}, portail famille`}</title>
      <CalendarSection view={view} isAlone />
    </>,
  )
}
