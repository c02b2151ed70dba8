import { line, z } from '../kernel/forms.ts'
import { parseCents } from '../kernel/money.ts'
import { normalisePhone, tidyText } from '../kernel/text.ts'
import { compactIcs, isIcs } from './ics.ts'

// How the values of the settings are read: what each of registry.ts is made of.

export const text = (max: number) => line('Write a text', max)
export const optionalText = (max: number) =>
  z.string().transform(tidyText).pipe(z.string().max(max))
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'Write an address that begins with https://',
})
export const optionalAddress = z.union([z.literal(''), webAddress])
export const mail = z.email('Write an e-mail address').toLowerCase()

export const phone = z.string().transform((value, context) => {
  const parsed = normalisePhone(value)
  if (parsed) return parsed
  context.addIssue({ code: 'custom', message: 'Write a phone number, as 02 61 91 00 12' })
  return z.NEVER
})

export const cents = z.union([
  z.number().int().min(0),
  z.string().transform((value, context) => {
    const parsed = parseCents(value)
    if (parsed !== null && parsed >= 0) return parsed
    context.addIssue({ code: 'custom', message: 'Write an amount in euros, as 15 or 15.50' })
    return z.NEVER
  }),
])

export const companyNumber = z
  .string()
  .transform((value) => value.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{14}$/, 'A SIRET has 14 digits'))
  .refine(hasLuhnKey, 'This SIRET is mistyped: its check digit is wrong')

/** Empty: none. */
export const creditorNumber = z
  .string()
  .transform(compactIcs)
  .refine(
    (ics) => ics === '' || isIcs(ics),
    'This is no French ICS: write it as FR72ZZZ123456, its check digits are verified',
  )

/** Letters of the Luhn rule: every second digit from the right is doubled, the sum is a multiple of ten. */
function hasLuhnKey(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
