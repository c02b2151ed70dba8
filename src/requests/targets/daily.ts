import { readDaily, writeDaily } from '../../households/child/daily.ts'
import { z } from '../../kernel/forms.ts'
import type { FieldValue, TargetRules } from '../model.ts'

const sheet = z
  .object({
    diet: z.enum(['STANDARD', 'NO_PORK', 'NO_MEAT', 'VEGETARIAN', 'NO_GLUTEN']),
    canSwim: z.boolean().nullable(),
    nap: z.string().max(80).nullable(),
  })
  .partial()

const diets: Readonly<Record<string, string>> = {
  STANDARD: 'pas de régime particulier',
  NO_PORK: 'sans porc',
  NO_MEAT: 'sans viande',
  VEGETARIAN: 'végétarien',
  NO_GLUTEN: 'sans gluten',
}

/** What a family says of a child's day. The target is the child. */
export const dailyTarget: TargetRules = {
  subject: 'CHILD',
  sealedWith: null,
  sensitive: null,
  policy: { diet: 'CHILD.diet', canSwim: 'CHILD.canSwim', nap: 'CHILD.nap' },
  labels: { diet: 'Repas', canSwim: 'Sait nager', nap: 'Sieste' },
  words: (field, value) =>
    field === 'diet' && typeof value === 'string' ? (diets[value] ?? '') : plainWords(value),
  read: async (tx, _keys, { targetId }) => ({ ...(await readDaily(tx, targetId)) }),
  apply: async (tx, _keys, { targetId, householdId, values }, by) => {
    const { diet, canSwim, nap } = sheet.parse(values)
    const known = await readDaily(tx, targetId)
    const after = {
      diet: diet ?? known.diet,
      canSwim: canSwim === undefined ? known.canSwim : canSwim,
      nap: nap === undefined ? known.nap : nap,
    }
    await writeDaily(tx, { childId: targetId, householdId, sheet: after }, by)
  },
}

function plainWords(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  return typeof value === 'string' ? value : ''
}
