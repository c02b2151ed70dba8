import { quotientOn } from '../../households/quotients.ts'
import { declareQuotient } from '../../households/set-quotient.ts'
import { isDay } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import type { TargetRules } from '../model.ts'

export const quotientValue = z.object({
  type: z.enum(['CAF', 'MSA', 'COMMUNAL']),
  value: z.number().int().min(0).max(99_999),
  validFrom: z.string().refine(isDay),
})

/** A quotient that a family declares with its certificate. Days that were invoiced keep the former. */
export const quotientTarget: TargetRules = {
  subject: 'QUOTIENT',
  sealedWith: null,
  sensitive: 'fiscal',
  policy: { quotient: 'FAMILY.quotient' },
  labels: { quotient: 'Quotient familial' },
  words: (_field, value) => {
    const parsed = quotientValue.safeParse(value)
    if (!parsed.success) return ''
    return `${parsed.data.value} (depuis le ${dateInWords(parsed.data.validFrom)})`
  },
  read: async (tx, _keys, { householdId, day }) => {
    const known = await quotientOn(tx, householdId, day)
    return {
      quotient: known && { type: known.type, value: known.value, validFrom: known.validFrom },
    }
  },
  apply: async (tx, _keys, { householdId, values, evidenceIds: [evidenceId = null] }, by) => {
    const wanted = { householdId, ...quotientValue.parse(values['quotient']), evidenceId }
    await declareQuotient(tx, wanted, { ...by, source: 'DECLARED' })
  },
}
