import { careProtocolOn } from '../../households/care-protocol-on.ts'
import { setCareProtocol } from '../../households/health.ts'
import { careProtocolBody } from '../../households/sealed.ts'
import { isDay } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import type { TargetRules } from '../model.ts'

const day = z.string().refine(isDay)

/** A PAI as a request asks for it. */
export const careProtocolValue = z.object({
  ...careProtocolBody.shape,
  validFrom: day,
  validTo: day,
  mealMode: z.enum(['NONE', 'BASKET', 'ADAPTED']),
})

const meals: Readonly<Record<z.infer<typeof careProtocolValue>['mealMode'], string>> = {
  NONE: 'repas de la cantine',
  BASKET: 'panier-repas',
  ADAPTED: 'repas adapté',
}

/** A child's PAI: never written without an officer's look. The target is the child. */
export const careProtocolTarget: TargetRules = {
  subject: 'HEALTH',
  sealedWith: 'CHILD',
  sensitive: 'health',
  policy: { protocol: 'CHILD.careProtocol' },
  labels: { protocol: 'PAI' },
  words: (_field, value) => {
    const parsed = careProtocolValue.safeParse(value)
    if (!parsed.success) return ''
    const { validFrom, validTo, mealMode, emergencyKit } = parsed.data
    const kit = emergencyKit ? `, trousse\u00A0: ${emergencyKit}` : ''
    return `du ${dateInWords(validFrom)} au ${dateInWords(validTo)}, ${meals[mealMode]}${kit}`
  },
  read: async (tx, keys, whose) => {
    const known = await careProtocolOn(tx, keys, whose.targetId, whose.day)
    return { protocol: known ?? null }
  },
  apply: async (tx, keys, { targetId, values }, by) => {
    const { validFrom, validTo, mealMode, ...body } = careProtocolValue.parse(values['protocol'])
    const wanted = { childId: targetId, validFrom, validTo, mealMode, body }
    await setCareProtocol(tx, keys, wanted, by)
  },
}
