import { birthPlaceWords } from '../../households/birth-place.ts'
import { readIdentity, writeIdentity } from '../../households/child/identity.ts'
import { isDay } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import type { TargetRules } from '../model.ts'

const text = z.string().nullable()
export const placeOfBirth = z.object({ insee: text, country: text }).nullable()

const identity = z
  .object({
    lastName: z.string(),
    usualName: text,
    firstName: z.string(),
    sex: z.enum(['F', 'M']),
    birthDate: z.string().refine(isDay),
    birthPlace: placeOfBirth,
  })
  .partial()

const rule = 'CHILD.identity'

/** Who a child is: an officer compares it with the family record. The target is the child. */
export const identityTarget: TargetRules = {
  subject: 'CHILD',
  sealedWith: null,
  sensitive: null,
  policy: {
    lastName: rule,
    usualName: rule,
    firstName: rule,
    sex: rule,
    birthDate: rule,
    birthPlace: rule,
  },
  labels: {
    lastName: 'Nom de naissance',
    usualName: 'Nom d’usage',
    firstName: 'Prénom',
    sex: 'Sexe',
    birthDate: 'Date de naissance',
    birthPlace: 'Lieu de naissance',
  },
  words: (field, value) => {
    if (field === 'birthPlace') return birthPlaceWords(placeOfBirth.parse(value))
    if (typeof value !== 'string') return ''
    if (field === 'sex') return value === 'F' ? 'fille' : 'garçon'
    return field === 'birthDate' ? dateInWords(value) : value
  },
  read: async (tx, _keys, { targetId }) => {
    const { birthPlace, ...rest } = await readIdentity(tx, targetId)
    return { ...rest, birthPlace: birthPlace && { ...birthPlace } }
  },
  apply: async (tx, _keys, { targetId, householdId, values }, by) => {
    const wanted = identity.parse(values)
    const known = await readIdentity(tx, targetId)
    const after = {
      lastName: wanted.lastName ?? known.lastName,
      usualName: wanted.usualName === undefined ? known.usualName : wanted.usualName,
      firstName: wanted.firstName ?? known.firstName,
      sex: wanted.sex ?? known.sex,
      birthDate: wanted.birthDate ?? known.birthDate,
      birthPlace: wanted.birthPlace === undefined ? known.birthPlace : wanted.birthPlace,
    }
    await writeIdentity(tx, { childId: targetId, householdId, identity: after }, by)
  },
}
