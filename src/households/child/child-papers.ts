import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { papersToSupply, type AskedPaper } from '../papers-to-supply.ts'

/** A paper of a child: asked of the family, or given by itself. */
export type ChildPaper = Pick<
  AskedPaper,
  'kind' | 'label' | 'state' | 'validTo' | 'refusedBecause' | 'ref'
>

/** What is asked for a child and where it stands, then the newest of each kind that was given unasked. Two statements. */
export async function papersOfChild(
  tx: Tx,
  { householdId, childId }: { readonly householdId: number; readonly childId: number },
  day: Day,
): Promise<ChildPaper[]> {
  const asked = await papersToSupply(tx, householdId, day)
  const given = await sql<ChildPaper>`
    select distinct on (k.place, k.id) k.code as kind, k.label,
      case when e.state = 'ACCEPTED' and e.valid_to < ${day}::date then 'EXPIRED' else e.state end as state,
      e.valid_to as "validTo", e.refused_because as "refusedBecause", e.ref
    from evidence e join evidence_kind k on k.id = e.kind_id
    where e.child_id = ${childId} and e.blob_id is not null
      and (not e.private_to_household or e.household_id = ${householdId})
    order by k.place, k.id, e.created_at desc, e.id desc`.execute(tx)
  const ofChild = asked.filter((paper) => paper.childId === childId)
  const kinds = new Set(ofChild.map(({ kind }) => kind))
  return [...ofChild, ...given.rows.filter(({ kind }) => !kinds.has(kind))]
}
