import { Hono } from 'hono'
import { WaitForDayPage } from '../../templates/pages/wait-for-day.tsx'
import { WaitingEntryPage } from '../../templates/pages/waiting-entry.tsx'
import { WaitingListPage, type WaitingDone } from '../../templates/pages/waiting-list.tsx'
import { leaveWaitingList, takeOffer } from '../enrolments/answer-offer.ts'
import type { BookingKey } from '../enrolments/booking-key.ts'
import { pricesOfOffers } from '../enrolments/price-of-offer.ts'
import { fullDay, waitForDay } from '../enrolments/wait-for-day.ts'
import { waitingEntry, waitingListOf } from '../enrolments/waiting-list.ts'
import { isDay } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm } from './guard.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'

/** Waiting lists: the ranks and offers of a family, joining the list of a full day, taking or leaving. */
export function waitingListRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.waitingList,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const entries = await waitingListOf(tx, parent.householdId, now)
      const prices = await pricesOfOffers(tx, parent.householdId, {
        now,
        place: c.get('settings').calendar,
      })
      const done = dones.get(doneCode(c) ?? '') ?? null
      const around = chrome(c, request, 'family')
      const list = (
        <WaitingListPage chrome={around} entries={entries} prices={prices} now={now} done={done} />
      )
      return page(c, list)
    }),
  )

  routes.get(
    paths.waitForDay,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const key = keyIn(c.req.query('place'))
      const place = c.get('settings').calendar
      const day = await fullDay(tx, parent.householdId, key, { now, place })
      const around = chrome(c, request, 'calendar')
      return page(c, <WaitForDayPage chrome={around} full={day} />)
    }),
  )

  routes.post(
    paths.waitForDay,
    familyForm(async (c, request) => {
      const by = { ...saverOf(request), place: c.get('settings').calendar }
      const key = keyIn(request.form['place'])
      const { repeatOf } = await waitForDay(request.tx, request.parent.householdId, key, by)
      return seeOther(c, repeatOf ?? doneAt(paths.waitingList, 'attente', request.formKey))
    }),
  )

  routes.get(
    paths.waitingEntry(':ref'),
    family(async (c, request) => {
      const { tx, parent, now } = request
      const entry = await waitingEntry(tx, parent.householdId, c.req.param('ref') ?? '')
      if (!entry) throw new Refusal('NOT_FOUND')
      const place = c.get('settings').calendar
      const prices = await pricesOfOffers(tx, parent.householdId, { now, place })
      const around = chrome(c, request, 'family')
      return page(c, <WaitingEntryPage chrome={around} entry={entry} prices={prices} now={now} />)
    }),
  )

  routes.post(
    paths.waitingEntry(':ref'),
    familyForm(async (c, request) => {
      const { tx, parent, form, formKey } = request
      const ref = c.req.param('ref') ?? ''
      const isTaken = 'accepter' in form
      const answer = isTaken ? takeOffer : leaveWaitingList
      const { repeatOf } = await answer(tx, parent.householdId, ref, saverOf(request))
      return seeOther(
        c,
        repeatOf ?? doneAt(paths.waitingList, isTaken ? 'place' : 'quitte', formKey),
      )
    }),
  )

  return routes
}

const dones: ReadonlyMap<string, WaitingDone> = new Map([
  ['attente', 'JOINED'],
  ['place', 'TAKEN'],
  ['quitte', 'LEFT'],
  ['deja', 'REPEAT'],
])

function saverOf({ parent, now, formKey }: FamilyForm) {
  return {
    now,
    formKey,
    answerTo: doneAt(paths.waitingList, 'deja', formKey),
    person: { id: parent.personId, accountId: parent.accountId, login: parent.login },
  }
}

/** `12.3.2026-12-09`: child, unit, day. Anything else is an address that does not exist. */
function keyIn(text = ''): BookingKey {
  const [, child, unit, day = ''] =
    /^([1-9]\d{0,14})\.([1-9]\d{0,8})\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? []
  if (!isDay(day)) throw new Refusal('NOT_FOUND')
  return { childId: Number(child), unitId: Number(unit), day }
}
