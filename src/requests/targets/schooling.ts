import { readSchooling, writeSchool } from '../../households/child/schooling.ts'
import { levels } from '../../households/family-model.ts'
import { z } from '../../kernel/forms.ts'
import type { TargetRules } from '../model.ts'

/** With its name, so that a request still reads once the school is gone. */
export const schoolingValue = z.object({
  school: z.object({ uai: z.string(), name: z.string() }).nullable(),
  level: z.enum(levels),
})

/** School and level of the year: an officer asks the school. The target is the child. */
export const schoolingTarget: TargetRules = {
  subject: 'CHILD',
  sealedWith: null,
  sensitive: null,
  policy: { schooling: 'CHILD.school' },
  labels: { schooling: 'École' },
  words: (_field, value) => {
    const { data } = schoolingValue.safeParse(value)
    return data ? `${data.school?.name ?? 'une autre école'}, ${data.level}` : ''
  },
  read: async (tx, _keys, { targetId, day }) => {
    const known = await readSchooling(tx, targetId, day)
    return {
      schooling: known ? { school: known.school && { ...known.school }, level: known.level } : null,
    }
  },
  apply: async (tx, _keys, { targetId, householdId, day, values }, by) => {
    const { school, level } = schoolingValue.parse(values['schooling'])
    const schooling = { school, level }
    await writeSchool(tx, { childId: targetId, householdId, schooling, day }, by)
  },
}
