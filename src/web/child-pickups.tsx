import { Hono } from 'hono'
import { ChildPickupPage, ChildPickupsPage } from '../../templates/pages/child-pickups.tsx'
import { savePickup } from '../households/child/family-pickups.ts'
import type { ChildPickup } from '../households/child-file.ts'
import { ageOn, dayOf, type Day } from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import { parseForm, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { displayPhone } from '../kernel/text.ts'
import { paths } from '../paths.ts'
import { answers, around, carryOut, itemOf, withOwnChild, writerOf } from './child-access.tsx'
import { box, optionalDay, optionalLine, optionalPhone, personName } from './child-fields.ts'
import { tellPickup } from './child-notices.ts'
import type { WebContext, WebEnv } from './context.ts'
import type { FamilyRequest } from './guard.ts'
import { page } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'

/** The people who may come: adults, unless the commune allows younger ones. */
function pickupForm(today: Day, minimumAge: number) {
  return z
    .object({
      f_prenom: personName('Écrivez le prénom.'),
      f_nom: personName('Écrivez le nom.'),
      f_lien: optionalLine(50),
      f_naissance: optionalDay,
      f_tel: optionalPhone,
      f_tel_2: optionalPhone,
      f_vient: box,
      f_urgence: box,
      f_debut: optionalDay,
      f_fin: optionalDay,
      f_note: optionalLine(200),
    })
    .superRefine((typed, context) => {
      const fault = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [name], message })
      const { f_naissance: born, f_vient: comes, f_debut: from, f_fin: to } = typed
      if (born !== null) {
        const age = ageOn(born, today)
        if (born > today)
          fault('f_naissance', 'Cette date n’est pas encore venue\u00A0: vérifiez l’année.')
        else if (age > 110)
          fault('f_naissance', 'Cette personne aurait plus de 110 ans\u00A0: vérifiez l’année.')
        else if (comes && age < minimumAge) {
          fault(
            'f_naissance',
            `Cette personne a ${age} ans\u00A0: il en faut ${minimumAge} au moins pour venir chercher un enfant.`,
          )
        }
      } else if (comes)
        fault('f_naissance', 'Écrivez la date de naissance\u00A0: l’équipe vérifie l’âge.')
      if (typed.f_tel === null) fault('f_tel', 'Écrivez un numéro de téléphone.')
      if (!comes && !typed.f_urgence) fault('f_vient', 'Cochez au moins l’une des deux réponses.')
      if (to !== null && to < (from ?? today))
        fault('f_fin', 'La fin est avant le début\u00A0: vérifiez les deux dates.')
    })
}

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
    steppedUp((c, request) => pickupPage(c, request)),
  )

  routes.post(
    paths.childPickup(':ref', ':item'),
    steppedUpForm(async (c, request) => {
      const childRef = c.req.param('ref') ?? ''
      const named = itemOf(c)
      if (!named) return c.notFound()
      const today = dayOf(request.now)
      const schema = pickupForm(today, c.get('settings').pickupMinimumAge)
      const parsed = parseForm(schema, request.form)
      if (!parsed.ok) return pickupPage(c, request, parsed)
      const person = personOf(parsed.data, today)
      const by = writerOf(request, { path: paths.childPickups(childRef), code: 'enregistre' })
      const saved = savePickup(request.tx, { childRef, ref: named.ref, person }, by)
      const told = saved.then((to) => tellPickup(request, childRef, to))
      return carryOut(c, told, (errors) => pickupPage(c, request, { values: request.form, errors }))
    }),
  )

  return routes
}

function personOf(typed: z.output<ReturnType<typeof pickupForm>>, today: Day) {
  return {
    firstName: typed.f_prenom,
    lastName: typed.f_nom,
    relationship: typed.f_lien,
    birthDate: typed.f_naissance,
    phones: [typed.f_tel, typed.f_tel_2].filter((phone) => phone !== null),
    canPickUp: typed.f_vient,
    emergencyContact: typed.f_urgence,
    validFrom: typed.f_debut ?? today,
    validTo: typed.f_fin,
    note: typed.f_note,
  }
}

interface Sent {
  readonly values: FormValues
  readonly errors: FormErrors
}

function pickupPage(c: WebContext, request: FamilyRequest, sent?: Sent): Promise<Response> {
  const named = itemOf(c)
  if (!named) return Promise.resolve(c.notFound())
  return withOwnChild(c, request, (child) => {
    const known = child.pickups.find(({ ref }) => ref === named.ref)
    if (!known && named.ref !== null) return c.notFound()
    return page(
      c,
      <ChildPickupPage
        frame={around(c, request)}
        child={child}
        item={named.item}
        minimumAge={c.get('settings').pickupMinimumAge}
        answers={answers(known ? valuesOf(known) : { f_vient: 'oui' }, sent?.values, sent?.errors)}
      />,
      sent ? 422 : 200,
    )
  })
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
