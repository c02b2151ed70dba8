import type { ChildAround } from '../../templates/ui/child-frame.tsx'
import type { ChildFile, ChildHealth } from '../households/child-file.ts'
import { childFile } from '../households/child-file.ts'
import type { ParentWrite } from '../households/child/parent-write.ts'
import { dayOf } from '../kernel/day.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { isRef } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { named } from '../kernel/named.ts'
import type { FieldName } from '../settings/field-defaults.ts'
import { isOpenTo, type SentAccess } from './child-rules.ts'
import type { WebContext } from './context.ts'
import type { FamilyForm, FamilyRequest } from './guard.ts'
import { refusalWords } from './refusals.ts'
import { chrome, doneAt, doneCode, orRefusal, seeOther } from './respond.ts'

/** A child whose sheets the reader may change. */
export interface OwnChild extends ChildFile {
  readonly health: ChildHealth
}

/** The child of the address, as this parent may see it. */
export function readChild(
  c: WebContext,
  { tx, parent, now }: FamilyRequest,
): Promise<ChildFile | undefined> {
  const { householdId, personId, login } = parent
  const of = { householdId, ref: c.req.param('ref') ?? '', personId }
  return childFile(tx, c.get('deps').keys, of, { now, actorKind: 'PARENT', actor: login })
}

/** The same for a sheet that only a guardian with full access sees: for others it does not exist. */
export async function withOwnChild(
  c: WebContext,
  request: FamilyRequest,
  show: (child: OwnChild) => Promise<Response> | Response,
): Promise<Response> {
  const child = await readChild(c, request)
  if (!child?.health) return c.notFound()
  return show({ ...child, health: child.health })
}

/** The same for what the commune may close: then it can be looked at, and not changed. */
export function withOpenChild(
  c: WebContext,
  request: FamilyRequest,
  field: FieldName,
  show: (child: OwnChild) => Promise<Response> | Response,
): Promise<Response> {
  return withOwnChild(c, request, (child) => {
    if (!isOpenTo(child, field)) throw new Refusal('NOT_ALLOWED')
    return show(child)
  })
}

/** What every page of a child is given. */
export function around(c: WebContext, request: FamilyRequest): ChildAround {
  return {
    chrome: chrome(c, request, 'family'),
    today: dayOf(request.now),
    done: named(done, doneCode(c)),
  }
}

const done: Readonly<Record<string, string>> = {
  enregistre: 'C’est enregistré.',
  ajoute: 'C’est ajouté.',
  retire: 'C’est retiré.',
  confirme: 'Merci\u00A0: cette page est confirmée pour l’année.',
  demande:
    'Votre demande est envoyée. La mairie la regarde\u202F; jusque-là, rien ne change pour votre enfant.',
  'enregistre-et-demande':
    'C’est enregistré. Ce que la mairie doit vérifier est dans vos demandes.',
  rien: 'Rien n’a changé\u00A0: c’était déjà ainsi.',
  deja: 'Ce formulaire était déjà envoyé. Rien n’a été fait deux fois.',
  photo: 'La photo est changée.',
}

/** What a form's values are before anybody typed, and after it came back. */
export function answers(
  known: FormValues,
  sent?: FormValues,
  errors: FormErrors = {},
  access: SentAccess = {},
) {
  return { values: sent ?? known, errors, access }
}

/** Who writes, and where the form leads once it is done. */
export function writerOf(
  { parent, now, formKey }: FamilyForm,
  to: { readonly path: string; readonly code: string },
): ParentWrite {
  return {
    now,
    login: parent.login,
    accountId: parent.accountId,
    personId: parent.personId,
    householdId: parent.householdId,
    formKey,
    answerTo: doneAt(to.path, to.code, formKey),
  }
}

/** Goes on to where the work leads; a refusal is shown with the form, NOT_FOUND as an address that does not exist. */
export async function carryOut(
  c: WebContext,
  work: Promise<string>,
  again?: (errors: FormErrors) => Promise<Response>,
): Promise<Response> {
  const led = await orRefusal(work)
  if (!(led instanceof Refusal)) return seeOther(c, led)
  if (led.code === 'NOT_FOUND') return c.notFound()
  if (!again) throw led
  return again({ '': refusalWords(led).sentence })
}

/** Is this the ref of an item, or the word for a new one? */
export function itemOf(
  c: WebContext,
): { readonly item: string; readonly ref: string | null } | null {
  const item = c.req.param('item') ?? ''
  if (item === 'nouvelle') return { item, ref: null }
  return isRef(item) ? { item, ref: item } : null
}
