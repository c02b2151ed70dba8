import { tidyText } from '../../kernel/text.ts'
import { benefitValue } from '../targets/benefit.ts'
import { readLine } from './answers.ts'
import { good, wrong, type Answer, type EditForm, type FormField } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'regime',
    field: 'benefit',
    kind: 'choice',
    label: 'Régime',
    options: [
      ['', 'Choisissez'],
      ['GENERAL', 'C.A.F.'],
      ['MSA', 'M.S.A.'],
      ['OTHER', 'Autre régime'],
      ['NONE', 'Je n’ai pas d’allocations'],
    ],
  },
  {
    id: 'caisse',
    field: 'benefit',
    kind: 'text',
    label: 'Caisse',
    help: 'Par exemple C.A.F. du Nord',
  },
  {
    id: 'allocataire',
    field: 'benefit',
    kind: 'text',
    label: 'Numéro d’allocataire',
    help: 'Sept chiffres pour la C.A.F., en haut de vos courriers',
    isShort: true,
    isCode: true,
  },
  { id: 'titulaire', field: 'benefit', kind: 'choice', label: 'Allocataire' },
  {
    id: 'accord-cdap',
    field: 'benefit',
    kind: 'check',
    label: 'La mairie peut lire mon quotient dans le service des C.A.F. (CDAP)',
  },
  {
    id: 'accord-api',
    field: 'benefit',
    kind: 'check',
    label: 'La mairie peut demander mon quotient automatiquement (API Particulier)',
  },
]

/** The file at the C.A.F. or the M.S.A. */
export const benefitForm: EditForm = {
  target: 'BENEFIT',
  fields,
  fill: ({ benefit }) => {
    const parsed = benefitValue.safeParse(benefit)
    if (!parsed.success) return {}
    const { scheme, fund, recipientNumber, recipientPersonId, consentCdap, consentApi } =
      parsed.data
    return {
      f_regime: scheme,
      f_caisse: fund ?? '',
      f_allocataire: recipientNumber ?? '',
      f_titulaire: String(recipientPersonId ?? ''),
      f_accord_cdap: consentCdap ? 'oui' : '',
      f_accord_api: consentApi ? 'oui' : '',
    }
  },
  read: (form, { adults }) => {
    const errors: Record<string, string> = {}
    const scheme = benefitValue.shape.scheme.safeParse(form['f_regime'])
    if (!scheme.success) errors['f_regime'] = 'Choisissez votre régime.'
    const fund = readLine(form['f_caisse'] ?? '', 60)
    if (!fund.ok) errors['f_caisse'] = fund.fault
    const number = readRecipient(form['f_allocataire'] ?? '', scheme.data ?? 'NONE')
    if (!number.ok) errors['f_allocataire'] = number.fault
    const recipient = form['f_titulaire'] ?? ''
    if (recipient !== '' && !adults.some(([id]) => id === recipient))
      errors['f_titulaire'] = 'Choisissez l’un des adultes du foyer.'
    if (Object.keys(errors).length > 0 || !scheme.success || !number.ok || !fund.ok)
      return { values: {}, errors }
    const benefit = {
      scheme: scheme.data,
      fund: fund.value,
      recipientNumber: number.value,
      recipientPersonId: recipient === '' ? null : Number(recipient),
      consentCdap: Boolean(form['f_accord_cdap']),
      consentApi: Boolean(form['f_accord_api']),
    }
    return { values: { benefit }, errors }
  },
}

/** C.A.F.: seven digits, on old papers six, and a letter; M.S.A.: up to fifteen letters and digits (domain.md §2.3). */
function readRecipient(typed: string, scheme: string): Answer<string | null> {
  const number = tidyText(typed)
    .replace(/[\s.-]/g, '')
    .toUpperCase()
  if (number === '') return good(null)
  if (/^[12]\d{12}(\d{2})?$/.test(number))
    return wrong('Ceci ressemble à un numéro de sécurité sociale. Écrivez le numéro d’allocataire.')
  if (scheme === 'GENERAL')
    return /^\d{6,7}[A-Z]?$/.test(number)
      ? good(number)
      : wrong('Un numéro d’allocataire C.A.F. a sept chiffres, parfois suivis d’une lettre.')
  return /^[0-9A-Z]{1,15}$/.test(number)
    ? good(number)
    : wrong('Quinze lettres et chiffres au plus, sans autre signe.')
}
