import { encodeBase32LowerCaseNoPadding } from '@oslojs/encoding'
import { sameText, sha256 } from '../kernel/ids.ts'
import type { WebContext } from './context.ts'

/** The hidden token of every form, bound to the session's (or, before sign-in, the pre-session's) cookie. */
export function csrfFor(cookieToken: string): string {
  return encodeBase32LowerCaseNoPadding(sha256(`csrf:${cookieToken}`))
}

/** Is this POST one of our forms? A foreign Origin or Sec-Fetch-Site is refused even with a good token. */
export function isOwnForm(c: WebContext, cookieToken: string | null, sentToken: string): boolean {
  if (!cookieToken || !sameText(sentToken, csrfFor(cookieToken))) return false
  const site = c.req.header('Sec-Fetch-Site')
  if (site && site !== 'same-origin' && site !== 'none') return false
  const origin = c.req.header('Origin')
  return !origin || origin === c.get('deps').config.publicUrl || origin === new URL(c.req.url).origin
}
