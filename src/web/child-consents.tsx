import { Hono } from 'hono'
import { ChildConsentsPage } from '../../templates/pages/child-consents.tsx'
import { answerConsents } from '../households/child/consents.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import {
  answers,
  around,
  carryOut,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyRequest } from './guard.ts'
import { page } from './respond.ts'

/** What a family agrees to for a child. */
export function childConsentRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.childConsents(':ref'),
    family((c, request) =>
      withOwnChild(c, request, (child) => consentsPage(c, request, { child })),
    ),
  )

  routes.post(
    paths.childConsents(':ref'),
    familyForm((c, request) =>
      withOwnChild(c, request, (child) => {
        const { given, errors } = readAnswers(child, request.form)
        if (Object.keys(errors).length > 0)
          return consentsPage(c, request, { child, sent: { values: request.form, errors } })
        const by = writerOf(request, { path: paths.childConsents(child.ref), code: 'enregistre' })
        return carryOut(c, answerConsents(request.tx, { childRef: child.ref, answers: given }, by))
      }),
    ),
  )

  return routes
}

/** Yes or no to each wording; one that nobody has answered yet may stay open, unless the commune needs a yes or a no. */
function readAnswers(
  child: OwnChild,
  form: FormValues,
): { readonly given: Map<number, boolean>; readonly errors: FormErrors } {
  const given = new Map<number, boolean>()
  const errors: Record<string, string> = {}
  for (const { textId, title, blocking } of child.consents) {
    const name = `f_accord_${textId}`
    const answer = form[name] ?? ''
    if (answer === 'oui' || answer === 'non') given.set(textId, answer === 'oui')
    else if (answer !== '') errors[name] = `Répondez par oui ou par non\u00A0: ${title}.`
    else if (blocking) errors[name] = `Une réponse est nécessaire pour s’inscrire\u00A0: ${title}.`
  }
  return { given, errors }
}

function consentsPage(
  c: WebContext,
  request: FamilyRequest,
  {
    child,
    sent,
  }: {
    readonly child: OwnChild
    readonly sent?: { readonly values: FormValues; readonly errors: FormErrors }
  },
): Promise<Response> {
  const known = Object.fromEntries(
    child.consents.map(({ textId, answer }) => [
      `f_accord_${textId}`,
      answer === null ? '' : answer ? 'oui' : 'non',
    ]),
  )
  return page(
    c,
    <ChildConsentsPage
      frame={around(c, request)}
      child={child}
      answers={answers(known, sent?.values, sent?.errors)}
    />,
    sent ? 422 : 200,
  )
}
