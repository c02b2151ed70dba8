import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { isRef } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { EnrolmentState } from './decide.ts'
import type { Saver } from './save-bookings.ts'

/** A request to enrol, as the family follows it. */
export interface EnrolmentRequestState {
  readonly id: number
  readonly ref: string
  readonly firstName: string
  readonly activity: string
  readonly state: EnrolmentState
  readonly requestedAt: Date
  readonly decidedAt: Date | null
  /** Of a refusal, in French. */
  readonly reason: string | null
}

/** What a family asked for, newest first; what was accepted without an officer is no request. One statement. */
export async function enrolmentRequestsOf(
  tx: Tx,
  householdId: number,
): Promise<EnrolmentRequestState[]> {
  return readRequests(
    tx,
    sql`e.household_id = ${householdId} and e.requested_by is not null
      and e.decided_by is distinct from 'automatic'`,
  )
}

/** One of them. Refuses NOT_FOUND. */
export async function enrolmentRequest(
  tx: Tx,
  householdId: number,
  ref: string,
): Promise<EnrolmentRequestState> {
  const [found] = isRef(ref)
    ? await readRequests(tx, sql`e.household_id = ${householdId} and e.ref = ${ref}::uuid`)
    : []
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

async function readRequests(
  tx: Tx,
  condition: ReturnType<typeof sql>,
): Promise<EnrolmentRequestState[]> {
  const found = await sql<EnrolmentRequestState>`
    select e.id, e.ref, c.first_name as "firstName", a.name as activity, e.state, e.requested_at as "requestedAt",
      e.decided_at as "decidedAt", e.reason
    from enrolment e
    join child c on c.id = e.child_id
    join activity a on a.id = e.activity_id
    where ${condition}
    order by e.requested_at desc, e.id desc`.execute(tx)
  return found.rows
}

/** Withdraws a request, or leaves the waiting list of a season. Refuses NOT_FOUND, UNCHANGEABLE once it is decided. */
export async function withdrawRequest(
  tx: Tx,
  householdId: number,
  ref: string,
  { now, person, formKey, answerTo }: Omit<Saver, 'place'>,
): Promise<{ repeatOf: string | null }> {
  const repeatOf = await useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf }
  await enrolmentRequest(tx, householdId, ref)
  // The counter before the entry and the enrolment: the order of the job of the lists.
  await sql`
    select app.enrolment_places_left(array[group_id], period_id) from enrolment
    where household_id = ${householdId} and ref = ${ref}::uuid`.execute(tx)
  await sql`
    update waiting_entry set state = 'WITHDRAWN', closed_at = ${now}
    where state in ('WAITING', 'OFFERED')
      and enrolment_id = (select id from enrolment where household_id = ${householdId} and ref = ${ref}::uuid)`.execute(
    tx,
  )
  const withdrawn = await sql`
    update enrolment set state = 'CANCELLED', decided_at = ${now}, decided_by = ${person.login}
    where household_id = ${householdId} and ref = ${ref}::uuid and state in ('REQUESTED', 'WAITING')`.execute(
    tx,
  )
  if (withdrawn.numAffectedRows === 0n) throw new Refusal('UNCHANGEABLE')
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: person.login,
    action: 'enrolment.withdraw',
    subject: 'enrolment',
    householdId,
  })
  return { repeatOf: null }
}
