import { Hono } from 'hono'
import { PatternPage } from '../../templates/pages/pattern.tsx'
import { PatternPreviewPage } from '../../templates/pages/pattern-preview.tsx'
import type { FamilyChild } from '../enrolments/family-days.ts'
import type { PatternCell, WeekParity } from '../enrolments/pattern-days.ts'
import {
  patternStart,
  previewPlan,
  savePlan,
  type PatternStart,
  type PlannedWish,
} from '../enrolments/patterns.ts'
import { addDays, dayOf, monthOf, parseDay, type Day } from '../kernel/day.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { chrome, doneAt, page, seeOther, formStatus } from './respond.ts'

/** How far a week type reaches: a school year. */
const longest = 366

/** The week type: shown, priced and saved at one address. */
export function patternRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.pattern,
    family(async (c, request) => patternPage(c, request, await startOf(c, request), none)),
  )

  routes.post(
    paths.pattern,
    familyForm(async (c, request) => {
      const start = await startOf(c, request)
      const read = readWish(request.form, start, dayOf(request.now))
      if (!read.ok) return patternPage(c, request, start, read)
      return 'enregistrer' in request.form ? save(c, request, read) : preview(c, request, read)
    }),
  )

  return routes
}

interface Shown {
  readonly values: FormValues
  readonly errors: FormErrors
}

interface ReadWish {
  readonly ok: true
  readonly child: FamilyChild
  readonly planned: PlannedWish
}

const none: Shown = { values: {}, errors: {} }

function startOf(c: WebContext, { tx, parent, now }: FamilyRequest): Promise<PatternStart> {
  const from = dayOf(now)
  const range = { from, to: addDays(from, 300) }
  return patternStart(tx, parent.householdId, range, c.get('settings').calendar)
}

function patternPage(
  c: WebContext,
  request: FamilyRequest,
  start: PatternStart,
  { values, errors }: Shown,
): Promise<Response> {
  const ref = values['f_enfant'] ?? c.req.query('enfant') ?? ''
  const enrolled = start.children.find((child) => (start.units.get(child.id) ?? []).length > 0)
  const child = start.children.find((one) => one.ref === ref) ?? enrolled ?? start.children[0]
  return page(
    c,
    <PatternPage
      chrome={chrome(c, request, 'calendar')}
      start={start}
      child={child ?? null}
      today={dayOf(request.now)}
      values={values}
      errors={errors}
    />,
    formStatus(errors),
  )
}

async function preview(
  c: WebContext,
  request: FamilyForm,
  { child, planned }: ReadWish,
): Promise<Response> {
  const { tx, parent, now, form } = request
  const place = c.get('settings').calendar
  const plan = await previewPlan(tx, parent.householdId, planned, { now, place })
  const again = Object.entries(form).filter(([name]) => /^(f_|case\[\])/.test(name))
  return page(
    c,
    <PatternPreviewPage
      chrome={chrome(c, request, 'calendar')}
      child={child}
      plan={plan}
      values={Object.fromEntries(again)}
    />,
  )
}

/** The calendar of the first month says what was done: the receipt is its success message. */
async function save(c: WebContext, request: FamilyForm, { planned }: ReadWish): Promise<Response> {
  const { tx, parent, now, formKey } = request
  const { personId, accountId, login, householdId } = parent
  const today = dayOf(now)
  const month = paths.calendarMonth(monthOf(planned.wish.from < today ? today : planned.wish.from))
  const saved = await savePlan(tx, householdId, planned, {
    now,
    formKey,
    place: c.get('settings').calendar,
    answerTo: doneAt(month, 'deja', formKey),
    person: { id: personId, accountId, login },
  })
  if (saved.repeatOf !== null) return seeOther(c, saved.repeatOf)
  const didSomething = saved.booked + saved.cancelled > 0
  return seeOther(c, doneAt(month, didSomething ? 'enregistre' : 'rien', formKey))
}

function readWish(
  form: FormValues,
  { children, units }: PatternStart,
  today: Day,
): ReadWish | (Shown & { readonly ok: false }) {
  const errors: Record<string, string> = {}
  const child = children.find((one) => one.ref === form['f_enfant'])
  const isCopy = 'f_comme' in form
  const prefix = isCopy ? 'f_copie_' : 'f_'
  const from = parseDay(form[`${prefix}du`] ?? '')
  const to = parseDay(form[`${prefix}au`] ?? '')
  if (!child) errors[''] = 'Cet enfant n’est pas de votre foyer.'
  if (!from) errors[`${prefix}du`] = 'Écrivez le premier jour comme 07/12/2026.'
  if (!to) errors[`${prefix}au`] = 'Écrivez le dernier jour comme 18/12/2026.'
  else if (to < today) errors[`${prefix}au`] = 'Cette période est passée.'
  else if (from && to < from) errors[`${prefix}au`] = 'Le dernier jour est avant le premier.'
  else if (from && to > addDays(from, longest))
    errors[`${prefix}au`] = 'Une semaine type vaut un an au plus.'
  const except = daysIn(form['f_sauf'] ?? '')
  if (!except) errors['f_sauf'] = 'Écrivez les jours comme 14/12/2026, séparés par des virgules.'
  const like = children.find((one) => one.ref === form['f_comme'])
  if (isCopy && (!like || like === child)) errors['f_comme'] = 'Choisissez un autre enfant.'
  if (!child || !from || !to || !except || Object.keys(errors).length > 0)
    return { ok: false, values: form, errors }
  const childId = child.id
  if (isCopy && like) {
    const wish = { childId, likeChildId: like.id, from, to }
    return { ok: true, child, planned: { kind: 'SIBLING', wish } }
  }
  const known = new Set((units.get(childId) ?? []).map((unit) => unit.id))
  const cells = cellsIn(form['case[]'] ?? '').filter((cell) => known.has(cell.unitId))
  const parity = parityIn(form['f_semaines'] ?? '')
  const isWhole = form['f_entier'] === 'oui'
  const wish = { childId, parity, from, to, cells, except, isWhole }
  return { ok: true, child, planned: { kind: 'WEEK', wish } }
}

function cellsIn(text: string): PatternCell[] {
  return text.split(' ').flatMap((word) => {
    const [, unit = '', weekday = ''] = /^([1-9]\d{0,8})\.([1-7])$/.exec(word) ?? []
    return unit === '' ? [] : [{ unitId: Number(unit), weekday: Number(weekday) }]
  })
}

function parityIn(text: string): WeekParity {
  return text === 'ODD' || text === 'EVEN' ? text : 'ANY'
}

/** Null when one of them is no day. */
function daysIn(text: string): Day[] | null {
  const words = text.split(/[,;\s]+/).filter(Boolean)
  const days = words.map(parseDay)
  return days.every((day) => day !== null) ? days : null
}
