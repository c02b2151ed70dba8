import type { Settings } from '../settings/settings.ts'
import type { WebContext } from './context.ts'

/** What a page may load and where its forms may lead: to us, and to the bank that a payment is redirected to. */
export function contentSecurityPolicy(settings: Settings | undefined): string {
  const bank = settings ? paymentOrigin(settings) : null
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self'${bank ? ` ${bank}` : ''}`,
  ].join('; ')
}

/** On every answer, whatever it is (security.md, « The web edge »). */
export function writeSecurityHeaders(c: WebContext): void {
  const { config } = c.get('deps')
  const headers = c.res.headers
  for (const [name, value] of Object.entries(always)) headers.set(name, value)
  headers.set('X-Request-Id', c.get('requestId'))
  if (!headers.has('Content-Security-Policy')) {
    headers.set('Content-Security-Policy', contentSecurityPolicy(c.get('settings')))
  }
  if (config.isHttps) headers.set('Strict-Transport-Security', 'max-age=31536000')
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  if (!isPage(headers)) return
  headers.set('X-UA-Compatible', 'IE=edge')
  headers.set('Vary', 'HX-Request')
}

const always = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // with no-referrer Chromium sends Origin: null and every form would be refused
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
}

/** For what is answered before there is a request to look at. */
export const bareHeaders = {
  ...always,
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Security-Policy': contentSecurityPolicy(undefined),
}

function isPage(headers: Headers): boolean {
  const type = headers.get('Content-Type')
  return type === null || type.startsWith('text/html')
}

/** Chromium blocks a POST that is redirected to an origin that form-action does not name. */
function paymentOrigin({ payment }: Settings): string | null {
  if (payment.url) return new URL(payment.url).origin
  return payment.provider === 'SPPLUS' ? 'https://www.spplus.net' : null
}
