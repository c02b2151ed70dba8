import { Hono } from 'hono'
import { ChildAllergyPage } from '../../templates/pages/child-allergy.tsx'
import { ChildHealthPage } from '../../templates/pages/child-health.tsx'
import { ChildVaccinesPage } from '../../templates/pages/child-vaccines.tsx'
import { papersOfChild } from '../households/child/child-papers.ts'
import { addVaccination, saveAllergy } from '../households/child/health-sheet.ts'
import { vaccinationState } from '../households/child/vaccination-state.ts'
import { dayOf } from '../kernel/day.ts'
import { parseForm, type z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { displayPhone } from '../kernel/text.ts'
import { paths } from '../paths.ts'
import {
  answers,
  around,
  carryOut,
  itemOf,
  withOpenChild,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import { allergyForm, healthSheet, vaccineForm } from './child-health-form.ts'
import {
  changeSheet,
  missingAnswers,
  openAnswers,
  sheetAccess,
  type ChildSheetRules,
  type SentAccess,
} from './child-rules.ts'
import type { WebContext, WebEnv } from './context.ts'
import type { FamilyRequest } from './guard.ts'
import { page } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'

/** A child's health: everything asks for the password again, is sealed, and each reading is recorded. */
export function childHealthRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.childHealth(':ref'),
    steppedUp((c, request) => healthPage(c, request)),
  )

  routes.post(
    paths.childHealth(':ref'),
    steppedUpForm((c, request) =>
      withOwnChild(c, request, async (child) => {
        const access = healthAccess(child)
        const form = openAnswers(access, request.form, knownHealth(child))
        const parsed = parseForm(healthSheet, form)
        const missing = missingAnswers(access, form)
        if (!parsed.ok || Object.keys(missing).length > 0) {
          const errors = { ...missing, ...(parsed.ok ? {} : parsed.errors) }
          return showHealth(c, request, { child, sent: { values: form, errors } })
        }
        const values = sheetOf(parsed.data)
        const path = paths.childHealth(child.ref)
        return changeSheet(c, request, { child, rules, access, values, path })
      }),
    ),
  )

  routes.get(
    paths.childAllergy(':ref', ':item'),
    steppedUp((c, request) =>
      withOpenChild(c, request, 'CHILD.allergies', (child) => allergyPage(c, request, child)),
    ),
  )

  routes.post(
    paths.childAllergy(':ref', ':item'),
    steppedUpForm((c, request) =>
      withOpenChild(c, request, 'CHILD.allergies', (child) => {
        const named = itemOf(c)
        if (!named) return c.notFound()
        const parsed = parseForm(allergyForm, request.form)
        if (!parsed.ok) return allergyPage(c, request, child, parsed)
        const { f_type: type, f_nom: label, f_gravite: severity, f_conduite: conduct } = parsed.data
        const body = { type, label, severity: severity || null, conduct }
        const by = writerOf(request, { path: paths.childHealth(child.ref), code: 'enregistre' })
        const change = { childRef: child.ref, ref: named.ref, allergy: body }
        return carryOut(c, saveAllergy(request.tx, c.get('deps').keys, change, by))
      }),
    ),
  )

  routes.get(
    paths.childVaccines(':ref'),
    steppedUp((c, request) => vaccinesPage(c, request)),
  )

  routes.post(
    paths.childVaccines(':ref'),
    steppedUpForm((c, request) =>
      withOpenChild(c, request, 'CHILD.vaccinations', (child) => {
        const parsed = parseForm(vaccineForm(child.birthDate, dayOf(request.now)), request.form)
        if (!parsed.ok) return showVaccines(c, request, { child, sent: parsed })
        const { f_vaccin: vaccine, f_date: day } = parsed.data
        const by = writerOf(request, { path: paths.childVaccines(child.ref), code: 'ajoute' })
        const { insee } = c.get('settings').commune
        const change = { childRef: child.ref, vaccination: { vaccine, day }, insee }
        return carryOut(c, addVaccination(request.tx, c.get('deps').keys, change, by))
      }),
    ),
  )

  return routes
}

function sheetOf(typed: z.output<typeof healthSheet>) {
  const { f_medecin: name, f_tel_medecin: phone, f_ville_medecin: city } = typed
  return {
    doctor: name === null ? null : { name, phone, city },
    treatment: typed.f_traitement,
    pastDiseases: typed.f_maladies,
    notes: typed.f_a_savoir,
    wearsGlasses: typed.f_lunettes,
    hearingAid: typed.f_appareil_auditif,
    dentalDevice: typed.f_appareil_dentaire,
  }
}

interface Sent {
  readonly values: FormValues
  readonly errors: FormErrors
}

const rules: ChildSheetRules = {
  target: 'HEALTH',
  fields: {
    f_medecin: 'doctor',
    f_tel_medecin: 'doctor',
    f_ville_medecin: 'doctor',
    f_traitement: 'treatment',
    f_maladies: 'pastDiseases',
    f_a_savoir: 'notes',
    f_lunettes: 'wearsGlasses',
    f_appareil_auditif: 'hearingAid',
    f_appareil_dentaire: 'dentalDevice',
  },
}

/** A doctor is known by the name; nobody is obliged to wear glasses. */
const mayStayEmpty = [
  'f_tel_medecin',
  'f_ville_medecin',
  'f_lunettes',
  'f_appareil_auditif',
  'f_appareil_dentaire',
]

function healthAccess(child: OwnChild): SentAccess {
  const access = Object.entries(sheetAccess(child, rules))
  const relaxed = access.map(([name, one]) => [
    name,
    one === 'REQUIRED' && mayStayEmpty.includes(name) ? 'EDITABLE' : one,
  ])
  return Object.fromEntries(relaxed)
}

function knownHealth({ health: { sheet: known } }: OwnChild): FormValues {
  return {
    f_medecin: known?.doctor?.name ?? '',
    f_tel_medecin: known?.doctor?.phone ? displayPhone(known.doctor.phone) : '',
    f_ville_medecin: known?.doctor?.city ?? '',
    f_traitement: known?.treatment ?? '',
    f_maladies: known?.pastDiseases ?? '',
    f_a_savoir: known?.notes ?? '',
    f_lunettes: known?.wearsGlasses ? 'oui' : '',
    f_appareil_auditif: known?.hearingAid ? 'oui' : '',
    f_appareil_dentaire: known?.dentalDevice ? 'oui' : '',
  }
}

function healthPage(c: WebContext, request: FamilyRequest): Promise<Response> {
  return withOwnChild(c, request, (child) => showHealth(c, request, { child }))
}

async function showHealth(
  c: WebContext,
  request: FamilyRequest,
  { child, sent }: { readonly child: OwnChild; readonly sent?: Sent },
): Promise<Response> {
  const access = healthAccess(child)
  const of = { householdId: request.parent.householdId, childId: child.id }
  const papers = await papersOfChild(request.tx, of, dayOf(request.now))
  return page(
    c,
    <ChildHealthPage
      frame={around(c, request)}
      child={child}
      health={child.health}
      vaccination={stateOf(c, child, request)}
      papers={papers}
      answers={answers(knownHealth(child), sent?.values, sent?.errors, access)}
    />,
    sent ? 422 : 200,
  )
}

async function allergyPage(
  c: WebContext,
  request: FamilyRequest,
  child: OwnChild,
  sent?: Sent,
): Promise<Response> {
  const named = itemOf(c)
  const known = child.health.allergies.find(({ ref }) => ref === named?.ref)
  if (!named || (!known && named.ref !== null)) return c.notFound()
  const values = {
    f_type: known?.type ?? 'FOOD',
    f_nom: known?.label ?? '',
    f_gravite: known?.severity ?? '',
    f_conduite: known?.conduct ?? '',
  }
  return page(
    c,
    <ChildAllergyPage
      frame={around(c, request)}
      child={child}
      item={named.item}
      answers={answers(values, sent?.values, sent?.errors)}
    />,
    sent ? 422 : 200,
  )
}

function vaccinesPage(c: WebContext, request: FamilyRequest): Promise<Response> {
  return withOwnChild(c, request, (child) =>
    child.access['CHILD.vaccinations'] === 'HIDDEN'
      ? c.notFound()
      : showVaccines(c, request, { child }),
  )
}

function showVaccines(
  c: WebContext,
  request: FamilyRequest,
  { child, sent }: { readonly child: OwnChild; readonly sent?: Sent },
): Promise<Response> {
  return page(
    c,
    <ChildVaccinesPage
      frame={around(c, request)}
      child={child}
      health={child.health}
      vaccination={stateOf(c, child, request)}
      answers={answers({}, sent?.values, sent?.errors)}
    />,
    sent ? 422 : 200,
  )
}

function stateOf(c: WebContext, child: OwnChild, { now }: FamilyRequest) {
  const { insee } = c.get('settings').commune
  return vaccinationState(child.birthDate, child.health.vaccinations, { day: dayOf(now), insee })
}
