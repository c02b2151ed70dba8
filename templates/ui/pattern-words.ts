/** Monday first. */
export const weekdayNames = [
  'lundi',
  'mardi',
  'mercredi',
  'jeudi',
  'vendredi',
  'samedi',
  'dimanche',
] as const

/** After the days: `lundi et jeudi, semaines impaires`. */
export const parityWords = {
  ANY: '',
  ODD: ', semaines impaires',
  EVEN: ', semaines paires',
} as const
