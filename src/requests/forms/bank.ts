import { compactIban, ibanFault, isBic } from '../../households/iban.ts'
import { matchKey, tidyText } from '../../kernel/text.ts'
import type { EditForm, FormField } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'titulaire',
    field: 'account',
    kind: 'text',
    label: 'Titulaire du compte',
    help: 'Comme sur le RIB',
    autocomplete: 'name',
  },
  {
    id: 'iban',
    field: 'account',
    kind: 'text',
    label: 'IBAN',
    help: 'Il commence par FR76 en France. Les espaces ne comptent pas.',
    isCode: true,
  },
  {
    id: 'bic',
    field: 'account',
    kind: 'text',
    label: 'BIC (facultatif)',
    help: 'Huit ou onze lettres et chiffres',
    isShort: true,
    isCode: true,
  },
]

/** The account that debits are taken from. What is on file is never filled in: it is shown masked, above the form. */
export const bankForm: EditForm = {
  target: 'BANK',
  fields,
  fill: () => ({}),
  read: (form) => {
    const errors: Record<string, string> = {}
    const holder = tidyText(form['f_titulaire'] ?? '')
    if (holder === '') errors['f_titulaire'] = 'Écrivez le nom du titulaire, comme sur le RIB.'
    else if (holder.length > 70 || !/^[A-Z0-9/?:().,+ -]+$/.test(matchKey(holder)))
      errors['f_titulaire'] =
        'Le titulaire s’écrit avec des lettres et des espaces, 70\u00A0caractères au plus.'
    const iban = compactIban(form['f_iban'] ?? '')
    const fault = ibanFault(iban)
    if (fault) errors['f_iban'] = ibanSentences[fault]
    const bic = (form['f_bic'] ?? '').replace(/\s/g, '').toUpperCase()
    if (bic !== '' && !isBic(bic))
      errors['f_bic'] = 'Un BIC a huit ou onze lettres et chiffres, comme PSSTFRPPLIL.'
    if (Object.keys(errors).length > 0) return { values: {}, errors }
    return { values: { account: { holder, iban, bic: bic || null } }, errors }
  },
}

const ibanSentences = {
  EMPTY: 'Écrivez l’IBAN qui est sur votre RIB.',
  SHAPE: 'Un IBAN commence par deux lettres et deux chiffres, comme FR76.',
  LENGTH: 'Un IBAN français a 27\u00A0caractères\u00A0: il en manque, ou il y en a trop.',
  LENGTH_ABROAD: 'Cet IBAN n’a pas la longueur de ceux de son pays. Recopiez-le depuis votre RIB.',
  KEY: 'Cet IBAN contient une erreur de frappe. Recopiez-le depuis votre RIB.',
  RIB_KEY:
    'La clé de ce RIB ne va pas avec son numéro de compte. Recopiez l’IBAN depuis votre RIB.',
  ABROAD: 'La mairie ne peut prélever que dans la zone SEPA.',
} as const
