import { benefitOf, setBenefit } from '../../households/benefits.ts'
import { z } from '../../kernel/forms.ts'
import type { TargetRules } from '../model.ts'

export const benefitValue = z.object({
  scheme: z.enum(['GENERAL', 'MSA', 'OTHER', 'NONE']),
  fund: z.string().nullable(),
  recipientNumber: z.string().nullable(),
  recipientPersonId: z.number().int().nullable(),
  consentCdap: z.boolean(),
  consentApi: z.boolean(),
})

const schemes: Readonly<Record<z.infer<typeof benefitValue>['scheme'], string>> = {
  GENERAL: 'C.A.F.',
  MSA: 'M.S.A.',
  OTHER: 'autre régime',
  NONE: 'aucun',
}

/** The file at the C.A.F. or the M.S.A.: a number means nothing without its scheme. */
export const benefitTarget: TargetRules = {
  subject: 'HOUSEHOLD',
  sealedWith: 'FAMILY',
  sensitive: 'fiscal',
  policy: { benefit: 'FAMILY.benefit' },
  labels: { benefit: 'Dossier C.A.F. ou M.S.A.' },
  words: (_field, value) => {
    const parsed = benefitValue.safeParse(value)
    if (!parsed.success) return ''
    const { scheme, fund, recipientNumber } = parsed.data
    return [schemes[scheme], fund, recipientNumber && `n°\u00A0${recipientNumber}`]
      .filter(Boolean)
      .join(', ')
  },
  read: async (tx, keys, { householdId }) => {
    const known = await benefitOf(tx, keys, householdId)
    return { benefit: known && { ...known } }
  },
  apply: async (tx, keys, { householdId, values }, by) => {
    await setBenefit(tx, keys, { householdId, ...benefitValue.parse(values['benefit']) }, by)
  },
}
