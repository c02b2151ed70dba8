import type { Handler } from 'hono'
import { asParent, type Parent } from '../db/transactions.ts'
import type { Tx } from '../db/connect.ts'
import { newToken, sha256 } from '../kernel/ids.ts'
import type { FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { csrfFor } from './csrf.ts'
import { readBytes, readForm, type FormRules } from './form-body.ts'
import type { SentFiles } from './multipart.ts'
import { doneAt, plainError, seeOther } from './respond.ts'
import { sessionToken } from './session-cookie.ts'

/** A signed-in adult of a household: what every family-facing query takes. */
export interface FamilyParent extends Parent {
  readonly householdId: number
}

/** A signed-in request, inside its one transaction. */
export interface SignedInRequest<P extends Parent = Parent> {
  readonly tx: Tx
  readonly parent: P
  readonly now: Date
  readonly csrf: string
}

/** The same of an adult who looks at a household. */
export type FamilyRequest = SignedInRequest<FamilyParent>

interface Sent {
  readonly form: FormValues
  /** One use: domain functions hand it to useFormKey. */
  readonly formKey: string
  /** What was chosen in the declared file fields. */
  readonly files: SentFiles
}

export type SignedInForm = SignedInRequest & Sent
export type FamilyForm = FamilyRequest & Sent

/** A page of the family: signs in first when nobody is, chooses a password first when one is due. */
export function family(
  handler: (c: WebContext, request: FamilyRequest) => Promise<Response>,
): Handler<WebEnv> {
  return (c) => inFamily(c, handler)
}

/**
 * A form of the family: body, CSRF token and characters are checked before the transaction begins. File fields are
 * declared: `familyForm(handler, { files: ['f_fichier'] })`.
 */
export function familyForm(
  handler: (c: WebContext, request: FamilyForm) => Promise<Response>,
  rules: FormRules = {},
): Handler<WebEnv> {
  return async (c) => {
    const token = sessionToken(c)
    if (!token) return toSignIn(c)
    if (rules.files && (await isStranger(c, token))) {
      await readBytes(c, 0)
      return toSignIn(c)
    }
    const sent = await readForm(c, token, rules)
    if (sent instanceof Response) return sent
    return inFamily(c, (context, request) => handler(context, { ...request, ...sent }))
  }
}

/** Files are heavy: those of a family alone are kept and looked at. */
async function isStranger(c: WebContext, token: string): Promise<boolean> {
  const { db } = c.get('deps')
  const isKnown = await asParent(db, sha256(token), c.get('now'), () => Promise.resolve(true))
  return !isKnown
}

/** A page of the account itself: an adult without a household sees it, and one who must choose a password. */
export function signedIn(
  handler: (c: WebContext, request: SignedInRequest) => Promise<Response>,
): Handler<WebEnv> {
  return (c) => inSession(c, handler)
}

/** A form of the account itself. */
export function signedInForm(
  handler: (c: WebContext, request: SignedInForm) => Promise<Response>,
): Handler<WebEnv> {
  return async (c) => {
    const token = sessionToken(c)
    if (!token) return toSignIn(c)
    const sent = await readForm(c, token)
    if (sent instanceof Response) return sent
    return inSession(c, (context, request) => handler(context, { ...request, ...sent }))
  }
}

function inFamily(
  c: WebContext,
  handler: (c: WebContext, request: FamilyRequest) => Promise<Response>,
): Promise<Response> {
  return inSession(c, (context, { parent, ...request }) => {
    if (parent.mustChangePassword) return Promise.resolve(seeOther(c, paths.choosePassword))
    if (!hasHousehold(parent)) return plainError(c, 403, noHousehold)
    return handler(context, { ...request, parent })
  })
}

/** Nobody is signed in (any more): whoever had filled in a form is told that it was not kept. */
export function toSignIn(c: WebContext): Response {
  const isForm = c.req.method === 'POST'
  return seeOther(c, isForm ? doneAt(paths.login, 'session-finie', newToken()) : paths.login)
}

/** Any work of a signed-in adult in one transaction; the login page when nobody is. */
export async function inSession(
  c: WebContext,
  handler: (c: WebContext, request: SignedInRequest) => Promise<Response>,
  token = sessionToken(c),
): Promise<Response> {
  if (!token) return toSignIn(c)
  const now = c.get('now')
  const answer = await asParent(c.get('deps').db, sha256(token), now, (tx, parent) =>
    handler(c, { tx, parent, now, csrf: csrfFor(token) }),
  )
  return answer ?? toSignIn(c)
}

const noHousehold =
  'Votre compte n’est rattaché à aucun foyer aujourd’hui. La mairie peut le rattacher à celui de vos enfants.'

function hasHousehold(parent: Parent): parent is FamilyParent {
  return parent.householdId !== null
}
