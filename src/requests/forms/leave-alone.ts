import { textOf, type EditForm, type FormField } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'rentre',
    field: 'from',
    kind: 'choice',
    label: 'Peut-il ou peut-elle partir sans adulte',
    options: [
      ['non', 'Non, un adulte vient toujours'],
      ['oui', 'Oui'],
    ],
  },
  {
    id: 'heure',
    field: 'from',
    kind: 'text',
    label: 'À partir de quelle heure',
    help: 'Par exemple 16 h 30. À remplir si vous répondez oui.',
    isShort: true,
  },
  {
    id: 'accord',
    field: 'from',
    kind: 'check',
    label: 'Je suis responsable légal et je donne mon accord écrit.',
  },
]

/** A guardian lets a child leave alone from an hour on, and signs for it. */
export const leaveAloneForm: EditForm = {
  target: 'LEAVE_ALONE',
  fields,
  fill: ({ from }) => ({
    f_rentre: from ? 'oui' : 'non',
    f_heure: textOf(from).replace(':', '\u00A0h\u00A0'),
  }),
  read: (form) => {
    if (form['f_rentre'] === 'non') return { values: { from: null }, errors: {} }
    if (form['f_rentre'] !== 'oui')
      return { values: {}, errors: { f_rentre: 'Répondez par oui ou par non.' } }
    const from = clockOf(form['f_heure'] ?? '')
    const errors: Record<string, string> = {}
    if (!from)
      errors['f_heure'] = 'Écrivez une heure entre 7\u00A0h et 20\u00A0h, comme 16\u00A0h\u00A030.'
    if (form['f_accord'] !== 'oui')
      errors['f_accord'] = 'Cochez cette case\u00A0: sans votre accord, un adulte doit venir.'
    return { values: Object.keys(errors).length > 0 ? {} : { from }, errors }
  },
}

/** `16 h 30`, `16h`, `16:30` → `16:30` */
function clockOf(typed: string): string | null {
  const match = /^(\d{1,2})\s*(?:[h:]\s*([0-5]\d)?)?$/i.exec(typed.trim())
  const hour = Number(match?.[1] ?? -1)
  const clock = `${String(hour).padStart(2, '0')}:${match?.[2] ?? '00'}`
  return match && clock >= '07:00' && clock <= '20:00' ? clock : null
}
