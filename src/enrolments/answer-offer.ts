import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { overdueCents } from './overdue.ts'
import type { Saver } from './save-bookings.ts'

interface Held {
  readonly id: number
  readonly child_id: number
  readonly group_id: number
  readonly unit_id: number | null
  readonly day: Day | null
  readonly period_id: number | null
  readonly enrolment_id: number | null
  readonly state: 'WAITING' | 'OFFERED'
}

export interface Answered {
  readonly repeatOf: string | null
  /** The day that is booked now; null: a season, or nothing. */
  readonly day: Day | null
}

type Answerer = Omit<Saver, 'place'>

/** Takes the place that is offered. Refuses NOT_FOUND, OFFER_OVER, and UNPAID as any booking. */
export async function takeOffer(
  tx: Tx,
  householdId: number,
  ref: string,
  by: Answerer,
): Promise<Answered> {
  const repeatOf = await repeated(tx, by)
  if (repeatOf !== null) return { repeatOf, day: null }
  const entry = await lockEntry(tx, householdId, ref)
  await refuseDebt(tx, householdId, entry, by.now)
  const taken = await sql`
    update waiting_entry set state = 'TAKEN', closed_at = ${by.now}
    where id = ${entry.id} and state = 'OFFERED' and offer_ends_at > ${by.now}`.execute(tx)
  if (taken.numAffectedRows === 0n) throw new Refusal('OFFER_OVER')
  const done = await (entry.day === null
    ? acceptSeason(tx, entry, by)
    : bookDay(tx, householdId, entry, by))
  if (!done) throw new Refusal('OFFER_OVER')
  await recordAnswer(tx, householdId, entry, { action: 'waiting.take', by })
  return { repeatOf: null, day: entry.day }
}

/** Gives back an offer or leaves the list; the next in line is offered the place. Refuses NOT_FOUND and OFFER_OVER. */
export async function leaveWaitingList(
  tx: Tx,
  householdId: number,
  ref: string,
  by: Answerer,
): Promise<Answered> {
  const repeatOf = await repeated(tx, by)
  if (repeatOf !== null) return { repeatOf, day: null }
  const entry = await lockEntry(tx, householdId, ref)
  await sql`
    update waiting_entry
    set state = case state when 'OFFERED' then 'DECLINED' else 'WITHDRAWN' end, closed_at = ${by.now}
    where id = ${entry.id}`.execute(tx)
  if (entry.enrolment_id !== null) {
    await sql`
      update enrolment set state = 'CANCELLED', decided_at = ${by.now}, decided_by = ${by.person.login}
      where id = ${entry.enrolment_id} and state = 'WAITING'`.execute(tx)
  }
  const action = entry.state === 'OFFERED' ? 'waiting.decline' : 'waiting.leave'
  await recordAnswer(tx, householdId, entry, { action, by })
  return { repeatOf: null, day: null }
}

function repeated(tx: Tx, { formKey, answerTo, now, person }: Answerer): Promise<string | null> {
  return useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
}

async function refuseDebt(tx: Tx, householdId: number, entry: Held, now: Date): Promise<void> {
  const found = await sql`
    select from household h, activity_group g join activity a on a.id = g.activity_id
    where h.id = ${householdId} and g.id = ${entry.group_id}
      and ${overdueCents(dayOf(now))} > (a.conditions -> 'unpaidAboveCents')::int`.execute(tx)
  if (found.rows.length > 0) throw new Refusal('UNPAID')
}

/** The day and the counter of its places before the entry: the order in which the job of the lists locks them. */
async function lockEntry(tx: Tx, householdId: number, ref: string): Promise<Held> {
  if (!isRef(ref)) throw new Refusal('NOT_FOUND')
  const found = await readEntry(tx, householdId, ref)
  if (found.day === null) {
    await sql`select from app.enrolment_places_left(${[found.group_id]}::int[], ${found.period_id})`.execute(
      tx,
    )
  } else {
    await sql`
      select from app.hold_days(${[found.group_id]}::int[], ${[found.unit_id]}::int[], ${[found.day]}::date[])`.execute(
      tx,
    )
  }
  return readEntry(tx, householdId, ref)
}

async function readEntry(tx: Tx, householdId: number, ref: string): Promise<Held> {
  const found = await sql<Held>`
    select id, child_id, group_id, unit_id, day, period_id, enrolment_id, state from waiting_entry
    where household_id = ${householdId} and ref = ${ref}::uuid`.execute(tx)
  const [entry] = found.rows
  if (!entry) throw new Refusal('NOT_FOUND')
  if (entry.state !== 'WAITING' && entry.state !== 'OFFERED') throw new Refusal('OFFER_OVER')
  return entry
}

/** Under a receipt of its own. False: the child is no longer enrolled, or the other household holds the day. */
async function bookDay(
  tx: Tx,
  householdId: number,
  entry: Held,
  { now, person }: Answerer,
): Promise<boolean> {
  const booked = await sql`
    with receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, person_id, channel, at)
      values (${householdId}, 'PARENT', ${person.login}, ${person.id}, 'OFFER', ${now})
      returning id
    )
    insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id, changed_at)
    select ${entry.child_id}::bigint, ${entry.unit_id}::int, ${entry.day}::date, ${householdId}::bigint,
           ${entry.group_id}::int, 'BOOKED', receipt.id, ${now}
    from receipt
    where exists (select from enrolment e
      where e.child_id = ${entry.child_id} and e.household_id = ${householdId} and e.group_id = ${entry.group_id}
        and e.state = 'ACCEPTED' and ${entry.day} between e.valid_from and coalesce(e.valid_to, 'infinity'))
    on conflict (child_id, day, unit_id) do update
    set household_id = excluded.household_id, group_id = excluded.group_id, state = 'BOOKED', kind = 'REGULAR',
        receipt_id = excluded.receipt_id, changed_at = excluded.changed_at
    where booking.state = 'CANCELLED'`.execute(tx)
  return booked.numAffectedRows === 1n
}

/** False: the season is over, or the officer has decided meanwhile. */
async function acceptSeason(tx: Tx, entry: Held, { now }: Answerer): Promise<boolean> {
  const today = dayOf(now)
  const accepted = await sql`
    update enrolment set state = 'ACCEPTED', decided_at = ${now}, decided_by = 'waiting-list',
      valid_from = greatest(valid_from, ${today}::date)
    where id = ${entry.enrolment_id} and state = 'WAITING'
      and (valid_to is null or valid_to >= ${today}::date)`.execute(tx)
  return accepted.numAffectedRows === 1n
}

async function recordAnswer(
  tx: Tx,
  householdId: number,
  entry: Held,
  { action, by }: { action: string; by: Answerer },
): Promise<void> {
  await record(tx, {
    at: by.now,
    actorKind: 'PARENT',
    actor: by.person.login,
    action,
    subject: 'waiting_entry',
    subjectId: entry.id,
    householdId,
  })
}
