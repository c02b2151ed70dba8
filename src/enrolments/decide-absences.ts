import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { notify } from '../messages/notify.ts'
import type { AbsenceKind } from './attendance-model.ts'

/** An absence as an officer lists it. */
export interface ListedAbsence {
  readonly id: number
  readonly state: 'DECLARED' | 'EXCUSED' | 'UNEXCUSED' | 'WITHDRAWN'
  readonly fileNumber: number
  readonly child: string
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
  readonly certificate: 'HERE' | 'AWAITED' | 'LATE' | 'NONE'
  readonly certificateDueOn: Day | null
  /** After the limit that the activity sets. */
  readonly declaredLate: boolean
  /** Booked units that the decision is about. */
  readonly units: number
}

export interface AbsenceFilter {
  /** Null: those that wait for a decision, that is declared ones with something still booked. */
  readonly states: readonly ListedAbsence['state'][] | null
  readonly now: Date
  readonly limit: number
}

/** Absences in the order of their days; one statement. */
export async function listAbsences(
  tx: Tx,
  { states, now, limit }: AbsenceFilter,
): Promise<ListedAbsence[]> {
  const read = await sql<ListedAbsence>`
    select x.id, x.state, h.file_number as "fileNumber", c.first_name || ' ' || c.last_name as child,
      x.first_day as "firstDay", x.last_day as "lastDay", x.kind, x.certificate_due_on as "certificateDueOn",
      case when x.certificate_at is not null then 'HERE' when x.certificate_due_on is null then 'NONE'
           when x.certificate_due_on < ${dayOf(now)} then 'LATE' else 'AWAITED' end as certificate,
      x.declared_late as "declaredLate", booked.units
    from absence x
    join household h on h.id = x.household_id
    join child c on c.id = x.child_id
    cross join lateral (
      select count(*)::int as units
      from booking b join unit u on u.id = b.unit_id
      where b.child_id = x.child_id and b.day between x.first_day and x.last_day and b.state = 'BOOKED'
        and (x.activity_id is null or x.activity_id = u.activity_id)) booked
    where case when ${states}::text[] is null then x.state = 'DECLARED' and booked.units > 0
               else x.state = any(${states}::text[]) end
    order by x.first_day, x.id
    limit ${limit}`.execute(tx)
  return read.rows
}

export interface AbsenceDecision {
  /** Null: excused. Otherwise the reason that the family reads. */
  readonly refusedBecause: string | null
  readonly now: Date
  readonly actor: string
}

/**
 * An officer excuses absences or refuses to. Refuses NOT_FOUND, and UNCHANGEABLE when the family withdrew one: then
 * nothing is decided. A decision may be taken back: the next bill carries the difference.
 */
export async function decideAbsences(
  tx: Tx,
  ids: readonly number[],
  { refusedBecause, now, actor }: AbsenceDecision,
): Promise<void> {
  const found = await sql<DecidedAbsence & { state: string }>`
    select id, ref, state, household_id as "householdId" from absence
    where id = any(${ids}::bigint[]) order by id for update`.execute(tx)
  const missing = ids.find((id) => !found.rows.some((row) => row.id === id))
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { absence: missing })
  const gone = found.rows.find((row) => row.state === 'WITHDRAWN')
  if (gone) throw new Refusal('UNCHANGEABLE', { absence: gone.id, state: gone.state })
  const state = refusedBecause === null ? 'EXCUSED' : 'UNEXCUSED'
  await sql`
    update absence set state = ${state}, decided_at = ${now}, decided_by = ${actor}, reason = ${refusedBecause}
    where id = any(${ids}::bigint[])`.execute(tx)
  await recordAll(
    tx,
    found.rows.map((row) => ({
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: state === 'EXCUSED' ? 'absence.excuse' : 'absence.refuse',
      subject: 'absence',
      subjectId: row.id,
      householdId: row.householdId,
    })),
  )
  await tellFamilies(tx, found.rows, now)
}

interface DecidedAbsence {
  readonly id: number
  readonly ref: string
  readonly householdId: number
}

async function tellFamilies(tx: Tx, decided: readonly DecidedAbsence[], now: Date): Promise<void> {
  const notices = decided.map(({ id, ref, householdId }) => ({
    kind: 'ABSENCE' as const,
    householdId,
    dedupeKey: `absence:${id}:${now.toISOString()}`,
    link: { page: 'absence' as const, ref },
    aboutId: id,
  }))
  await notify(tx, notices, { now })
}

const lateReason =
  'Le justificatif n’est pas arrivé dans les délais. Écrivez à la mairie si vous l’avez encore.'

/** Absences whose paper did not come in time stay billed. Returns how many. Safe to run twice. */
export async function closeLateAbsences(tx: Tx, now: Date): Promise<number> {
  const closed = await sql<DecidedAbsence>`
    update absence set state = 'UNEXCUSED', decided_at = ${now}, decided_by = 'close-absences', reason = ${lateReason}
    where state = 'DECLARED' and certificate_at is null and certificate_due_on < ${dayOf(now)}
    returning id, ref, household_id as "householdId"`.execute(tx)
  await recordAll(
    tx,
    closed.rows.map(({ id, householdId }) => ({
      at: now,
      actorKind: 'SYSTEM',
      actor: 'close-absences',
      action: 'absence.refuse',
      subject: 'absence',
      subjectId: id,
      householdId,
    })),
  )
  await tellFamilies(tx, closed.rows, now)
  return closed.rows.length
}
