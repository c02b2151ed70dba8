import { lastDayOfSchoolYear, type Day } from '../../kernel/day.ts'
import { dateInWords, shortDate } from '../../kernel/french.ts'
import { privateSentence } from '../../kernel/private-words.ts'
import { careProtocolValue } from '../targets/care-protocol.ts'
import { readDay, readLine } from './answers.ts'
import type { EditForm, FormField, Options } from './model.ts'

const types: Options = [
  ['FOOD', 'Alimentation'],
  ['ASTHMA', 'Asthme'],
  ['OTHER', 'Autre'],
]

const meals: Options = [
  ['NONE', 'Mange le repas de la cantine'],
  ['BASKET', 'Apporte son panier-repas'],
  ['ADAPTED', 'Mange un repas adapté par la cuisine'],
]

const fields: readonly FormField[] = [
  { id: 'type', field: 'protocol', kind: 'choice', label: 'Le PAI concerne', options: types },
  {
    id: 'debut',
    field: 'protocol',
    kind: 'text',
    label: 'Valable du',
    help: 'Par exemple 01/12/2026',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'fin',
    field: 'protocol',
    kind: 'text',
    label: 'au',
    help: 'Au plus tard le 31 août\u00A0: un PAI se renouvelle chaque année scolaire.',
    inputmode: 'numeric',
    isShort: true,
  },
  { id: 'repas', field: 'protocol', kind: 'choice', label: 'Le midi', options: meals },
  {
    id: 'trousse',
    field: 'protocol',
    kind: 'text',
    label: 'Trousse d’urgence',
    help: 'Ce qu’elle contient et où elle est. Rien s’il n’y en a pas.',
  },
  {
    id: 'conduite',
    field: 'protocol',
    kind: 'text',
    label: 'Que faire en cas de crise',
    help: 'Comme c’est écrit sur le PAI.',
  },
  { id: 'medecin', field: 'protocol', kind: 'text', label: 'Médecin qui a signé' },
]

/** A PAI, with its days and the signed document: an officer looks before it counts. */
export const careProtocolForm: EditForm = {
  target: 'CARE_PROTOCOL',
  fields,
  fill: ({ protocol }, today) => {
    const { data } = careProtocolValue.safeParse(protocol)
    return {
      f_type: data?.type ?? 'FOOD',
      f_debut: shortDate(today),
      f_fin: shortDate(lastDayOfSchoolYear(today)),
      f_repas: data?.mealMode ?? 'NONE',
      f_trousse: data?.emergencyKit ?? '',
      f_conduite: data?.conduct ?? '',
      f_medecin: data?.doctor ?? '',
    }
  },
  read: (form) => {
    const errors: Record<string, string> = {}
    const type = careProtocolValue.shape.type.unwrap().safeParse(form['f_type'])
    if (!type.success) errors['f_type'] = 'Choisissez une réponse dans la liste.'
    const mealMode = careProtocolValue.shape.mealMode.safeParse(form['f_repas'])
    if (!mealMode.success) errors['f_repas'] = 'Choisissez une réponse dans la liste.'
    const days = readDays(form['f_debut'] ?? '', form['f_fin'] ?? '', errors)
    const line = (name: string, max: number) => {
      const sent = form[name] ?? ''
      const read = readLine(sent, max)
      const fault = privateSentence(sent) ?? (read.ok ? null : read.fault)
      if (fault) errors[name] = fault
      return read.ok ? read.value : null
    }
    const emergencyKit = line('f_trousse', 200)
    const conduct = line('f_conduite', 300)
    const doctor = line('f_medecin', 80)
    if (!doctor && !errors['f_medecin'])
      errors['f_medecin'] = 'Écrivez le nom du médecin qui a signé le PAI.'
    if (Object.keys(errors).length > 0 || !days || !type.success || !mealMode.success)
      return { values: {}, errors }
    const protocol = {
      ...days,
      type: type.data,
      mealMode: mealMode.data,
      emergencyKit,
      conduct,
      doctor,
    }
    return { values: { protocol }, errors }
  },
}

function readDays(
  typedFrom: string,
  typedTo: string,
  errors: Record<string, string>,
): { validFrom: Day; validTo: Day } | null {
  const from = readDay(typedFrom, '01/12/2026')
  const to = readDay(typedTo, '31/08/2027')
  if (!from.ok) errors['f_debut'] = from.fault
  else if (!from.value) errors['f_debut'] = 'Écrivez le premier jour du PAI.'
  if (!to.ok) errors['f_fin'] = to.fault
  else if (!to.value) errors['f_fin'] = 'Écrivez le dernier jour du PAI.'
  if (!from.ok || !to.ok || !from.value || !to.value) return null
  const [validFrom, validTo] = [from.value, to.value]
  const last = lastDayOfSchoolYear(validFrom)
  if (validTo < validFrom)
    errors['f_fin'] = 'Le PAI finit avant de commencer\u00A0: vérifiez les deux dates.'
  else if (validTo > last)
    errors['f_fin'] =
      `Un PAI ne va pas au-delà de la fin de l’année scolaire\u00A0: écrivez au plus tard le ${dateInWords(last)}.`
  return { validFrom, validTo }
}
