import { taxValue } from '../targets/tax.ts'
import { readShares, readWhole } from './answers.ts'
import { good, textOf, wrong, type Answer, type EditForm, type FormField } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'annee',
    field: 'taxNotice',
    kind: 'text',
    label: 'Année des revenus',
    help: 'Celle qui est écrite en haut de l’avis, comme 2025',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'revenu',
    field: 'taxNotice',
    kind: 'text',
    label: 'Revenu fiscal de référence',
    help: 'En euros, sans les centimes',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'parts',
    field: 'taxNotice',
    kind: 'text',
    label: 'Nombre de parts',
    help: 'Par exemple 2,5',
    isShort: true,
  },
  {
    id: 'a-charge',
    field: 'taxNotice',
    kind: 'text',
    label: 'Personnes à charge',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'brut',
    field: 'taxNotice',
    kind: 'text',
    label: 'Revenus bruts du responsable (facultatif)',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'brut-conjoint',
    field: 'taxNotice',
    kind: 'text',
    label: 'Revenus bruts du conjoint (facultatif)',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'numero-fiscal',
    field: 'taxNotice',
    kind: 'text',
    label: 'Numéro fiscal (facultatif)',
    help: 'Treize chiffres. Il ne sert qu’à vérifier l’avis.',
    inputmode: 'numeric',
    isCode: true,
  },
  {
    id: 'reference-avis',
    field: 'taxNotice',
    kind: 'text',
    label: 'Référence de l’avis (facultatif)',
    help: 'Treize lettres et chiffres',
    isCode: true,
  },
  {
    id: 'accord',
    field: 'taxNotice',
    kind: 'check',
    label: 'J’accepte que la mairie utilise cet avis pour calculer mes prix',
  },
]

const oldest = 5

/** The tax notice: an officer compares it with the paper. */
export const taxForm: EditForm = {
  target: 'TAX',
  fields,
  fill: ({ taxNotice }) => {
    const parsed = taxValue.safeParse(taxNotice)
    if (!parsed.success) return {}
    const { year, referenceIncome, shares, dependants, taxNumber, noticeReference, consent } =
      parsed.data
    return {
      f_annee: String(year),
      f_revenu: String(referenceIncome),
      f_parts: String(shares).replace('.', ','),
      f_a_charge: String(dependants),
      f_brut: textOf(parsed.data.grossIncome),
      f_brut_conjoint: textOf(parsed.data.partnerGrossIncome),
      f_numero_fiscal: taxNumber ?? '',
      f_reference_avis: noticeReference ?? '',
      f_accord: consent ? 'oui' : '',
    }
  },
  read: (form, { today }) => {
    const errors: Record<string, string> = {}
    const take = <T>(name: string, answer: Answer<T>): T | null => {
      if (answer.ok) return answer.value
      errors[name] = answer.fault
      return null
    }
    const thisYear = Number(today.slice(0, 4))
    const taxNotice = {
      year: take('f_annee', readYear(form['f_annee'] ?? '', thisYear)),
      referenceIncome: take(
        'f_revenu',
        needed(
          readWhole(form['f_revenu'] ?? '', 9_999_999),
          'Écrivez le revenu fiscal de référence.',
        ),
      ),
      shares: take(
        'f_parts',
        needed(readShares(form['f_parts'] ?? ''), 'Écrivez le nombre de parts.'),
      ),
      dependants: take('f_a_charge', readWhole(form['f_a_charge'] ?? '', 20)) ?? 0,
      grossIncome: take('f_brut', readWhole(form['f_brut'] ?? '', 9_999_999)),
      partnerGrossIncome: take(
        'f_brut_conjoint',
        readWhole(form['f_brut_conjoint'] ?? '', 9_999_999),
      ),
      taxNumber: take(
        'f_numero_fiscal',
        coded(form['f_numero_fiscal'] ?? '', /^\d{13}$/, 'Un numéro fiscal a treize chiffres.'),
      ),
      noticeReference: take(
        'f_reference_avis',
        coded(
          form['f_reference_avis'] ?? '',
          /^[0-9A-Z]{13}$/,
          'La référence de l’avis a treize lettres et chiffres.',
        ),
      ),
      consent: Boolean(form['f_accord']),
    }
    if (!taxNotice.consent)
      errors['f_accord'] = 'Sans votre accord, la mairie ne peut pas utiliser cet avis.'
    return Object.keys(errors).length > 0
      ? { values: {}, errors }
      : { values: { taxNotice }, errors }
  },
}

function readYear(typed: string, thisYear: number): Answer<number> {
  const year = Number(typed.trim())
  if (!/^\d{4}$/.test(typed.trim())) return wrong('Écrivez l’année en quatre chiffres, comme 2025.')
  return year > thisYear || year < thisYear - oldest
    ? wrong(`La mairie prend les avis des revenus de ${thisYear - oldest} à ${thisYear}.`)
    : good(year)
}

function needed<T>(answer: Answer<T | null>, sentence: string): Answer<T> {
  if (!answer.ok) return answer
  return answer.value === null ? wrong(sentence) : good(answer.value)
}

function coded(typed: string, pattern: RegExp, sentence: string): Answer<string | null> {
  const code = typed.replace(/\s/g, '').toUpperCase()
  if (code === '') return good(null)
  return pattern.test(code) ? good(code) : wrong(sentence)
}
