import { Hono } from 'hono'
import { ActivationPage } from '../../templates/pages/activation.tsx'
import { activate } from '../accounts/activate.ts'
import { policyInWords } from '../accounts/password-policy.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { newToken } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { readForm } from './form-body.ts'
import { cookiesRefused, doorChrome } from './login.tsx'
import { refusalWords } from './refusals.ts'
import { doneAt, orRefusal, page, seeOther, formStatus } from './respond.ts'
import { setSessionCookie, visitToken } from './session-cookie.ts'
import { visitorOf } from './visitor.ts'

/** The code of the letter: a first visit, or a forgotten password. */
export function activationRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.activation, (c) => activationPage(c, {}, {}))

  routes.post(paths.activation, async (c) => {
    const visit = visitToken(c)
    if (!visit) return cookiesRefused(c, paths.activation)
    const sent = await readForm(c, visit)
    if (sent instanceof Response) return sent
    const { form } = sent
    const missing = missingFields(form)
    if (missing) return activationPage(c, form, missing)
    const { db, keys } = c.get('deps')
    const given = {
      login: form['f_identifiant'] ?? '',
      code: form['f_code'] ?? '',
      password: form['f_nouveau'] ?? '',
    }
    const activated = await orRefusal(activate({ db, keys }, given, visitorOf(c)))
    if (activated instanceof Refusal) {
      return activationPage(c, form, { f_code: refusalWords(activated).sentence })
    }
    if (!activated.ok)
      return activationPage(c, form, { f_nouveau: activated.errors['password'] ?? '' })
    setSessionCookie(c, activated.token)
    return seeOther(c, doneAt(paths.home, 'active', newToken()))
  })

  return routes
}

function activationPage(c: WebContext, values: FormValues, errors: FormErrors): Promise<Response> {
  const policy = policyInWords(c.get('settings').passwordPolicy)
  return page(
    c,
    <ActivationPage chrome={doorChrome(c)} values={values} errors={errors} policy={policy} />,
    formStatus(errors),
  )
}

function missingFields(form: FormValues): FormErrors | null {
  const errors: Record<string, string> = {}
  if (!form['f_identifiant']?.trim())
    errors['f_identifiant'] = 'Recopiez l’identifiant du courrier.'
  if (!form['f_code']?.trim()) errors['f_code'] = 'Recopiez le code du courrier.'
  Object.assign(errors, newPasswordFaults(form))
  return Object.keys(errors).length > 0 ? errors : null
}

/** Is the new password there, and twice the same? */
export function newPasswordFaults(form: FormValues): FormErrors {
  if (!form['f_nouveau']) return { f_nouveau: 'Choisissez un mot de passe.' }
  if (form['f_nouveau'] === form['f_encore']) return {}
  return { f_encore: 'Les deux mots de passe sont différents\u00A0: retapez-les.' }
}
