import { levels } from '../../households/family-model.ts'
import { schoolingValue } from '../targets/schooling.ts'
import type { EditForm, FormField } from './model.ts'

const elsewhere = 'autre'

const fields: readonly FormField[] = [
  { id: 'ecole', field: 'schooling', kind: 'choice', label: 'École', options: [] },
  {
    id: 'niveau',
    field: 'schooling',
    kind: 'choice',
    label: 'Niveau',
    help: 'La classe, avec son enseignant, vient de l’école.',
    options: [['', 'Choisissez'], ...levels.map((level) => [level, level] as const)],
  },
]

/** School and level of this year; the schools are the screen's choices. */
export const schoolingForm: EditForm = {
  target: 'SCHOOLING',
  fields,
  fill: ({ schooling }) => {
    const { data } = schoolingValue.safeParse(schooling)
    return { f_ecole: data?.school?.uai ?? '', f_niveau: data?.level ?? '' }
  },
  read: (form, { choices }) => {
    const errors: Record<string, string> = {}
    const uai = form['f_ecole'] ?? ''
    const named = choices['ecole']?.find(([value]) => value === uai)
    const level = schoolingValue.shape.level.safeParse(form['f_niveau'])
    if (uai === '' || !named) errors['f_ecole'] = 'Choisissez l’école dans la liste.'
    if (!level.success) errors['f_niveau'] = 'Choisissez le niveau dans la liste.'
    if (!named || !level.success || uai === '') return { values: {}, errors }
    const school = uai === elsewhere ? null : { uai, name: named[1] }
    return { values: { schooling: { school, level: level.data } }, errors }
  },
}

/** The schools that a family chooses from. */
export function schoolChoices(schools: readonly (readonly [uai: string, name: string])[]) {
  return [['', 'Choisissez'], ...schools, [elsewhere, 'Une autre école']] as const
}
