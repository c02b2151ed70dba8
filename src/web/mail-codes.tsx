import { Hono } from 'hono'
import {
  ConfirmEmailPage,
  EmailPage,
  ForgottenPage,
  ResetPage,
} from '../../templates/pages/mail-codes.tsx'
import { askEmailChange, askReset } from '../accounts/mail-codes.ts'
import { policyInWords } from '../accounts/password-policy.ts'
import { accountEmail } from '../accounts/sessions.ts'
import { confirmEmail, resetByMail } from '../accounts/use-mail-code.ts'
import { asGate } from '../db/transactions.ts'
import { parseForm, z, type FormErrors } from '../kernel/forms.ts'
import { newToken } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { paths } from '../paths.ts'
import { newPasswordFaults } from './activation.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { readForm, type SentForm } from './form-body.ts'
import type { FamilyRequest } from './guard.ts'
import { cookiesRefused, doorChrome } from './login.tsx'
import { refusalWords } from './refusals.ts'
import { chrome, doneAt, doneCode, orRefusal, page, seeOther, formStatus } from './respond.ts'
import { setSessionCookie, visitToken } from './session-cookie.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'
import { visitorOf } from './visitor.ts'

const newAddress = z.object({
  f_courriel: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.email('Écrivez une adresse comme prenom.nom@exemple.fr.').max(254)),
})

/** Links that come by mail: a forgotten password, a new address. Only a POST uses them. */
export function mailCodeRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.forgottenPassword, (c) => forgottenPage(c, {}))

  routes.post(paths.forgottenPassword, async (c) => {
    const sent = await visitForm(c, paths.forgottenPassword)
    if (sent instanceof Response) return sent
    const typed = sent.form['f_identifiant']?.trim() ?? ''
    if (typed === '')
      return forgottenPage(c, { f_identifiant: 'Écrivez votre identifiant ou votre adresse.' })
    await asGate(c.get('deps').db, (tx) => askReset(tx, typed, c.get('now')))
    return seeOther(c, doneAt(paths.forgottenPassword, 'demande', newToken()))
  })

  routes.get(paths.resetPassword(':token'), (c) => resetPage(c, {}))

  routes.post(paths.resetPassword(':token'), async (c) => {
    const sent = await visitForm(c, paths.forgottenPassword)
    if (sent instanceof Response) return sent
    const faults = newPasswordFaults(sent.form)
    if (Object.keys(faults).length > 0) return resetPage(c, faults)
    const { db, keys } = c.get('deps')
    const given = { token: c.req.param('token') ?? '', password: sent.form['f_nouveau'] ?? '' }
    const reset = await orRefusal(resetByMail({ db, keys }, given, visitorOf(c)))
    if (reset instanceof Refusal) return resetPage(c, { '': overdue(reset) })
    if (!reset.ok) return resetPage(c, { f_nouveau: reset.errors['password'] ?? '' })
    setSessionCookie(c, reset.token)
    return seeOther(c, doneAt(paths.home, 'mot-de-passe', newToken()))
  })

  routes.get(
    paths.accountEmail,
    steppedUp((c, request) => emailPage(c, request, '', {})),
  )

  routes.post(
    paths.accountEmail,
    steppedUpForm(async (c, request) => {
      const { form, formKey, parent, now } = request
      const parsed = parseForm(newAddress, form)
      if (!parsed.ok) return emailPage(c, request, form['f_courriel'] ?? '', parsed.errors)
      const { accountId, login } = parent
      const change = { accountId, login, email: parsed.data.f_courriel }
      await asGate(c.get('deps').db, (tx) => askEmailChange(tx, change, now))
      return seeOther(c, doneAt(paths.accountEmail, 'lien', formKey))
    }),
  )

  routes.get(paths.confirmEmail(':token'), (c) => confirmPage(c, {}))

  routes.post(paths.confirmEmail(':token'), async (c) => {
    const sent = await visitForm(c, paths.login)
    if (sent instanceof Response) return sent
    const token = c.req.param('token') ?? ''
    const work = asGate(c.get('deps').db, (tx) => confirmEmail(tx, token, c.get('now')))
    const done = await orRefusal(work)
    return done instanceof Refusal
      ? confirmPage(c, { '': overdue(done) })
      : seeOther(c, doneAt(paths.confirmEmail(token), 'adresse', newToken()))
  })

  return routes
}

/** A form of somebody who is not signed in. */
async function visitForm(c: WebContext, back: string): Promise<SentForm | Response> {
  const visit = visitToken(c)
  return visit ? readForm(c, visit) : cookiesRefused(c, back)
}

function overdue(refusal: Refusal): string {
  return refusal.code === 'WRONG_CODE'
    ? 'Ce lien ne fonctionne plus\u00A0: il sert une fois, pendant 30 minutes. Demandez-en un autre.'
    : refusalWords(refusal).sentence
}

function forgottenPage(c: WebContext, errors: FormErrors): Promise<Response> {
  const around = doorChrome(c)
  const { letterDays } = c.get('settings')
  const isAsked = doneCode(c) === 'demande'
  return page(
    c,
    <ForgottenPage chrome={around} letterDays={letterDays} errors={errors} isAsked={isAsked} />,
    formStatus(errors),
  )
}

function resetPage(c: WebContext, errors: FormErrors): Promise<Response> {
  const policy = policyInWords(c.get('settings').passwordPolicy)
  const token = c.req.param('token') ?? ''
  return page(
    c,
    <ResetPage chrome={doorChrome(c)} token={token} errors={errors} policy={policy} />,
    formStatus(errors),
  )
}

async function emailPage(
  c: WebContext,
  request: FamilyRequest,
  value: string,
  errors: FormErrors,
): Promise<Response> {
  const current = await accountEmail(request.tx, request.parent.accountId)
  const isSent = doneCode(c) === 'lien'
  return page(
    c,
    <EmailPage
      chrome={chrome(c, request, null)}
      current={current}
      value={value}
      errors={errors}
      isSent={isSent}
    />,
    formStatus(errors),
  )
}

function confirmPage(c: WebContext, errors: FormErrors): Promise<Response> {
  const token = c.req.param('token') ?? ''
  const isDone = doneCode(c) === 'adresse'
  return page(
    c,
    <ConfirmEmailPage chrome={doorChrome(c)} token={token} isDone={isDone} errors={errors} />,
    formStatus(errors),
  )
}
