import { sql } from 'kysely'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import { activateMandate } from '../../payments/mandates/change.ts'
import type { TargetRules } from '../model.ts'

const signature = z.object({ rum: z.string(), signedOn: z.string().nullable() })

/** The signed paper of a mandate: an officer compares it with the proof, then debits may be taken. */
export const mandateTarget: TargetRules = {
  subject: 'BANK',
  sealedWith: null,
  sensitive: 'bank',
  policy: { signature: 'FAMILY.mandate' },
  labels: { signature: 'Mandat de prélèvement signé' },
  words: (_field, value) => {
    const parsed = signature.safeParse(value)
    if (!parsed.success) return ''
    const { rum, signedOn } = parsed.data
    return signedOn ? `${rum}, signé le ${dateInWords(signedOn)}` : `${rum}, abandonné`
  },
  read: async (tx, _keys, { targetId }) => {
    const found = await sql<{ rum: string; signedOn: string | null; isDraft: boolean }>`
      select rum, signed_on as "signedOn", state = 'DRAFT' as "isDraft" from mandate where id = ${targetId}`.execute(
      tx,
    )
    const [mandate] = found.rows
    if (!mandate || mandate.isDraft) return { signature: null }
    return { signature: { rum: mandate.rum, signedOn: mandate.signedOn } }
  },
  apply: async (tx, _keys, { targetId: mandateId, values, evidenceIds }, by) => {
    const { signedOn } = signature.parse(values['signature'])
    const evidenceId = evidenceIds.at(-1) ?? null
    await activateMandate(tx, { mandateId, signedOn: signedOn ?? '', evidenceId }, by)
  },
}
