import { encodeHexLowerCase } from '@oslojs/encoding'
import { sameText, sha256 } from '../kernel/ids.ts'
import type { WebContext } from './context.ts'

/** The hidden token of every form, bound to the session's (or, before sign-in, the pre-session's) cookie. */
export function csrfFor(cookieToken: string): string {
  return encodeHexLowerCase(sha256(`csrf:${cookieToken}`))
}

/** Is this POST one of our forms? A foreign Origin or Sec-Fetch-Site is refused even with a good token. */
export function isOwnForm(c: WebContext, cookieToken: string | null, sentToken: string): boolean {
  return cookieToken !== null && sameText(sentToken, csrfFor(cookieToken)) && !isForeign(c)
}

/** Browsers of before 2015 send neither header: the token alone decides then. */
export function isForeign(c: WebContext): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site && site !== 'same-origin' && site !== 'none') return true
  const origin = c.req.header('Origin')
  if (!origin) return false
  return origin !== c.get('deps').config.publicUrl && origin !== new URL(c.req.url).origin
}
