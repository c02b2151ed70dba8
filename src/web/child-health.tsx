import { Hono } from 'hono'
import { ChildAllergyPage } from '../../templates/pages/child-allergy.tsx'
import { ChildHealthPage } from '../../templates/pages/child-health.tsx'
import { ChildVaccinesPage } from '../../templates/pages/child-vaccines.tsx'
import { addVaccination, saveAllergy } from '../households/child/health-sheet.ts'
import { vaccinationState } from '../households/child/vaccination-state.ts'
import { vaccineCodes } from '../households/child/vaccine-rules.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { parseForm, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { displayPhone } from '../kernel/text.ts'
import { paths } from '../paths.ts'
import {
  answers,
  around,
  carryOut,
  itemOf,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import {
  box,
  optionalLine,
  optionalPhone,
  optionalText,
  requiredDay,
  requiredLine,
} from './child-fields.ts'
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

const sheet = z
  .object({
    f_medecin: optionalLine(80),
    f_tel_medecin: optionalPhone,
    f_ville_medecin: optionalLine(38),
    f_traitement: optionalText(500),
    f_maladies: optionalLine(200),
    f_a_savoir: optionalText(1_000),
    f_lunettes: box,
    f_appareil_auditif: box,
    f_appareil_dentaire: box,
  })
  .refine((typed) => typed.f_medecin !== null || typed.f_tel_medecin === null, {
    path: ['f_medecin'],
    message: 'Écrivez le nom du médecin à qui est ce numéro.',
  })

const allergy = z.object({
  f_type: z.enum(['FOOD', 'MEDICINE', 'RESPIRATORY', 'OTHER'], {
    error: 'Choisissez une réponse dans la liste.',
  }),
  f_nom: requiredLine('Écrivez à quoi votre enfant est allergique.', 80),
  f_gravite: z.enum(['', 'Légère', 'Modérée', 'Sévère'], {
    error: 'Choisissez une réponse dans la liste.',
  }),
  f_conduite: optionalText(300),
})

/** A dose: after the birth, not after today. */
function vaccineForm(birthDate: Day, today: Day) {
  return z.object({
    f_vaccin: z.enum(vaccineCodes, { error: 'Choisissez le vaccin dans la liste.' }),
    f_date: requiredDay('Écrivez la date de la dose.')
      .refine(
        (day) => day >= birthDate,
        'Cette date est avant la naissance\u00A0: vérifiez l’année.',
      )
      .refine((day) => day <= today, 'Cette date n’est pas encore venue\u00A0: vérifiez l’année.'),
  })
}

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
        const access = await healthAccess(request, child)
        const form = openAnswers(access, request.form, knownHealth(child))
        const parsed = parseForm(sheet, form)
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
    steppedUp((c, request) => allergyPage(c, request)),
  )

  routes.post(
    paths.childAllergy(':ref', ':item'),
    steppedUpForm(async (c, request) => {
      const childRef = c.req.param('ref') ?? ''
      const named = itemOf(c)
      if (!named) return c.notFound()
      const parsed = parseForm(allergy, request.form)
      if (!parsed.ok) return allergyPage(c, request, parsed)
      const { f_type: type, f_nom: label, f_gravite: severity, f_conduite: conduct } = parsed.data
      const body = { type, label, severity: severity || null, conduct }
      const by = writerOf(request, { path: paths.childHealth(childRef), code: 'enregistre' })
      const change = { childRef, ref: named.ref, allergy: body }
      return carryOut(c, saveAllergy(request.tx, c.get('deps').keys, change, by))
    }),
  )

  routes.get(
    paths.childVaccines(':ref'),
    steppedUp((c, request) => vaccinesPage(c, request)),
  )

  routes.post(
    paths.childVaccines(':ref'),
    steppedUpForm((c, request) =>
      withOwnChild(c, request, (child) => {
        const parsed = parseForm(vaccineForm(child.birthDate, dayOf(request.now)), request.form)
        if (!parsed.ok) return showVaccines(c, request, { child, sent: parsed })
        const { f_vaccin: vaccine, f_date: day } = parsed.data
        const by = writerOf(request, { path: paths.childVaccines(child.ref), code: 'ajoute' })
        const change = { childRef: child.ref, vaccination: { vaccine, day } }
        return carryOut(c, addVaccination(request.tx, c.get('deps').keys, change, by))
      }),
    ),
  )

  return routes
}

function sheetOf(typed: z.output<typeof sheet>) {
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

async function healthAccess(request: FamilyRequest, child: OwnChild): Promise<SentAccess> {
  const access = Object.entries(await sheetAccess(request, child, rules))
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
  const access = await healthAccess(request, child)
  return page(
    c,
    <ChildHealthPage
      frame={around(c, request)}
      child={child}
      health={child.health}
      vaccination={stateOf(child, request)}
      answers={answers(knownHealth(child), sent?.values, sent?.errors, access)}
    />,
    sent ? 422 : 200,
  )
}

function allergyPage(c: WebContext, request: FamilyRequest, sent?: Sent): Promise<Response> {
  const named = itemOf(c)
  if (!named) return Promise.resolve(c.notFound())
  return withOwnChild(c, request, (child) => {
    const known = child.health.allergies.find(({ ref }) => ref === named.ref)
    if (!known && named.ref !== null) return c.notFound()
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
  })
}

function vaccinesPage(c: WebContext, request: FamilyRequest): Promise<Response> {
  return withOwnChild(c, request, (child) => showVaccines(c, request, { child }))
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
      vaccination={stateOf(child, request)}
      answers={answers({}, sent?.values, sent?.errors)}
    />,
    sent ? 422 : 200,
  )
}

function stateOf(child: OwnChild, { now }: FamilyRequest) {
  return vaccinationState(child.birthDate, child.health.vaccinations, dayOf(now))
}
