import type { Handler } from 'hono'
import { asParent, type Parent } from '../db/transactions.ts'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../kernel/ids.ts'
import type { FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { csrfFor } from './csrf.ts'
import { readForm } from './form-body.ts'
import { seeOther } from './respond.ts'
import { sessionToken } from './session-cookie.ts'

/** A signed-in adult of a household: what every family-facing query takes. */
export interface FamilyParent extends Parent {
  readonly householdId: number
}

/** A signed-in request, inside its one transaction. */
export interface FamilyRequest {
  readonly tx: Tx
  readonly parent: FamilyParent
  readonly now: Date
  readonly csrf: string
}

export interface FamilyForm extends FamilyRequest {
  readonly form: FormValues
  /** One use: domain functions hand it to useFormKey. */
  readonly formKey: string
}

/** A page of the family: signs in first when nobody is, chooses a password first when one is due. */
export function family(
  handler: (c: WebContext, request: FamilyRequest) => Promise<Response>,
): Handler<WebEnv> {
  return (c) => inFamily(c, handler)
}

/** A form of the family: body, CSRF token and characters are checked before the transaction begins. */
export function familyForm(
  handler: (c: WebContext, request: FamilyForm) => Promise<Response>,
): Handler<WebEnv> {
  return async (c) => {
    const token = sessionToken(c)
    const sent = await readForm(c, token)
    if (sent instanceof Response) return sent
    return inFamily(c, (context, request) => handler(context, { ...request, ...sent }))
  }
}

async function inFamily(
  c: WebContext,
  handler: (c: WebContext, request: FamilyRequest) => Promise<Response>,
): Promise<Response> {
  const token = sessionToken(c)
  if (!token) return seeOther(c, paths.login)
  const now = c.get('now')
  const { db } = c.get('deps')
  const answer = await asParent(db, sha256(token), now, (tx, parent) => {
    if (parent.mustChangePassword) return Promise.resolve(seeOther(c, paths.choosePassword))
    if (!hasHousehold(parent)) return Promise.resolve(c.notFound())
    return handler(c, { tx, parent, now, csrf: csrfFor(token) })
  })
  return answer ?? seeOther(c, paths.login)
}

function hasHousehold(parent: Parent): parent is FamilyParent {
  return parent.householdId !== null
}
