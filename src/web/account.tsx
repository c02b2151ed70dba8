import { Hono } from 'hono'
import { AccountPage } from '../../templates/pages/account.tsx'
import { PasswordPage } from '../../templates/pages/password.tsx'
import { changePassword } from '../accounts/change-password.ts'
import { policyInWords } from '../accounts/password-policy.ts'
import { devicesOf, endDevice } from '../accounts/sessions.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { ownHouseholds } from '../households/own-households.ts'
import { isRef, newToken, sha256 } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { named } from '../kernel/named.ts'
import { paths } from '../paths.ts'
import { newPasswordFaults } from './activation.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { readForm } from './form-body.ts'
import { inSession, signedIn, signedInForm, toSignIn } from './guard.ts'
import { refusalWords } from './refusals.ts'
import { chrome, doneAt, doneCode, orRefusal, page, seeOther, formStatus } from './respond.ts'
import { sessionToken, setSessionCookie } from './session-cookie.ts'
import { visitorOf } from './visitor.ts'

const done: Readonly<Record<string, string>> = {
  'mot-de-passe': 'Votre mot de passe est changé. Vos autres appareils sont déconnectés.',
  appareil: 'L’appareil est déconnecté.',
  courriels: 'Vos choix de courriels sont enregistrés.',
}

/** « Mon compte »: the password and the devices. */
export function accountRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.account,
    signedIn(async (c, request) => {
      const { tx, parent, now } = request
      const devices = await devicesOf(tx, parent, now)
      const households = await ownHouseholds(tx)
      return page(
        c,
        <AccountPage
          chrome={chrome(c, request, null)}
          login={parent.login}
          devices={devices}
          households={households}
          now={now}
          done={named(done, doneCode(c))}
        />,
      )
    }),
  )

  routes.post(
    paths.accountDevice,
    signedInForm(async (c, { tx, parent, form, formKey, now }) => {
      const ref = form['appareil'] ?? ''
      if (isRef(ref)) await endDevice(tx, parent, ref, now)
      return seeOther(c, doneAt(paths.account, 'appareil', formKey))
    }),
  )

  for (const path of [paths.accountPassword, paths.choosePassword]) {
    const isDue = path === paths.choosePassword
    routes.get(path, (c) => passwordPage(c, {}, isDue))
    routes.post(path, (c) => takePassword(c, isDue))
  }

  return routes
}

async function takePassword(c: WebContext, isDue: boolean): Promise<Response> {
  const token = sessionToken(c)
  if (!token) return toSignIn(c)
  const sent = await readForm(c, token)
  if (sent instanceof Response) return sent
  const faults = newPasswordFaults(sent.form)
  if (Object.keys(faults).length > 0) return passwordPage(c, faults, isDue)
  const { db, keys } = c.get('deps')
  const change = { current: sent.form['f_actuel'] ?? '', next: sent.form['f_nouveau'] ?? '' }
  const changed = await orRefusal(changePassword({ db, keys }, sha256(token), change, visitorOf(c)))
  if (changed === undefined) return toSignIn(c)
  if (changed instanceof Refusal) {
    return passwordPage(c, { f_actuel: refusalWords(changed).sentence }, isDue)
  }
  if (!changed.ok) return passwordPage(c, onFields(changed.errors), isDue)
  setSessionCookie(c, changed.token)
  return seeOther(c, doneAt(isDue ? paths.home : paths.account, 'mot-de-passe', newToken()))
}

function passwordPage(c: WebContext, errors: FormErrors, isDue: boolean): Promise<Response> {
  const policy = policyInWords(c.get('settings').passwordPolicy)
  const status = formStatus(errors)
  return inSession(c, (_, request) =>
    page(
      c,
      <PasswordPage
        chrome={chrome(c, request, null)}
        errors={errors}
        policy={policy}
        isDue={isDue}
      />,
      status,
    ),
  )
}

function onFields({ current, next }: FormErrors): FormErrors {
  return { ...(current ? { f_actuel: current } : {}), ...(next ? { f_nouveau: next } : {}) }
}
