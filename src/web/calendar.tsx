import { Hono } from 'hono'
import {
  CalendarPage,
  CalendarSection,
  type CalendarDone,
  type CalendarProps,
} from '../../templates/pages/calendar.tsx'
import { CalendarSum } from '../../templates/ui/calendar-bar.tsx'
import { boxesText, boxText, parseBoxes } from '../enrolments/booking-key.ts'
import { boxesSent } from '../enrolments/box-names.ts'
import {
  calendarMonth,
  monthSpan,
  weekSpan,
  type CalendarMonth,
  type CalendarSlot,
  type CalendarSpan,
} from '../enrolments/calendar-month.ts'
import { priceOfChange, type PriceOfChange } from '../enrolments/price-of-change.ts'
import { recentReceipts } from '../enrolments/receipts.ts'
import { saveBookings, type SavedBookings, type WantedDays } from '../enrolments/save-bookings.ts'
import { dayOf, isMonth, monthOf } from '../kernel/day.ts'
import type { FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import { spanPath, spanTitle } from '../../templates/ui/calendar-span.ts'
import { refusedInAddress, refusedInWords } from './calendar-refused.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { chrome, doneAt, doneCode, fragment, isFragmentRequest, page, seeOther } from './respond.ts'

/** The calendar: a month, and each week, is read, priced and saved at one address. */
export function calendarRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.calendar,
    family(async (c, { now }) => seeOther(c, paths.calendarMonth(monthOf(dayOf(now))))),
  )

  for (const address of [paths.calendarMonth(':month'), paths.calendarWeek(':week')]) {
    routes.get(
      address,
      family(async (c, request) => {
        const span = spanIn(c)
        if (!span) return c.notFound()
        const view = await viewOf(c, request, span)
        return isFragmentRequest(c) ? part(c, view) : wholePage(c, request, view)
      }),
    )

    routes.post(
      address,
      familyForm(async (c, request) => {
        const span = spanIn(c)
        if (!span) return c.notFound()
        return 'prix' in request.form ? showPrice(c, request, span) : save(c, request, span)
      }),
    )
  }

  return routes
}

/** Ten years around today: further off there is nothing, and no crawler walks there. */
function spanIn(c: WebContext): CalendarSpan | null {
  const { month, week } = c.req.param()
  const year = Number((month ?? week ?? '').slice(0, 4))
  const isNear = Math.abs(year - Number(dayOf(c.get('now')).slice(0, 4))) <= 5
  if (!isNear) return null
  if (week !== undefined) return weekSpan(week)
  return month !== undefined && isMonth(month) ? monthSpan(month) : null
}

function wantedIn({ range }: CalendarSpan, form: FormValues): WantedDays {
  return {
    range,
    wanted: parseBoxes(boxesSent(form), range),
    seen: parseBoxes(form['vus'] ?? '', range),
  }
}

async function save(c: WebContext, request: FamilyForm, span: CalendarSpan): Promise<Response> {
  const { tx, parent, now, form, formKey } = request
  const path = spanPath(span)
  const saved = await saveBookings(tx, parent.householdId, wantedIn(span, form), {
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
async function showPrice(
  c: WebContext,
  request: FamilyForm,
  span: CalendarSpan,
): Promise<Response> {
  const { tx, parent, now, form } = request
  const place = c.get('settings').calendar
  const wanted = wantedIn(span, form)
  const price = await priceOfChange(tx, parent.householdId, wanted, { now, place })
  if (isFragmentRequest(c)) return fragment(c, <CalendarSum span={span} price={price} />)
  const view = await viewOf(c, request, span, { form, price })
  return wholePage(c, request, view)
}

interface Sent {
  readonly form: FormValues
  readonly price: PriceOfChange
}

async function viewOf(
  c: WebContext,
  { tx, parent, now, csrf }: FamilyRequest,
  span: CalendarSpan,
  sent?: Sent,
): Promise<CalendarProps> {
  const place = c.get('settings').calendar
  const [shown, receipts] = await Promise.all([
    calendarMonth(tx, parent.householdId, span, { now, place }),
    recentReceipts(tx, parent.householdId, { limit: 3 }),
  ])
  const stored = tickedIn(shown)
  return {
    csrf,
    month: shown,
    ticked: new Set(sent ? boxesSent(sent.form).split(' ') : stored.map(boxText)),
    seen: sent?.form['vus'] ?? boxesText(stored),
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

function tickedIn({ weeks }: CalendarMonth): CalendarSlot[] {
  const slots = weeks.flatMap((week) =>
    week.days.flatMap((day) => day.lines.flatMap((line) => line.slots)),
  )
  return slots.filter((slot) => slot.booked === 'MINE' && slot.locked === null)
}

function wholePage(c: WebContext, request: FamilyRequest, view: CalendarProps): Promise<Response> {
  return page(c, <CalendarPage chrome={chrome(c, request, 'calendar')} view={view} />)
}

function part(c: WebContext, view: CalendarProps): Promise<Response> {
  return fragment(
    c,
    <>
      <title>{`${spanTitle(view.month)} – ${c.get('commune').name}, portail famille`}</title>
      <CalendarSection view={view} isAlone />
    </>,
  )
}
