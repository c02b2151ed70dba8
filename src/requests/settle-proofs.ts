import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { acceptEvidence, dropScan, refuseEvidence } from '../households/evidence.ts'

/** Once an officer has compared it with what was typed, the scan of a tax notice is not kept (domain.md §2.2). */
const onlySeen = 'TAX_NOTICE'

/** Papers of a request that nobody has looked at yet: taken with what they prove, or refused for the same reason. */
export async function settleProofs(
  tx: Tx,
  {
    requestId,
    refusedBecause,
  }: { readonly requestId: number; readonly refusedBecause: string | null },
  by: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const found = await sql<{ ref: string; kind: string }>`
    select e.ref, k.code as kind
    from change_proof p join evidence e on e.id = p.evidence_id join evidence_kind k on k.id = e.kind_id
    where p.request_id = ${requestId} and e.state = 'RECEIVED' order by e.id`.execute(tx)
  for (const { ref, kind } of found.rows) {
    if (refusedBecause !== null) await refuseEvidence(tx, ref, { ...by, because: refusedBecause })
    else await acceptEvidence(tx, ref, by)
    if (kind === onlySeen) await dropScan(tx, ref)
  }
}

/** Ids of the papers of a request. */
export async function proofsOf(tx: Tx, requestId: number): Promise<number[]> {
  const found = await sql<{ id: number }>`
    select evidence_id as id from change_proof where request_id = ${requestId} order by evidence_id`.execute(
    tx,
  )
  return found.rows.map(({ id }) => id)
}
