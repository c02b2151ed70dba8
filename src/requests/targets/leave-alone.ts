import { leaveAloneFrom, setLeaveAlone } from '../../households/child/leave-alone.ts'
import { z } from '../../kernel/forms.ts'
import { hourInWords } from '../../kernel/french.ts'
import type { TargetRules } from '../model.ts'

const clock = z.string().regex(/^\d{2}:\d{2}$/)

/** From when a child may leave alone: on the agreement of a guardian, after an officer's look. The target is the child. */
export const leaveAloneTarget: TargetRules = {
  subject: 'CHILD',
  sealedWith: null,
  sensitive: null,
  policy: { from: 'CHILD.mayLeaveAlone' },
  labels: { from: 'Rentrer sans adulte' },
  words: (_field, value) => {
    const parsed = clock.safeParse(value)
    return parsed.success ? `oui, à partir de ${hourInWords(parsed.data)}` : 'non'
  },
  read: async (tx, _keys, { targetId }) => ({ from: await leaveAloneFrom(tx, targetId) }),
  apply: (tx, _keys, { targetId, values }, by) =>
    setLeaveAlone(tx, { childId: targetId, from: clock.nullable().parse(values['from']) }, by),
}
