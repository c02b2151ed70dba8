import { Hono } from 'hono'
import { ChildDailyPage } from '../../templates/pages/child-daily.tsx'
import { confirmSheet, childSheets } from '../households/child/confirmations.ts'
import { addInsurance } from '../households/child/daily.ts'
import { addDays } from '../kernel/day.ts'
import { parseForm, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import {
  around,
  answers,
  carryOut,
  withOpenChild,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import { optionalLine, requiredDay, requiredLine } from './child-fields.ts'
import {
  changeSheet,
  missingAnswers,
  openAnswers,
  sheetAccess,
  type ChildSheetRules,
} from './child-rules.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { page } from './respond.ts'
import { sentPaper } from './sent-paper.ts'
import { chooseAgain } from './uploads.ts'

const daily = z.object({
  f_repas: z.enum(['STANDARD', 'NO_PORK', 'NO_MEAT', 'VEGETARIAN', 'NO_GLUTEN'], {
    error: 'Choisissez un repas dans la liste.',
  }),
  f_nage: z.enum(['', 'oui', 'non'], { error: 'Choisissez une réponse dans la liste.' }),
  f_sieste: optionalLine(80),
})

const rules: ChildSheetRules = {
  target: 'CHILD',
  fields: { f_repas: 'diet', f_nage: 'canSwim', f_sieste: 'nap' },
}

const longest = 731

const insurance = z
  .object({
    f_assureur: requiredLine('Écrivez le nom de l’assureur.', 80),
    f_contrat: optionalLine(40),
    f_debut: requiredDay('Écrivez le premier jour de l’assurance.'),
    f_fin: requiredDay('Écrivez le dernier jour de l’assurance.'),
  })
  .refine((typed) => typed.f_debut <= typed.f_fin, {
    path: ['f_fin'],
    message: 'L’assurance finit avant de commencer\u00A0: vérifiez les deux dates.',
  })
  .refine((typed) => typed.f_fin <= addDays(typed.f_debut, longest), {
    path: ['f_fin'],
    message: 'Une attestation vaut deux ans au plus\u00A0: vérifiez l’année.',
  })

/** School, meals, swimming, nap, insurance; and the yearly confirmation of any sheet. */
export function childDailyRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.childDaily(':ref'),
    family((c, request) => dailyPage(c, request, {})),
  )

  routes.post(
    paths.childDaily(':ref'),
    familyForm((c, request) =>
      withOwnChild(c, request, async (child) => {
        const access = sheetAccess(child, rules)
        const form = openAnswers(access, request.form, knownDaily(child))
        const parsed = parseForm(daily, form)
        const missing = missingAnswers(access, form)
        if (!parsed.ok || Object.keys(missing).length > 0) {
          const errors = { ...missing, ...(parsed.ok ? {} : parsed.errors) }
          return showDaily(c, request, { child, sent: { daily: { values: form, errors } } })
        }
        const { f_repas: diet, f_nage: swims, f_sieste: nap } = parsed.data
        const values = { diet, canSwim: swims === '' ? null : swims === 'oui', nap }
        const path = paths.childDaily(child.ref)
        return changeSheet(c, request, { child, rules, access, values, path })
      }),
    ),
  )

  routes.post(
    paths.childInsurance(':ref'),
    familyForm(
      (c, request) =>
        withOpenChild(c, request, 'CHILD.insurance', (child) => insure(c, request, child)),
      { files: ['f_attestation'] },
    ),
  )

  routes.post(
    paths.childConfirm(':ref'),
    familyForm(async (c, request) => {
      const ref = c.req.param('ref') ?? ''
      const sheet = childSheets.find((known) => known === request.form['page'])
      if (!sheet) return c.notFound()
      const by = writerOf(request, { path: sheetPaths[sheet](ref), code: 'confirme' })
      return carryOut(c, confirmSheet(request.tx, { childRef: ref, sheet }, by))
    }),
  )

  return routes
}

async function insure(c: WebContext, request: FamilyForm, child: OwnChild): Promise<Response> {
  const parsed = parseForm(insurance, request.form)
  const { paper, fault } = await sentPaper(request.files, 'f_attestation')
  if (!parsed.ok || fault) {
    const errors = {
      ...(parsed.ok ? {} : parsed.errors),
      ...(fault || paper ? { f_attestation: fault ?? chooseAgain } : {}),
    }
    return showDaily(c, request, { child, sent: { insurance: { values: request.form, errors } } })
  }
  const typed = parsed.data
  const given = {
    insurer: typed.f_assureur,
    contract: typed.f_contrat,
    validFrom: typed.f_debut,
    validTo: typed.f_fin,
  }
  const by = writerOf(request, { path: paths.childDaily(child.ref), code: 'ajoute' })
  const of = { childRef: child.ref, insurance: given, paper }
  return carryOut(c, addInsurance(request.tx, c.get('deps').keys, of, by))
}

const sheetPaths = {
  DAILY: paths.childDaily,
  HEALTH: paths.childHealth,
  PICKUPS: paths.childPickups,
  CONSENTS: paths.childConsents,
} as const

interface Sent {
  readonly values: FormValues
  readonly errors: FormErrors
}

interface SentForms {
  readonly daily?: Sent
  readonly insurance?: Sent
}

function knownDaily(child: OwnChild): FormValues {
  return {
    f_repas: child.diet,
    f_nage: child.canSwim === null ? '' : child.canSwim ? 'oui' : 'non',
    f_sieste: child.nap ?? '',
  }
}

function dailyPage(c: WebContext, request: FamilyRequest, sent: SentForms): Promise<Response> {
  return withOwnChild(c, request, (child) => showDaily(c, request, { child, sent }))
}

async function showDaily(
  c: WebContext,
  request: FamilyRequest,
  { child, sent }: { readonly child: OwnChild; readonly sent: SentForms },
): Promise<Response> {
  const access = sheetAccess(child, rules)
  return page(
    c,
    <ChildDailyPage
      frame={around(c, request)}
      child={child}
      daily={answers(knownDaily(child), sent.daily?.values, sent.daily?.errors, access)}
      insurance={answers({}, sent.insurance?.values, sent.insurance?.errors)}
    />,
    sent.daily || sent.insurance ? 422 : 200,
  )
}
