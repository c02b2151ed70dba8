import { Hono } from 'hono'
import { ChildPickupPage, ChildPickupsPage } from '../../templates/pages/child-pickups.tsx'
import { savePickup } from '../households/child/family-pickups.ts'
import type { ChildPickup } from '../households/child-file.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import { parseForm, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { displayPhone } from '../kernel/text.ts'
import { paths } from '../paths.ts'
import {
  answers,
  around,
  carryOut,
  itemOf,
  withOpenChild,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import { tellPickup } from './child-notices.ts'
import { pickupAccess, pickupForm, type TypedPickup } from './child-pickup-form.ts'
import { missingAnswers, openAnswers, type SentAccess } from './child-rules.ts'
import type { WebContext, WebEnv } from './context.ts'
import type { FamilyForm, FamilyRequest } from './guard.ts'
import { page } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'

/** Who may fetch a child: added and taken away by the family itself, and both parents are told. */
export function childPickupRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.childPickups(':ref'),
    steppedUp((c, request) =>
      withOwnChild(c, request, (child) =>
        page(c, <ChildPickupsPage frame={around(c, request)} child={child} />),
      ),
    ),
  )

  routes.get(
    paths.childPickup(':ref', ':item'),
    steppedUp((c, request) =>
      withOpenChild(c, request, 'CONTACT.name', (child) => pickupPage(c, request, child)),
    ),
  )

  routes.post(
    paths.childPickup(':ref', ':item'),
    steppedUpForm((c, request) =>
      withOpenChild(c, request, 'CONTACT.name', (child) => save(c, request, child)),
    ),
  )

  return routes
}

async function save(c: WebContext, request: FamilyForm, child: OwnChild): Promise<Response> {
  const named = itemOf(c)
  const known = child.pickups.find(({ ref }) => ref === named?.ref)
  if (!named || (named.ref !== null && !known)) return c.notFound()
  const today = dayOf(request.now)
  const access = pickupAccess(child)
  const form = openAnswers(access, request.form, known ? valuesOf(known) : {})
  const rules = { today, minimumAge: c.get('settings').pickupMinimumAge, access }
  const parsed = parseForm(pickupForm(rules), form)
  const missing = missingAnswers(access, form)
  if (!parsed.ok || Object.keys(missing).length > 0) {
    const errors = { ...missing, ...(parsed.ok ? {} : parsed.errors) }
    return pickupPage(c, request, child, { values: form, errors })
  }
  const person = personOf(parsed.data, today, access)
  const by = writerOf(request, { path: paths.childPickups(child.ref), code: 'enregistre' })
  const change = { childRef: child.ref, ref: named.ref, person }
  const told = savePickup(request.tx, change, by).then((to) => tellPickup(request, child.ref, to))
  return carryOut(c, told, (errors) =>
    pickupPage(c, request, child, { values: request.form, errors }),
  )
}

/** What the commune hides is left out: it stays as it was. */
function personOf(typed: TypedPickup, today: Day, access: SentAccess) {
  const seen = (name: 'f_lien' | 'f_naissance' | 'f_courriel' | 'f_adresse' | 'f_note') =>
    access[name] === 'HIDDEN' ? undefined : typed[name]
  return {
    firstName: typed.f_prenom,
    lastName: typed.f_nom,
    relationship: seen('f_lien'),
    birthDate: seen('f_naissance'),
    phones: [typed.f_tel, typed.f_tel_2].filter((phone) => phone !== null),
    email: seen('f_courriel'),
    address: seen('f_adresse'),
    canPickUp: typed.f_vient,
    emergencyContact: typed.f_urgence,
    validFrom: typed.f_debut ?? today,
    validTo: typed.f_fin,
    note: seen('f_note'),
  }
}

interface Sent {
  readonly values: FormValues
  readonly errors: FormErrors
}

async function pickupPage(
  c: WebContext,
  request: FamilyRequest,
  child: OwnChild,
  sent?: Sent,
): Promise<Response> {
  const named = itemOf(c)
  const known = child.pickups.find(({ ref }) => ref === named?.ref)
  if (!named || (named.ref !== null && !known)) return c.notFound()
  const values = known ? valuesOf(known) : { f_vient: 'oui' }
  return page(
    c,
    <ChildPickupPage
      frame={around(c, request)}
      child={child}
      item={named.item}
      minimumAge={c.get('settings').pickupMinimumAge}
      answers={answers(values, sent?.values, sent?.errors, pickupAccess(child))}
    />,
    sent ? 422 : 200,
  )
}

function valuesOf(pickup: ChildPickup): FormValues {
  const [phone, second] = pickup.phones.map(displayPhone)
  return {
    f_prenom: pickup.firstName,
    f_nom: pickup.lastName,
    f_lien: pickup.relationship ?? '',
    f_naissance: typedDay(pickup.birthDate),
    f_tel: phone ?? '',
    f_tel_2: second ?? '',
    f_courriel: pickup.email ?? '',
    f_adresse: pickup.address ?? '',
    f_vient: pickup.canPickUp ? 'oui' : '',
    f_urgence: pickup.emergencyContact ? 'oui' : '',
    f_debut: typedDay(pickup.validFrom),
    f_fin: typedDay(pickup.validTo),
    f_note: pickup.note ?? '',
  }
}

function typedDay(day: Day | null): string {
  return day ? shortDate(day) : ''
}
