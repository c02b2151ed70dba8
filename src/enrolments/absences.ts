import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { AcceptedFile } from '../files/accept-upload.ts'
import { storeFile } from '../files/blobs.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { AbsenceKind } from './attendance-model.ts'

/** A declared absence as its family reads it. */
export interface FamilyAbsence {
  readonly id: number
  readonly ref: string
  readonly childId: number
  readonly firstName: string
  /** 1 for the eldest of the family: gives the colour. */
  readonly place: number
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
  readonly state: 'DECLARED' | 'EXCUSED' | 'UNEXCUSED' | 'WITHDRAWN'
  readonly declaredAt: Date
  readonly certificateDueOn: Day | null
  readonly hasCertificate: boolean
  /** After the limit that the activity sets. */
  readonly declaredLate: boolean
  /** What the town hall wrote. */
  readonly reason: string | null
  /** Days and services that are still booked by this household: what the decision is about. */
  readonly kept: readonly { readonly day: Day; readonly label: string }[]
  /** False: the child's other household declared it. */
  readonly mine: boolean
}

/** The absences of a household's children, newest first; one statement. */
export async function absencesOf(
  tx: Tx,
  householdId: number,
  since: Day,
): Promise<FamilyAbsence[]> {
  return readAbsences(tx, householdId, sql`x.last_day >= ${since}`)
}

/** One of them, withdrawn ones too; null when it is not this household's to see. */
export async function absenceOf(
  tx: Tx,
  householdId: number,
  ref: string,
): Promise<FamilyAbsence | null> {
  const [found] = await readAbsences(tx, householdId, sql`x.ref = ${ref}`)
  return found ?? null
}

async function readAbsences(
  tx: Tx,
  householdId: number,
  condition: ReturnType<typeof sql>,
): Promise<FamilyAbsence[]> {
  const read = await sql<FamilyAbsence>`
    with kid as materialized (
      select c.id, c.first_name, row_number() over (order by c.birth_date, c.id)::int as place
      from child c
      where c.id in (select child_id from household_child where household_id = ${householdId})
    )
    select x.id, x.ref, x.child_id as "childId", kid.first_name as "firstName", kid.place,
           x.first_day as "firstDay", x.last_day as "lastDay", x.kind, x.state, x.declared_at as "declaredAt",
           x.certificate_due_on as "certificateDueOn", x.certificate_at is not null as "hasCertificate",
           x.declared_late as "declaredLate", x.reason,
           x.household_id = ${householdId} as mine,
           coalesce((
             select jsonb_agg(jsonb_build_object('day', b.day, 'label', case
                      when (select count(*) from unit same where same.activity_id = a.id) = 1 then a.name else u.label end)
                    order by b.day, u.from_time, u.position)
             from booking b
             join unit u on u.id = b.unit_id
             join activity a on a.id = u.activity_id
             where b.child_id = x.child_id and b.day between x.first_day and x.last_day
               and b.state = 'BOOKED' and b.household_id = ${householdId}
               and (x.activity_id is null or x.activity_id = a.id)), '[]') as kept
    from absence x
    join kid on kid.id = x.child_id
    where ${condition}
    order by x.first_day desc, x.id desc`.execute(tx)
  return read.rows
}

export interface AbsenceChanger {
  readonly now: Date
  readonly login: string
}

/** Takes a declaration back. Days that were given back stay free: they are booked again in the calendar. */
export async function withdrawAbsence(
  tx: Tx,
  householdId: number,
  absence: FamilyAbsence,
  changer: AbsenceChanger,
): Promise<void> {
  if (absence.state !== 'DECLARED' || !absence.mine) throw new Refusal('ABSENCE_DECIDED')
  const withdrawn = await sql`
    update absence set state = 'WITHDRAWN'
    where id = ${absence.id} and household_id = ${householdId} and state = 'DECLARED'`.execute(tx)
  // the town hall was quicker
  if (withdrawn.numAffectedRows === 0n) throw new Refusal('ABSENCE_DECIDED')
  await note(tx, householdId, { absence, action: 'absence.withdraw', ...changer })
}

/** Keeps an accepted file with the absence, sealed, in place of an earlier one. Refused once the town hall has decided. */
export async function attachCertificate(
  tx: Tx,
  householdId: number,
  { absence, file, keys }: { absence: FamilyAbsence; file: AcceptedFile; keys: Keys },
  changer: AbsenceChanger,
): Promise<void> {
  if (absence.state !== 'DECLARED' || !absence.mine) throw new Refusal('ABSENCE_DECIDED')
  const owner = { subject: 'FAMILY', subjectId: householdId } as const
  const blobId = await storeFile(tx, keys, { ...file, owner, now: changer.now })
  const attached = await sql`
    update absence set certificate_blob_id = ${blobId}, certificate_at = ${changer.now}
    where id = ${absence.id} and household_id = ${householdId} and state = 'DECLARED'`.execute(tx)
  if (attached.numAffectedRows === 0n) throw new Refusal('ABSENCE_DECIDED')
  await note(tx, householdId, { absence, action: 'absence.certificate', ...changer })
}

async function note(
  tx: Tx,
  householdId: number,
  { absence, action, now, login }: AbsenceChanger & { absence: FamilyAbsence; action: string },
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: login,
    action,
    subject: 'absence',
    subjectId: absence.id,
    householdId,
  })
}
