import type { BirthPlace } from '../../households/change-person.ts'
import { birthPlaceNamed, birthPlaceWords } from '../../households/birth-place.ts'
import { shortDate } from '../../kernel/french.ts'
import { displayPhone } from '../../kernel/text.ts'
import { z, type FormErrors } from '../../kernel/forms.ts'
import type { FieldValue } from '../model.ts'
import { readBirthDate, readGivenName, readLine, readMail, readName, readPhone } from './answers.ts'
import {
  good,
  sentName,
  textOf,
  wrong,
  type Answer,
  type EditForm,
  type FormContext,
  type FormField,
} from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'civilite',
    field: 'title',
    group: 'Identité',
    kind: 'choice',
    label: 'Civilité',
    options: [
      ['', 'Choisissez'],
      ['MME', 'Madame'],
      ['M', 'Monsieur'],
    ],
  },
  {
    id: 'nom-usage',
    field: 'usualName',
    group: 'Identité',
    kind: 'text',
    label: 'Nom d’usage',
    autocomplete: 'family-name',
  },
  {
    id: 'nom-naissance',
    field: 'birthName',
    group: 'Identité',
    kind: 'text',
    label: 'Nom de naissance',
    help: 'Celui de votre acte de naissance. La C.A.F. vous connaît sous ce nom.',
  },
  {
    id: 'prenom',
    field: 'firstName',
    group: 'Identité',
    kind: 'text',
    label: 'Prénom',
    autocomplete: 'given-name',
  },
  {
    id: 'naissance',
    field: 'birthDate',
    group: 'Identité',
    kind: 'text',
    label: 'Date de naissance',
    help: 'Par exemple 14/03/1987',
    inputmode: 'numeric',
    autocomplete: 'bday',
    isShort: true,
  },
  {
    id: 'lieu-naissance',
    field: 'birthPlace',
    group: 'Identité',
    kind: 'text',
    label: 'Lieu de naissance',
    help: 'La commune, avec son département s’il y en a plusieurs, comme Saint-Denis (93). Pour une naissance à l’étranger, le pays.',
  },
  {
    id: 'mobile',
    field: 'mobile',
    group: 'Nous joindre',
    kind: 'tel',
    label: 'Téléphone mobile',
    autocomplete: 'tel',
    inputmode: 'tel',
    isShort: true,
  },
  {
    id: 'domicile',
    field: 'homePhone',
    group: 'Nous joindre',
    kind: 'tel',
    label: 'Téléphone du domicile',
    inputmode: 'tel',
    isShort: true,
  },
  {
    id: 'travail',
    field: 'workPhone',
    group: 'Nous joindre',
    kind: 'tel',
    label: 'Téléphone au travail',
    inputmode: 'tel',
    isShort: true,
  },
  {
    id: 'courriel',
    field: 'email',
    group: 'Nous joindre',
    kind: 'email',
    label: 'Adresse électronique',
    autocomplete: 'email',
    inputmode: 'email',
    isCode: true,
  },
  {
    id: 'sms',
    field: 'smsAllowed',
    group: 'Nous joindre',
    kind: 'check',
    label: 'La mairie peut m’envoyer des SMS',
  },
  {
    id: 'factures-courriel',
    field: 'emailInvoices',
    group: 'Nous joindre',
    kind: 'check',
    label: 'Je reçois mes factures par courriel',
  },
  { id: 'profession', field: 'profession', group: 'Travail', kind: 'text', label: 'Profession' },
  { id: 'employeur', field: 'employer', group: 'Travail', kind: 'text', label: 'Employeur' },
  {
    id: 'ville-employeur',
    field: 'employerCity',
    group: 'Travail',
    kind: 'text',
    label: 'Ville de l’employeur',
  },
]

const phones = ['mobile', 'homePhone', 'workPhone']
const place = z.object({ insee: z.string().nullable(), country: z.string().nullable() }).nullable()

/** Responsable and conjoint. Lines that the commune hides or keeps are not read at all. */
export const personForm: EditForm = {
  target: 'PERSON',
  fields,
  fill: (values) =>
    Object.fromEntries(fields.map(({ id, field }) => [sentName(id), filled(field, values[field])])),
  read: (form, context) => {
    const values: Record<string, FieldValue> = {}
    const errors: Record<string, string> = {}
    for (const { id, field, kind, label } of fields) {
      const sent = form[sentName(id)]
      // an unticked box is not sent: the page says which boxes it showed
      if (sent === undefined && (kind !== 'check' || form[`vu_${sentName(id)}`] === undefined))
        continue
      const answer = readField(field, sent ?? '', context.today)
      if (!answer.ok) errors[sentName(id)] = answer.fault
      else if (answer.value === null && context.isRequired(field))
        errors[sentName(id)] = missing(label)
      else values[field] = answer.value
    }
    return { values, errors: { ...errors, ...phoneMissing(values, errors, context) } }
  },
}

function filled(field: string, value: FieldValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'oui' : ''
  if (field === 'birthPlace') return birthPlaceWords(place.parse(value))
  if (field === 'birthDate') return shortDate(textOf(value))
  return phones.includes(field) ? displayPhone(textOf(value)) : textOf(value)
}

function readField(field: string, sent: string, today: string): Answer<FieldValue> {
  switch (field) {
    case 'title':
      return sent === '' || sent === 'M' || sent === 'MME'
        ? good(sent || null)
        : wrong('Choisissez Madame ou Monsieur.')
    case 'usualName':
    case 'birthName':
      return readName(sent, 'Le nom')
    case 'firstName':
      return readGivenName(sent)
    case 'birthDate':
      return readBirthDate(sent, today)
    case 'birthPlace':
      return readPlace(sent)
    case 'mobile':
    case 'homePhone':
    case 'workPhone':
      return readPhone(sent)
    case 'email':
      return readMail(sent)
    case 'smsAllowed':
    case 'emailInvoices':
      return good(sent !== '')
    default:
      return readLine(sent, 100)
  }
}

export function readPlace(sent: string): Answer<FieldValue> {
  const found = birthPlaceNamed(sent)
  if (found === null) return good(null)
  if (found === 'UNKNOWN')
    return wrong(
      'Nous ne connaissons pas ce lieu. Écrivez le nom officiel de la commune, ou le pays.',
    )
  if (found === 'SEVERAL')
    return wrong(
      'Plusieurs communes portent ce nom. Ajoutez le département, comme Saint-Denis (93).',
    )
  const known: BirthPlace = found
  return good({ ...known })
}

function missing(label: string): string {
  return `${label}\u00A0: la mairie en a besoin.`
}

/** One of the three is enough, of the responsable only, and only where the three were shown. */
function phoneMissing(
  values: Readonly<Record<string, FieldValue>>,
  errors: FormErrors,
  { isPrimary }: FormContext,
): FormErrors {
  const shown = phones.filter((field) => field in values)
  const isMissing =
    isPrimary && shown.length === 3 && shown.every((field) => values[field] === null)
  if (!isMissing || errors['f_mobile']) return {}
  return {
    f_mobile:
      'Donnez au moins un numéro de téléphone\u00A0: nous vous appelons s’il arrive quelque chose.',
  }
}
