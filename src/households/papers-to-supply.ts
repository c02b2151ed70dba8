import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'

/**
 * MISSING: never given. REFUSED: given, and not usable. EXPIRED: it was valid. EXPIRING: valid, and another is due
 * within thirty days. RECEIVED: the town hall looks at it. ACCEPTED: in order.
 */
export type PaperState = 'MISSING' | 'REFUSED' | 'EXPIRED' | 'EXPIRING' | 'RECEIVED' | 'ACCEPTED'

/** A paper that the town hall asks of a household, or of one of its children. */
export interface AskedPaper {
  readonly kind: string
  readonly label: string
  readonly help: string | null
  readonly childId: number | null
  readonly childRef: string | null
  readonly childFirstName: string | null
  /** Nothing is accepted without it. */
  readonly isBlocking: boolean
  /** The other parent's household does not see it. */
  readonly isPrivate: boolean
  readonly state: PaperState
  readonly validTo: Day | null
  readonly refusedBecause: string | null
  /** Activities that ask for it; none: it is asked of everybody. */
  readonly activities: readonly string[]
  /** The newest file, when the household may open one. */
  readonly ref: string | null
}

/** Thirty days before its end a paper is announced. */
export const announcedDays = 30

/** What is asked of a household on a day, the family's papers first, and where each stands. One statement. */
export async function papersToSupply(tx: Tx, householdId: number, day: Day): Promise<AskedPaper[]> {
  return (await paperRows(householdId, day).execute(tx)).rows
}

/** A paper that a family sends without being asked: of a kind that exists, of the household or of an own child. */
export async function offeredPaper(
  tx: Tx,
  { kind, childRef }: { readonly kind: string; readonly childRef: string | null },
): Promise<AskedPaper | undefined> {
  if (childRef !== null && !isRef(childRef)) return undefined
  const found = await sql<AskedPaper>`
    select k.code as kind, k.label, k.help, c.id as "childId", c.ref as "childRef", c.first_name as "childFirstName",
      false as "isBlocking", k.private_to_household as "isPrivate", 'MISSING' as state, null as "validTo",
      null as "refusedBecause", '{}'::text[] as activities, null as ref
    from evidence_kind k
    left join child c on c.ref = ${childRef}::uuid and c.erased_at is null
      and c.id = any ((select app.current_children_full())::bigint[])
    where k.code = ${kind} and not k.retired and (k.scope = 'CHILD') = (${childRef}::text is not null)
      and (c.id is not null or k.scope = 'FAMILY')`.execute(tx)
  return found.rows[0]
}

/** The same as a part of a larger statement. */
export function paperRows(householdId: number, day: Day) {
  return sql<AskedPaper>`
    select kind, label, help, child_id as "childId", child_ref as "childRef", first_name as "childFirstName",
           blocking as "isBlocking", is_private as "isPrivate", state, valid_to as "validTo",
           refused_because as "refusedBecause", activities, ref
    from app.asked_papers(${householdId}, ${day}::date, ${addDays(day, announcedDays)}::date)
    order by child_birth nulls first, child_id, place, label`
}

/** Is there something to do for the family? */
export function isToSupply({ state }: Pick<AskedPaper, 'state'>): boolean {
  return state !== 'ACCEPTED' && state !== 'RECEIVED'
}

export interface MissingPaper {
  readonly kind: string
  readonly label: string
  readonly childFirstName: string | null
}

/**
 * The blocking papers that a child's enrolment in an activity lacks: neither valid on the day nor given and waiting
 * for the town hall's eye. Empty: nothing stands in the way.
 */
export async function missingBlocking(
  tx: Tx,
  of: {
    readonly householdId: number
    readonly childId: number
    readonly activityId: number
    readonly day: Day
  },
): Promise<MissingPaper[]> {
  const found = await sql<MissingPaper>`
    select k.code as kind, k.label, case k.scope when 'CHILD' then c.first_name end as "childFirstName"
    from evidence_kind k
    join child c on c.id = ${of.childId}
    left join activity_evidence a on a.kind_id = k.id and a.activity_id = ${of.activityId}
    where not k.retired and (a.blocking or (a.kind_id is null and k.asked_of_all and k.blocking))
      and not exists (
        select 1 from evidence e
        where e.kind_id = k.id
          and (k.scope = 'FAMILY' and e.household_id = ${of.householdId} or k.scope = 'CHILD' and e.child_id = c.id)
          and (e.state = 'RECEIVED' or (e.state = 'ACCEPTED' and (e.valid_to is null or e.valid_to >= ${of.day}::date))))
    order by k.place, k.label`.execute(tx)
  return found.rows
}

/** A paper that the household gave or may see, newest first. */
export interface GivenPaper {
  readonly ref: string
  readonly kind: string
  readonly label: string
  readonly childFirstName: string | null
  readonly fileName: string
  readonly state: 'RECEIVED' | 'ACCEPTED' | 'REFUSED' | 'EXPIRED'
  readonly validTo: Day | null
  readonly refusedBecause: string | null
  readonly createdAt: Date
  readonly isOwn: boolean
}

/** Every paper of a household and, of its children's, those that both parents see. One statement. */
export async function evidenceOf(tx: Tx, householdId: number, day: Day): Promise<GivenPaper[]> {
  const found = await sql<GivenPaper>`
    select e.ref, k.code as kind, k.label, c.first_name as "childFirstName", e.file_name as "fileName",
           case when e.state = 'ACCEPTED' and e.valid_to < ${day}::date then 'EXPIRED' else e.state end as state,
           e.valid_to as "validTo", e.refused_because as "refusedBecause", e.created_at as "createdAt",
           e.household_id = ${householdId} as "isOwn"
    from evidence e
    join evidence_kind k on k.id = e.kind_id
    left join child c on c.id = e.child_id
    where e.blob_id is not null and (e.household_id = ${householdId}
      or (not e.private_to_household and e.child_id in (
        select child_id from household_child
        where household_id = ${householdId} and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date))))
    order by e.created_at desc, e.id desc
    limit 200`.execute(tx)
  return found.rows
}
