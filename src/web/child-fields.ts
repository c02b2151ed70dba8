import { z } from '../kernel/forms.ts'
import { parseDay, type Day } from '../kernel/day.ts'
import { privateSentence } from '../kernel/private-words.ts'
import { normalisePhone, tidyText } from '../kernel/text.ts'

const phoneSentence =
  'Ce numéro n’est pas complet\u00A0: dix chiffres, par exemple 06\u00A012\u00A034\u00A056\u00A078.'

/** A line that may stay empty: null then. */
export function optionalLine(max: number): z.ZodType<string | null> {
  return z
    .string()
    .optional()
    .transform((value) => tidyText(value ?? ''))
    .pipe(z.string().max(max, `${max} caractères au plus.`))
    .superRefine(refusePrivate)
    .transform((value) => value || null)
}

/** A text of several lines that may stay empty. */
export function optionalText(max: number): z.ZodType<string | null> {
  const tooLong = `Ce texte est trop long\u00A0: ${max.toLocaleString('fr-FR')} caractères au plus.`
  return z
    .string()
    .optional()
    .transform((value) => (value ?? '').replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(max, tooLong))
    .superRefine(refusePrivate)
    .transform((value) => value || null)
}

/** A line that must be there. */
export function requiredLine(sentence: string, max: number): z.ZodType<string> {
  return z
    .string({ error: sentence })
    .transform(tidyText)
    .pipe(z.string().min(1, sentence).max(max, `${max} caractères au plus.`))
    .superRefine(refusePrivate)
}

/** A name: letters, no digit. */
export function personName(sentence: string): z.ZodType<string> {
  return requiredLine(sentence, 38).pipe(
    z.string().regex(/^[\p{L}\p{M}][\p{L}\p{M}' .-]*$/u, 'Écrivez ce nom avec des lettres.'),
  )
}

export const optionalPhone = z
  .string()
  .optional()
  .transform((value, context) => {
    const typed = (value ?? '').trim()
    if (typed === '') return null
    const phone = normalisePhone(typed)
    if (phone) return phone
    context.addIssue({ code: 'custom', message: phoneSentence })
    return z.NEVER
  })

export const optionalMail = z
  .string()
  .optional()
  .transform((value) => (value ?? '').trim().toLowerCase())
  .pipe(
    z
      .literal('')
      .or(z.email('Écrivez une adresse électronique complète, comme monique@exemple.fr.').max(254)),
  )
  .transform((value) => value || null)

/** A day that may stay empty, as a parent types it: `14/03/2024`. */
export const optionalDay: z.ZodType<Day | null> = z
  .string()
  .optional()
  .transform((value, context) => {
    const typed = (value ?? '').trim()
    if (typed === '') return null
    const day = parseDay(typed)
    if (day) return day
    const wellWritten = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$/.test(typed)
    const message = wellWritten
      ? `Le ${typed} n’existe pas\u00A0: vérifiez le jour, le mois et l’année.`
      : 'Écrivez la date avec le jour, le mois et l’année, par exemple 14/03/2024.'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** A day that must be there. */
export function requiredDay(sentence: string): z.ZodType<Day> {
  return optionalDay.transform((day, context) => {
    if (day !== null) return day
    context.addIssue({ code: 'custom', message: sentence })
    return z.NEVER
  })
}

/** A box: ticked or not. */
export const box = z
  .string()
  .optional()
  .transform((value) => value === 'oui')

function refusePrivate(value: string, context: z.core.$RefinementCtx<string>): void {
  const message = privateSentence(value)
  if (message) context.addIssue({ code: 'custom', message })
}
