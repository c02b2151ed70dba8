import { addDays } from '../../kernel/day.ts'
import { shortDate } from '../../kernel/french.ts'
import { quotientValue } from '../targets/quotient.ts'
import { readDay, readWhole } from './answers.ts'
import type { EditForm, FormField } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'origine',
    field: 'quotient',
    kind: 'choice',
    label: 'Attestation de',
    options: [
      ['CAF', 'la C.A.F.'],
      ['MSA', 'la M.S.A.'],
      ['COMMUNAL', 'la mairie (quotient communal)'],
    ],
  },
  {
    id: 'quotient',
    field: 'quotient',
    kind: 'text',
    label: 'Quotient familial',
    help: 'Le nombre qui est écrit sur l’attestation, comme 735',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'a-partir',
    field: 'quotient',
    kind: 'text',
    label: 'Valable à partir du',
    help: 'Par exemple 01/12/2026. Ce qui est déjà facturé ne change pas.',
    inputmode: 'numeric',
    isShort: true,
  },
]

/** A new quotient, with its certificate. */
export const quotientForm: EditForm = {
  target: 'QUOTIENT',
  fields,
  fill: ({ quotient }, today) => {
    const parsed = quotientValue.safeParse(quotient)
    return { f_origine: parsed.data?.type ?? 'CAF', f_a_partir: shortDate(today) }
  },
  read: (form, { today }) => {
    const errors: Record<string, string> = {}
    const type = quotientValue.shape.type.safeParse(form['f_origine'])
    if (!type.success) errors['f_origine'] = 'Choisissez d’où vient l’attestation.'
    const value = readWhole(form['f_quotient'] ?? '', 99_999)
    if (!value.ok) errors['f_quotient'] = value.fault
    else if (value.value === null)
      errors['f_quotient'] = 'Écrivez le quotient familial de l’attestation.'
    const from = readDay(form['f_a_partir'] ?? '', '01/12/2026')
    if (!from.ok) errors['f_a_partir'] = from.fault
    else if (from.value && from.value > addDays(today, 62))
      errors['f_a_partir'] = 'Une attestation vaut au plus tôt dans deux mois. Vérifiez la date.'
    if (Object.keys(errors).length > 0 || !type.success || !value.ok || !from.ok)
      return { values: {}, errors }
    const quotient = { type: type.data, value: value.value ?? 0, validFrom: from.value ?? today }
    return { values: { quotient }, errors }
  },
}
