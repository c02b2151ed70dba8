import { Hono } from 'hono'
import { CookiesPage } from '../../templates/pages/cookies.tsx'
import { LoginLinePage } from '../../templates/pages/login-line.tsx'
import { LoginPage, type LoginWord } from '../../templates/pages/login.tsx'
import { signOut } from '../accounts/sessions.ts'
import { placeAtTheDoor, waitToSignIn, type SignedIn } from '../accounts/sign-in.ts'
import type { Place } from '../accounts/waiting-room.ts'
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
    const word = wordsOf[doneCode(c) ?? '']
    return page(c, <LoginPage chrome={doorChrome(c)} word={word} news={news} />)
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
    const place = waitToSignIn({ db, keys }, given, { ...visitorOf(c), visit })
    return answerAtTheDoor(c, place, given.login)
  })

  routes.get(paths.loginLine, (c) => {
    const place = placeAtTheDoor(visitToken(c) ?? '')
    if (place) return answerAtTheDoor(c, place, '')
    return page(c, <LoginPage chrome={doorChrome(c)} word="PLACE_GONE" news={[]} />)
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

const wordsOf: Readonly<Record<string, LoginWord>> = {
  'au-revoir': 'LEFT',
  'session-finie': 'SESSION_OVER',
}

/** How long a browser is left without an answer while its turn may come. Proxies wait longer than that. */
const patienceMs = 20_000
/** From so many on, the page that says so comes at once. */
const farBack = 60

/** In, refused, or still in line: then a page that comes back by itself for the answer. */
async function answerAtTheDoor(
  c: WebContext,
  place: Place<SignedIn>,
  login: string,
): Promise<Response> {
  const isFirstPage = c.req.method === 'POST'
  const patience = isFirstPage && place.ahead() > farBack ? 0 : patienceMs
  const opened = await orRefusal(place.answer(patience))
  if (isFirstPage && opened !== null) place.leave()
  if (opened === null) {
    c.header('Refresh', `1; url=${paths.loginLine}`)
    const { ahead, secondsLeft } = place
    return page(
      c,
      <LoginLinePage chrome={doorChrome(c)} ahead={ahead()} secondsLeft={secondsLeft()} />,
    )
  }
  if (opened instanceof Refusal) {
    if (opened.code === 'BUSY') throw opened
    const { status, sentence } = refusalWords(opened)
    return page(
      c,
      <LoginPage chrome={doorChrome(c)} login={login} refusal={sentence} news={[]} />,
      status,
    )
  }
  setSessionCookie(c, opened.token)
  return seeOther(c, doneAt(paths.home, 'bienvenue', newToken()))
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
