import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { notify } from '../messages/notify.ts'

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
 * been decided already, GROUP_FULL when there are fewer places than are accepted: then nothing is decided. Who is
 * accepted or refused no longer waits.
 */
export async function decideEnrolments(
  tx: Tx,
  ids: readonly number[],
  { refusedBecause, now, actor }: Decision,
): Promise<void> {
  if (refusedBecause === null) await refuseWithoutPlaces(tx, ids)
  const found = await sql<{
    id: number
    state: EnrolmentState
    household_id: number
    activity: string
  }>`
    select e.id, e.state, e.household_id, a.name as activity
    from enrolment e join activity a on a.id = e.activity_id
    where e.id = any(${ids}::bigint[]) order by e.id for update of e`.execute(tx)
  const missing = ids.find((id) => !found.rows.some((row) => row.id === id))
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { enrolment: missing })
  const decided = found.rows.find((row) => row.state !== 'REQUESTED' && row.state !== 'WAITING')
  if (decided) throw new Refusal('UNCHANGEABLE', { enrolment: decided.id, state: decided.state })
  const state = refusedBecause === null ? 'ACCEPTED' : 'REFUSED'
  await closeWaiting(tx, ids, refusedBecause === null ? 'TAKEN' : 'WITHDRAWN', now)
  await sql`
    update enrolment set state = ${state}, decided_at = ${now}, decided_by = ${actor}, reason = ${refusedBecause}
    where id = any(${ids}::bigint[])`.execute(tx)
  await notify(
    tx,
    found.rows.map((row) => ({
      kind: 'REQUEST',
      dedupeKey: `enrolment:${row.id}`,
      link: { page: 'enrolments' },
      householdId: row.household_id,
      aboutId: row.id,
      detail: row.activity,
    })),
    { now },
  )
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

/** Locks the counters of the groups and counts: an offer that is out has its place already. */
async function refuseWithoutPlaces(tx: Tx, ids: readonly number[]): Promise<void> {
  await sql`
    select from capacity_enrolment
    where (group_id, period_id) in (select group_id, period_id from enrolment where id = any(${ids}::bigint[]))
    order by group_id, period_id for update`.execute(tx)
  const full = await sql<{ name: string; left: number }>`
    select g.name, c.places + c.overbooked - c.taken - c.held as left
    from enrolment e
    join capacity_enrolment c using (group_id, period_id)
    join activity_group g on g.id = e.group_id
    where e.id = any(${ids}::bigint[]) and e.state in ('REQUESTED', 'WAITING')
      and not exists (select from waiting_entry w where w.enrolment_id = e.id and w.state = 'OFFERED')
    group by g.id, c.group_id, c.period_id
    having count(*) > c.places + c.overbooked - c.taken - c.held`.execute(tx)
  const [first] = full.rows
  if (first) throw new Refusal('GROUP_FULL', { group: first.name, places: Math.max(first.left, 0) })
}

async function closeWaiting(
  tx: Tx,
  enrolmentIds: readonly number[],
  state: 'TAKEN' | 'WITHDRAWN',
  now: Date,
): Promise<void> {
  await sql`
    update waiting_entry set state = ${state}, closed_at = ${now}
    where enrolment_id = any(${enrolmentIds}::bigint[]) and state in ('WAITING', 'OFFERED')`.execute(
    tx,
  )
}
