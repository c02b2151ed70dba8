import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export type EnrolmentState = 'REQUESTED' | 'ACCEPTED' | 'WAITING' | 'REFUSED' | 'CANCELLED'

/** An enrolment as an officer lists it. */
export interface ListedEnrolment {
  readonly id: number
  readonly state: EnrolmentState
  readonly fileNumber: number
  readonly child: string
  readonly birthDate: Day
  readonly activity: string
  readonly group: string
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly requestedAt: Date
}

export interface EnrolmentFilter {
  readonly states: readonly EnrolmentState[]
  /** Null: every activity. */
  readonly activityCode: string | null
  readonly limit: number
}

/** Enrolments in the order in which they were asked for; one statement. */
export async function listEnrolments(
  tx: Tx,
  { states, activityCode, limit }: EnrolmentFilter,
): Promise<ListedEnrolment[]> {
  const read = await sql<ListedEnrolment>`
    select e.id, e.state, h.file_number as "fileNumber", c.first_name || ' ' || c.last_name as child,
      c.birth_date as "birthDate", a.code as activity, g.name as "group", e.valid_from as "validFrom",
      e.valid_to as "validTo", e.requested_at as "requestedAt"
    from enrolment e
    join household h on h.id = e.household_id
    join child c on c.id = e.child_id
    join activity a on a.id = e.activity_id
    join activity_group g on g.id = e.group_id
    where e.state = any(${states}::text[]) and (${activityCode}::text is null or lower(a.code) = lower(${activityCode}))
    order by e.requested_at, e.id
    limit ${limit}`.execute(tx)
  return read.rows
}

export interface Decision {
  /** Null: accepted. */
  readonly refusedBecause: string | null
  readonly now: Date
  readonly actor: string
}

/**
 * An officer accepts or refuses requests. Refuses NOT_FOUND when one of them does not exist, UNCHANGEABLE when it has
 * been decided already: then nothing is decided.
 */
export async function decideEnrolments(
  tx: Tx,
  ids: readonly number[],
  { refusedBecause, now, actor }: Decision,
): Promise<void> {
  const found = await sql<{ id: number; state: EnrolmentState; household_id: number }>`
    select id, state, household_id from enrolment where id = any(${ids}::bigint[]) order by id for update`.execute(
    tx,
  )
  const missing = ids.find((id) => !found.rows.some((row) => row.id === id))
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { enrolment: missing })
  const decided = found.rows.find((row) => row.state !== 'REQUESTED' && row.state !== 'WAITING')
  if (decided) throw new Refusal('UNCHANGEABLE', { enrolment: decided.id, state: decided.state })
  const state = refusedBecause === null ? 'ACCEPTED' : 'REFUSED'
  await sql`
    update enrolment set state = ${state}, decided_at = ${now}, decided_by = ${actor}, reason = ${refusedBecause}
    where id = any(${ids}::bigint[])`.execute(tx)
  await recordAll(
    tx,
    found.rows.map((row) => ({
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: state === 'ACCEPTED' ? 'enrolment.accept' : 'enrolment.refuse',
      subject: 'enrolment',
      subjectId: row.id,
      householdId: row.household_id,
    })),
  )
}
