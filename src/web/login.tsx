import { Hono } from 'hono'
import { CookiesPage } from '../../templates/pages/cookies.tsx'
import { LoginPage } from '../../templates/pages/login.tsx'
import { signOut } from '../accounts/sessions.ts'
import { signIn } from '../accounts/sign-in.ts'
import { asVisitor } from '../db/transactions.ts'
import { dayOf } from '../kernel/day.ts'
import { newToken } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { newsOf, type ShownNews } from '../messages/news.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { csrfFor } from './csrf.ts'
import { readForm } from './form-body.ts'
import { refusalWords } from './refusals.ts'
import { doneAt, doneCode, orRefusal, page, seeOther, visitorChrome } from './respond.ts'
import {
  clearSessionCookie,
  sessionToken,
  setSessionCookie,
  setVisitCookie,
  visitToken,
} from './session-cookie.ts'
import { visitorOf } from './visitor.ts'

/** Getting in and out. */
export function loginRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.login, async (c) => {
    const news = await publicNews(c)
    const justLeft = doneCode(c) === 'au-revoir'
    return page(c, <LoginPage chrome={doorChrome(c)} justLeft={justLeft} news={news} />)
  })

  routes.post(paths.login, async (c) => {
    const visit = visitToken(c)
    if (!visit) return cookiesRefused(c, paths.login)
    const sent = await readForm(c, visit)
    if (sent instanceof Response) return sent
    const given = {
      login: sent.form['f_identifiant'] ?? '',
      password: sent.form['f_mot_de_passe'] ?? '',
    }
    const { db, keys } = c.get('deps')
    const opened = await orRefusal(signIn({ db, keys }, given, visitorOf(c)))
    if (opened instanceof Refusal) {
      if (opened.code === 'BUSY') throw opened
      const { status, sentence } = refusalWords(opened)
      return page(
        c,
        <LoginPage chrome={doorChrome(c)} login={given.login} refusal={sentence} news={[]} />,
        status,
      )
    }
    setSessionCookie(c, opened.token)
    return seeOther(c, doneAt(paths.home, 'bienvenue', newToken()))
  })

  routes.post(paths.logout, async (c) => {
    const token = sessionToken(c)
    if (!token) return seeOther(c, paths.login)
    const sent = await readForm(c, token)
    if (sent instanceof Response) return sent
    await signOut(c.get('deps').db, token, c.get('now'))
    clearSessionCookie(c)
    return seeOther(c, doneAt(paths.login, 'au-revoir', newToken()))
  })

  return routes
}

function publicNews(c: WebContext): Promise<ShownNews[]> {
  return asVisitor(c.get('deps').db, (tx) => newsOf(tx, dayOf(c.get('now')), { limit: 3 }))
}

/** Before sign-in, forms are bound to a cookie of the visit, which is set when there is none. */
export function doorChrome(c: WebContext) {
  const visit = visitToken(c) ?? newToken()
  setVisitCookie(c, visit)
  return visitorChrome(c, csrfFor(visit))
}

/** A form that came back without the cookie that its page had set. */
export function cookiesRefused(c: WebContext, back: string): Promise<Response> {
  return page(c, <CookiesPage chrome={visitorChrome(c, '')} back={back} />, 400)
}
