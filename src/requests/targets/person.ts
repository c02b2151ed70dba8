import { changePerson, personData } from '../../households/change-person.ts'
import { birthPlaceWords } from '../../households/birth-place.ts'
import { relationshipsOf, setRelationships } from '../../households/relationships.ts'
import { isDay } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import { displayPhone } from '../../kernel/text.ts'
import type { FieldValue, TargetRules } from '../model.ts'
import { relationshipsInWords, relationshipsValue } from './relationships.ts'

const text = z.string().nullable()
const birthPlace = z.object({ insee: text, country: text }).nullable()

/** Exactly what changePerson takes; a field that is not given stays. */
const personValues = z
  .object({
    title: z.enum(['M', 'MME']).nullable(),
    usualName: z.string(),
    birthName: text,
    firstName: z.string(),
    birthDate: z.string().refine(isDay).nullable(),
    birthPlace,
    mobile: text,
    homePhone: text,
    workPhone: text,
    email: text,
    smsAllowed: z.boolean(),
    emailInvoices: z.boolean(),
    profession: text,
    employer: text,
    employerCity: text,
    relationships: relationshipsValue,
  })
  .partial()

const labels = {
  title: 'Civilité',
  usualName: 'Nom d’usage',
  birthName: 'Nom de naissance',
  firstName: 'Prénom',
  birthDate: 'Date de naissance',
  birthPlace: 'Lieu de naissance',
  mobile: 'Téléphone mobile',
  homePhone: 'Téléphone du domicile',
  workPhone: 'Téléphone au travail',
  email: 'Adresse électronique',
  smsAllowed: 'Messages par SMS',
  emailInvoices: 'Factures par courriel',
  profession: 'Profession',
  employer: 'Employeur',
  employerCity: 'Ville de l’employeur',
  relationships: 'Lien avec les enfants',
} as const

/** Responsable and conjoint, one field each. */
export const personTarget: TargetRules = {
  subject: 'PERSON',
  sealedWith: null,
  sensitive: null,
  labels,
  policy: {
    title: 'GUARDIAN.title',
    usualName: 'GUARDIAN.usualName',
    birthName: 'GUARDIAN.birthName',
    firstName: 'GUARDIAN.firstName',
    birthDate: 'GUARDIAN.birthDate',
    birthPlace: 'GUARDIAN.birthPlace',
    mobile: 'GUARDIAN.mobile',
    homePhone: 'GUARDIAN.homePhone',
    workPhone: 'GUARDIAN.workPhone',
    email: 'GUARDIAN.email',
    smsAllowed: 'GUARDIAN.smsAllowed',
    emailInvoices: 'GUARDIAN.emailInvoices',
    profession: 'GUARDIAN.profession',
    employer: 'GUARDIAN.employer',
    employerCity: 'GUARDIAN.employerCity',
    relationships: 'GUARDIAN.relationship',
  },
  words: personWords,
  read: async (tx, _keys, { targetId, householdId, day }) => {
    const data = await personData(tx, targetId)
    if (!data) return {}
    const { birthPlace: place, ...rest } = data
    const relationships = await relationshipsOf(tx, { personId: targetId, householdId, day })
    return {
      ...rest,
      birthPlace: place && { ...place },
      relationships: relationships.map((one) => ({ ...one })),
    }
  },
  apply: async (tx, _keys, { targetId, day, values }, by) => {
    const { relationships, ...data } = personValues.parse(values)
    const given = Object.entries(data).filter(([, value]) => value !== undefined)
    await changePerson(tx, targetId, Object.fromEntries(given), by)
    if (relationships) await setRelationships(tx, targetId, relationships, day)
  },
}

function personWords(field: string, value: FieldValue): string {
  if (value === null) return ''
  if (field === 'birthPlace') return birthPlaceWords(birthPlace.parse(value))
  if (field === 'relationships') return relationshipsInWords(value)
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (typeof value !== 'string') return ''
  const words = value
  if (field === 'title') return words === 'M' ? 'Monsieur' : 'Madame'
  if (field === 'birthDate') return dateInWords(words)
  return /phone|mobile/i.test(field) ? displayPhone(words) : words
}
