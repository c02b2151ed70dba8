import { Hono, type Handler } from 'hono'
import { keptFiles, SendKeptPage, StepUpPage } from '../../templates/pages/step-up.tsx'
import { isSteppedUp, stepUp } from '../accounts/step-up.ts'
import type { FormValues } from '../kernel/forms.ts'
import { sha256 } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { csrfFor } from './csrf.ts'
import { readForm, type FormRules } from './form-body.ts'
import {
  family,
  familyForm,
  inSession,
  toSignIn,
  type FamilyForm,
  type FamilyRequest,
} from './guard.ts'
import { refusalWords } from './refusals.ts'
import { chrome, orRefusal, page, seeOther } from './respond.ts'
import { sessionToken, setSessionCookie } from './session-cookie.ts'
import { visitorOf } from './visitor.ts'

/**
 * `family` for a page that touches health, bank, pick-up people, e-mail or the second factor: asks for the password
 * when it was not typed lately, then goes on to the page.
 */
export function steppedUp(
  handler: (c: WebContext, request: FamilyRequest) => Promise<Response>,
): Handler<WebEnv> {
  return family(async (c, request) =>
    isSteppedUp(request.parent, request.now) ? handler(c, request) : toStepUp(c),
  )
}

/** The password again, then on to the page that was asked for. */
export function toStepUp(c: WebContext): Response {
  return seeOther(c, paths.stepUpBefore(c.req.path + new URL(c.req.url).search))
}

/**
 * `familyForm` for what such a page sends: what was filled in is kept and sent with one click after the password. No
 * browser sends a chosen file twice: it is asked for again beside that click.
 */
export function steppedUpForm(
  handler: (c: WebContext, request: FamilyForm) => Promise<Response>,
  rules: FormRules = {},
): Handler<WebEnv> {
  return familyForm(async (c, request) => {
    if (isSteppedUp(request.parent, request.now)) return handler(c, request)
    const { _csrf, ...filledIn } = request.form
    const files = [...request.files.keys()].join(' ')
    const kept = files === '' ? filledIn : { ...filledIn, [keptFiles]: files }
    const back = c.req.path + new URL(c.req.url).search
    return page(c, <StepUpPage chrome={chrome(c, request, null)} back={back} kept={kept} />, 403)
  }, rules)
}

/** The password again, and on to where the parent was going. */
export function stepUpRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.stepUp, (c) => passwordPage(c, { back: ownPage(c.req.query('retour')) }))

  routes.post(paths.stepUp, async (c) => {
    const token = sessionToken(c)
    if (!token) return toSignIn(c)
    const sent = await readForm(c, token)
    if (sent instanceof Response) return sent
    const back = ownPage(sent.form['retour'])
    const kept = keptOf(sent.form)
    const given = sent.form['f_mot_de_passe'] ?? ''
    const { db, keys } = c.get('deps')
    const opened = await orRefusal(stepUp({ db, keys }, sha256(token), given, visitorOf(c)))
    if (opened === undefined) return toSignIn(c)
    if (opened instanceof Refusal) return passwordPage(c, { back, kept, refusal: opened })
    setSessionCookie(c, opened.token)
    return Object.keys(kept).length > 0
      ? sendKeptPage(c, opened.token, { back, kept })
      : seeOther(c, back)
  })

  return routes
}

interface Asked {
  readonly back: string
  readonly kept?: FormValues
  readonly refusal?: Refusal
}

function passwordPage(c: WebContext, { back, kept = {}, refusal }: Asked): Promise<Response> {
  const words = refusal && refusalWords(refusal)
  const sentence =
    refusal?.code === 'WRONG_PASSWORD' ? 'Ce n’est pas votre mot de passe.' : words?.sentence
  return inSession(c, (_, request) =>
    page(
      c,
      <StepUpPage chrome={chrome(c, request, null)} back={back} kept={kept} refusal={sentence} />,
      words?.status ?? 200,
    ),
  )
}

/** The session has a new token already, which the request's cookie does not know yet. */
function sendKeptPage(
  c: WebContext,
  token: string,
  { back, kept }: { readonly back: string; readonly kept: FormValues },
): Promise<Response> {
  return inSession(
    c,
    (_, request) => {
      const own = { ...request, csrf: csrfFor(token) }
      return page(c, <SendKeptPage chrome={chrome(c, own, null)} back={back} kept={kept} />)
    },
    token,
  )
}

const prefix = 'garde_'

function keptOf(form: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(form)
      .filter(([name]) => name.startsWith(prefix) && name !== `${prefix}_csrf`)
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}

/** A page of the portal and of nobody else, else home. */
function ownPage(asked: string | undefined): string {
  return asked && /^\/(?![/\\])[\w\-./?=&%]{0,300}$/.test(asked) ? asked : paths.home
}
