import type { Tx } from '../db/connect.ts'
import { acceptEvidence, refuseEvidence, type DecidedPaper } from '../households/evidence.ts'
import { notify } from '../messages/notify.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

/** The town hall takes a paper: the family sees it on its page, and is not disturbed. */
export function takePaper(
  tx: Tx,
  ref: string,
  by: By & { readonly until?: string },
): Promise<DecidedPaper> {
  return acceptEvidence(tx, ref, by)
}

/** The town hall asks for another one, and the family is told in the same transaction. */
export async function turnDownPaper(
  tx: Tx,
  ref: string,
  by: By & { readonly because: string },
): Promise<DecidedPaper> {
  const paper = await refuseEvidence(tx, ref, by)
  await notify(
    tx,
    {
      kind: 'EVIDENCE',
      householdId: paper.householdId,
      dedupeKey: `evidence:${paper.id}:refused`,
      link: { page: 'papers' },
    },
    { now: by.now },
  )
  return paper
}
