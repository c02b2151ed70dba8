import { ageOn, type Day } from '../kernel/day.ts'
import { z } from '../kernel/forms.ts'
import { givenName } from '../kernel/text.ts'
import type { FieldName } from '../settings/field-defaults.ts'
import type { OwnChild } from './child-access.tsx'
import {
  box,
  optionalDay,
  optionalLine,
  optionalMail,
  optionalPhone,
  personName,
} from './child-fields.ts'
import type { SentAccess } from './child-rules.ts'

const fields: Readonly<Record<string, FieldName>> = {
  f_lien: 'CONTACT.relationship',
  f_naissance: 'CONTACT.birthDate',
  f_courriel: 'CONTACT.email',
  f_adresse: 'CONTACT.address',
  f_vient: 'CONTACT.canPickUp',
  f_debut: 'CONTACT.canPickUp',
  f_fin: 'CONTACT.canPickUp',
  f_note: 'CONTACT.note',
}

/** A box and the days beside it may stay empty, whatever the commune needs. */
const mayStayEmpty = ['f_vient', 'f_debut', 'f_fin']

/** What the commune lets families do with each line of the form. */
export function pickupAccess({ access }: Pick<OwnChild, 'access'>): SentAccess {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const isRelaxed = access[field] === 'REQUIRED' && mayStayEmpty.includes(name)
      return [name, isRelaxed ? 'EDITABLE' : access[field]]
    }),
  )
}

export interface PickupRules {
  readonly today: Day
  readonly minimumAge: number
  readonly access: SentAccess
}

const lines = z.object({
  f_prenom: personName('Écrivez le prénom.').transform(givenName),
  f_nom: personName('Écrivez le nom.'),
  f_lien: optionalLine(50),
  f_naissance: optionalDay,
  f_tel: optionalPhone,
  f_tel_2: optionalPhone,
  f_courriel: optionalMail,
  f_adresse: optionalLine(200),
  f_vient: box,
  f_urgence: box,
  f_debut: optionalDay,
  f_fin: optionalDay,
  f_note: optionalLine(200),
})

export type TypedPickup = z.output<typeof lines>

/** The people who may come: adults, unless the commune allows younger ones. */
export function pickupForm({ today, minimumAge, access }: PickupRules): z.ZodType<TypedPickup> {
  return lines.superRefine((typed, context) => {
    const fault = (name: string, message: string | null) => {
      if (message) context.addIssue({ code: 'custom', path: [name], message })
    }
    const { f_vient: comes, f_debut: from, f_fin: to } = typed
    if (access['f_naissance'] !== 'HIDDEN' && access['f_naissance'] !== 'SHOWN')
      fault('f_naissance', ageFault(typed, today, minimumAge))
    if (typed.f_tel === null) fault('f_tel', 'Écrivez un numéro de téléphone.')
    if (!comes && !typed.f_urgence) fault('f_vient', 'Cochez au moins l’une des deux réponses.')
    if (to !== null && to < (from ?? today))
      fault('f_fin', 'La fin est avant le début\u00A0: vérifiez les deux dates.')
  })
}

function ageFault(
  { f_naissance: born, f_vient: comes }: TypedPickup,
  today: Day,
  minimumAge: number,
): string | null {
  if (born === null)
    return comes ? 'Écrivez la date de naissance\u00A0: l’équipe vérifie l’âge.' : null
  if (born > today) return 'Cette date n’est pas encore venue\u00A0: vérifiez l’année.'
  const age = ageOn(born, today)
  if (age > 110) return 'Cette personne aurait plus de 110 ans\u00A0: vérifiez l’année.'
  if (!comes || age >= minimumAge) return null
  return `Cette personne a ${age} ans\u00A0: il en faut ${minimumAge} au moins pour venir chercher un enfant.`
}
