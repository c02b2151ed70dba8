import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { Refusal } from '../kernel/refusal.ts'

/** A paper that an activity asks for, by its kind's code. */
export interface ActivityPaper {
  readonly activity: string
  readonly kind: string
  /** Nobody enrols without it. */
  readonly isBlocking: boolean
}

/** Makes the papers of some activities those of the list. Refuses NOT_FOUND for a kind that is not known. */
export async function saveActivityPapers(
  tx: Tx,
  activityCodes: readonly string[],
  papers: readonly ActivityPaper[],
): Promise<void> {
  const unknown = await sql<{ kind: string }>`
    select kind from unnest(${papers.map((paper) => paper.kind)}::text[]) kind
    where kind not in (select code from evidence_kind where not retired)`.execute(tx)
  const [first] = unknown.rows
  if (first) throw new Refusal('NOT_FOUND', { paper: first.kind })
  await sql`
    delete from activity_evidence e using activity a, evidence_kind k
    where a.id = e.activity_id and k.id = e.kind_id and a.code = any(${activityCodes}::text[])
      and not exists (select from jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) f(activity text, kind text)
        where (f.activity, f.kind) = (a.code, k.code))`.execute(tx)
  await sql`
    insert into activity_evidence (activity_id, kind_id, blocking)
    select a.id, k.id, f."isBlocking"
    from jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) f(activity text, kind text, "isBlocking" boolean)
    join activity a on a.code = f.activity
    join evidence_kind k on k.code = f.kind
    on conflict (activity_id, kind_id) do update set blocking = excluded.blocking`.execute(tx)
}
