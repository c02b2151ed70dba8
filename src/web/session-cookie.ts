import { getCookie, setCookie } from 'hono/cookie'
import type { WebContext } from './context.ts'

type CookieName = 'session' | 'visit'

/** `__Host-` when the public address is https; a plain name for local use, where browsers refuse the prefix. */
function nameOf(c: WebContext, name: CookieName): string {
  return c.get('deps').config.isHttps ? `__Host-${name}` : name
}

function read(c: WebContext, name: CookieName): string | null {
  const value = getCookie(c, nameOf(c, name)) ?? ''
  return /^[a-z2-7]{52}$/.test(value) ? value : null
}

function write(c: WebContext, name: CookieName, value: string, maxAge?: number): void {
  setCookie(c, nameOf(c, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: c.get('deps').config.isHttps,
    ...(maxAge === undefined ? {} : { maxAge }),
  })
}

/** The token of the signed-in session, or null. */
export function sessionToken(c: WebContext): string | null {
  return read(c, 'session')
}

export function setSessionCookie(c: WebContext, token: string): void {
  write(c, 'session', token)
}

export function clearSessionCookie(c: WebContext): void {
  write(c, 'session', '', 0)
}

/** The pre-session: binds the login form's CSRF token and tells whether the browser keeps cookies. */
export function visitToken(c: WebContext): string | null {
  return read(c, 'visit')
}

export function setVisitCookie(c: WebContext, token: string): void {
  write(c, 'visit', token)
}
