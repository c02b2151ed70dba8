import { birthPlaceWords } from '../../households/birth-place.ts'
import { addMonths, monthOf, parseDay, type Day } from '../../kernel/day.ts'
import { shortDate } from '../../kernel/french.ts'
import type { FieldValue } from '../model.ts'
import { placeOfBirth } from '../targets/identity.ts'
import { readGivenName, readName } from './answers.ts'
import {
  good,
  sentName,
  textOf,
  wrong,
  type Answer,
  type EditForm,
  type FormField,
} from './model.ts'
import { readPlace } from './person.ts'

const fields: readonly FormField[] = [
  { id: 'prenom', field: 'firstName', kind: 'text', label: 'Prénom' },
  { id: 'nom', field: 'lastName', kind: 'text', label: 'Nom de naissance' },
  {
    id: 'nom-usage',
    field: 'usualName',
    kind: 'text',
    label: 'Nom d’usage',
    help: 'Seulement s’il est différent.',
  },
  {
    id: 'sexe',
    field: 'sex',
    kind: 'choice',
    label: 'Sexe',
    options: [
      ['F', 'Fille'],
      ['M', 'Garçon'],
    ],
  },
  {
    id: 'naissance',
    field: 'birthDate',
    kind: 'text',
    label: 'Date de naissance',
    help: 'Par exemple 09/02/2022',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'lieu-naissance',
    field: 'birthPlace',
    kind: 'text',
    label: 'Lieu de naissance',
    help: 'La commune, avec son département s’il y en a plusieurs, comme Saint-Denis (93). Pour une naissance à l’étranger, le pays.',
  },
]

/** Who a child is. */
export const identityForm: EditForm = {
  target: 'CHILD_IDENTITY',
  fields,
  fill: (values) =>
    Object.fromEntries(fields.map(({ id, field }) => [sentName(id), filled(field, values[field])])),
  read: (form, { today, isRequired }) => {
    const values: Record<string, FieldValue> = {}
    const errors: Record<string, string> = {}
    for (const { id, field } of fields) {
      const sent = form[sentName(id)]
      if (sent === undefined) continue
      const answer = readField(field, sent, today)
      if (!answer.ok) errors[sentName(id)] = answer.fault
      else if (answer.value === null && field === 'birthPlace' && isRequired(field))
        errors[sentName(id)] = 'Écrivez le lieu de naissance\u00A0: la mairie en a besoin.'
      else values[field] = answer.value
    }
    return { values, errors }
  },
}

function filled(field: string, value: FieldValue | undefined): string {
  if (field === 'birthPlace') return birthPlaceWords(placeOfBirth.parse(value ?? null))
  return field === 'birthDate' ? shortDate(textOf(value)) : textOf(value)
}

function readField(field: string, sent: string, today: Day): Answer<FieldValue> {
  switch (field) {
    case 'firstName':
      return there(readGivenName(sent), 'Écrivez le prénom de votre enfant.')
    case 'lastName':
      return there(readName(sent, 'Le nom'), 'Écrivez le nom de votre enfant.')
    case 'usualName':
      return readName(sent, 'Le nom')
    case 'sex':
      return sent === 'F' || sent === 'M' ? good(sent) : wrong('Choisissez fille ou garçon.')
    case 'birthDate':
      return readChildBirth(sent, today)
    default:
      return readPlace(sent)
  }
}

function there(answer: Answer<string | null>, sentence: string): Answer<FieldValue> {
  return answer.ok && answer.value === null ? wrong(sentence) : answer
}

/** From nine months before the birth, for a place in a nursery, until the eighteenth year is over. */
function readChildBirth(typed: string, today: Day): Answer<FieldValue> {
  const day = parseDay(typed)
  if (!day) return wrong('Écrivez la date de naissance en chiffres, comme 09/02/2022.')
  if (monthOf(day) > addMonths(monthOf(today), 9))
    return wrong('Cette date de naissance est trop loin\u00A0: vérifiez l’année.')
  return monthOf(day) < addMonths(monthOf(today), -19 * 12)
    ? wrong('À cette date, votre enfant aurait plus de 18 ans\u00A0: vérifiez l’année.')
    : good(day)
}
