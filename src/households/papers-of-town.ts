import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { announcedDays, type PaperState } from './papers-to-supply.ts'

/** A paper that a family owes the town hall. */
export interface OwedPaper {
  readonly householdId: number
  readonly fileNumber: number
  readonly family: string
  readonly child: string | null
  readonly childId: number | null
  readonly kind: string
  readonly label: string
  readonly state: PaperState
  readonly isBlocking: boolean
  readonly validTo: Day | null
}

/** Every family's papers that are missing, refused, expired or about to be, by family. One statement. */
export async function owedPapers(
  tx: Tx,
  { day, activity }: { readonly day: Day; readonly activity?: string },
): Promise<OwedPaper[]> {
  const found = await sql<OwedPaper>`
    select h.id as "householdId", h.file_number as "fileNumber", h.name as family, p.first_name as child,
           p.child_id as "childId", p.kind, p.label, p.state, p.blocking as "isBlocking", p.valid_to as "validTo"
    from household h
    cross join lateral app.asked_papers(h.id, ${day}::date, ${addDays(day, announcedDays)}::date) p
    where h.closed_on is null and h.erased_at is null and p.state not in ('ACCEPTED', 'RECEIVED')
      and (${activity ?? null}::text is null or exists (
        select 1 from activity_evidence ae
        join activity a on a.id = ae.activity_id join evidence_kind k on k.id = ae.kind_id
        where a.code = ${activity ?? null} and k.code = p.kind and a.name = any (p.activities)))
    order by h.sort_name, h.id, p.child_birth nulls first, p.place`.execute(tx)
  return found.rows
}

/** A paper that waits for the town hall's eye, oldest first. */
export interface WaitingPaper {
  readonly ref: string
  readonly kind: string
  readonly label: string
  readonly family: string
  readonly fileNumber: number
  readonly child: string | null
  readonly fileName: string
  readonly createdAt: Date
}

export async function waitingPapers(tx: Tx, limit = 500): Promise<WaitingPaper[]> {
  const found = await sql<WaitingPaper>`
    select e.ref, k.code as kind, k.label, h.name as family, h.file_number as "fileNumber", c.first_name as child,
           e.file_name as "fileName", e.created_at as "createdAt"
    from evidence e
    join evidence_kind k on k.id = e.kind_id
    join household h on h.id = e.household_id
    left join child c on c.id = e.child_id
    where e.state = 'RECEIVED'
      and not exists (
        select 1 from change_proof p join change_request r on r.id = p.request_id
        where p.evidence_id = e.id and r.state = 'PENDING')
    order by e.created_at, e.id limit ${limit}`.execute(tx)
  return found.rows
}

/** What is asked, as `preau documents kinds` lists it. */
export interface PaperKind {
  readonly code: string
  readonly label: string
  readonly scope: 'FAMILY' | 'CHILD'
  readonly valid: string
  readonly askedOf: string
  readonly isBlocking: boolean
  readonly isPrivate: boolean
}

export async function paperKinds(tx: Tx): Promise<PaperKind[]> {
  const found = await sql<PaperKind>`
    select k.code, k.label, k.scope, k.blocking as "isBlocking", k.private_to_household as "isPrivate",
      case k.validity when 'DURATION' then k.months || ' months' when 'FIXED_DATE' then 'until ' || k.fixed_day
        else 'for good' end as valid,
      case when k.asked_of_all then 'everybody' else coalesce((
        select string_agg(a.code || case when ae.blocking then ' (blocking)' else '' end, ', ' order by a.code)
        from activity_evidence ae join activity a on a.id = ae.activity_id where ae.kind_id = k.id), 'nobody') end as "askedOf"
    from evidence_kind k where not k.retired order by k.place, k.code`.execute(tx)
  return found.rows
}
