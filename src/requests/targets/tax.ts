import { setTaxRecord, taxRecords } from '../../households/tax-records.ts'
import { taxBody } from '../../households/sealed.ts'
import { z } from '../../kernel/forms.ts'
import type { TargetRules } from '../model.ts'

export const taxValue = z.object({
  year: z.number().int().min(1990).max(2200),
  ...taxBody.shape,
  consent: z.boolean(),
})

/** The latest tax notice. */
export const taxTarget: TargetRules = {
  subject: 'HOUSEHOLD',
  sealedWith: 'FAMILY',
  sensitive: 'fiscal',
  policy: { taxNotice: 'FAMILY.taxNotice' },
  labels: { taxNotice: 'Avis d’impôt' },
  words: (_field, value) => {
    const parsed = taxValue.safeParse(value)
    return parsed.success ? noticeWords(parsed.data) : ''
  },
  read: async (tx, keys, { householdId }) => {
    const [latest] = await taxRecords(tx, keys, householdId)
    return { taxNotice: latest ? { ...latest } : null }
  },
  apply: async (tx, keys, { householdId, values }, by) => {
    const { year, consent, ...body } = taxValue.parse(values['taxNotice'])
    await setTaxRecord(tx, keys, { householdId, year, body, consent }, { ...by, seen: true })
  },
}

function noticeWords({
  year,
  referenceIncome,
  shares,
  dependants,
}: z.infer<typeof taxValue>): string {
  const parts = String(shares).replace('.', ',')
  const income = referenceIncome.toLocaleString('fr-FR')
  return `revenus ${year}\u00A0: ${income}\u202F€, ${parts} part${shares >= 2 ? 's' : ''}, ${dependants} à charge`
}
