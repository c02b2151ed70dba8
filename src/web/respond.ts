import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Chrome, Section } from '../../templates/chrome.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { WebContext } from './context.ts'
import type { SignedInRequest } from './guard.ts'
import { raiseOrdinals } from './ordinals.ts'
import { ErrorPage } from '../../templates/pages/error.tsx'

type Element = HtmlEscapedString | Promise<HtmlEscapedString>

/** What the layout shows around a family's page. */
export function chrome(c: WebContext, request: SignedInRequest, section: Section | null): Chrome {
  const { firstName, usualName, unreadCount, householdName } = request.parent
  return {
    commune: c.get('commune'),
    person: { name: `${firstName} ${usualName}`, unreadCount, householdName },
    section,
    csrf: request.csrf,
  }
}

/** The same before sign-in. */
export function visitorChrome(c: WebContext, csrf: string): Chrome {
  return { commune: c.get('commune'), person: null, section: null, csrf }
}

/** A whole page, with its doctype (templates/layout.tsx writes the head). */
export async function page(
  c: WebContext,
  element: Element,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return c.html(`<!DOCTYPE html>\n${raiseOrdinals(String(await element))}`, status)
}

/** 422 for a form that is shown again because of what is wrong in it (web.md). */
export function formStatus(errors: FormErrors): 200 | 422 {
  return Object.keys(errors).length > 0 ? 422 : 200
}

export function isFragmentRequest(c: WebContext): boolean {
  return c.req.header('HX-Request') === 'true'
}

/** A part that htmx swaps in; anything without this header is refused by app.js, which then makes a full visit. */
export async function fragment(
  c: WebContext,
  element: Element,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  c.header('X-Fragment', '1')
  return c.html(raiseOrdinals(String(await element)), status)
}

/** 303, or for htmx 204 with HX-Redirect: the browser makes a full visit. */
export function seeOther(c: WebContext, to: string): Response {
  if (!isFragmentRequest(c)) return c.redirect(to, 303)
  c.header('HX-Redirect', to)
  return c.body(null, 204)
}

/** The address after a POST that did something: unique, so that no old browser shows the page from before. */
export function doneAt(path: string, code: string, formKey: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}ok=${code}.${formKey.slice(0, 8)}`
}

/** A refusal as a value, where a page shows it beside its form. */
export async function orRefusal<T>(work: Promise<T>): Promise<T | Refusal> {
  return work.catch((error: unknown) => {
    if (error instanceof Refusal) return error
    throw error
  })
}

/** The code of what was just done, for the page to say it in a sentence. */
export function doneCode(c: WebContext): string | null {
  const code = /^([a-z-]{1,40})\.[a-z2-7]{8}$/.exec(c.req.query('ok') ?? '')?.[1]
  return code === undefined || code in Object.prototype ? null : code
}

/** A calm page for what cannot be served (templates/pages/error.tsx has the words). */
export function plainError(
  c: WebContext,
  status: ContentfulStatusCode,
  sentence?: string,
  reference?: string,
): Promise<Response> {
  const more = { ...(sentence ? { sentence } : {}), ...(reference ? { reference } : {}) }
  return page(c, ErrorPage({ chrome: visitorChrome(c, ''), status, ...more }), status)
}
