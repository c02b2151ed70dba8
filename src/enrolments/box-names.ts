import type { FormValues } from '../kernel/forms.ts'
import type { BookingKey } from './booking-key.ts'

/** The children's units of a form, in the order of their letters: `12.3 12.4`. */
export function columnsOf(keys: readonly Pick<BookingKey, 'childId' | 'unitId'>[]): string[] {
  return [...new Set(keys.map(({ childId, unitId }) => `${childId}.${unitId}`))]
}

/** a, b … z, aa, ab …: what a box carries of its child and unit. A page has hundreds of boxes: short counts. */
export function columnLetter(at: number): string {
  const letter = String.fromCharCode(97 + (at % 26))
  return at < 26 ? letter : columnLetter(Math.floor(at / 26) - 1) + letter
}

/**
 * The boxes that a form sent (`7b`: the date, and the letter of one of the units listed in `cases`) as `boxText`
 * writes them, separated by spaces; also those of a page that wrote them out in `jour[]`.
 */
export function boxesSent(form: FormValues): string {
  const columns = (form['cases'] ?? '').split(' ')
  const ofLetter = new Map(columns.map((column, at) => [columnLetter(at), column]))
  const named = Object.keys(form).flatMap((name) => {
    const [, date, letter = ''] = /^([1-9]\d?)([a-z]{1,3})$/.exec(name) ?? []
    const column = ofLetter.get(letter)
    return date && column ? [`${column}.${date.padStart(2, '0')}`] : []
  })
  return [form['jour[]'] ?? '', ...named].filter(Boolean).join(' ')
}
