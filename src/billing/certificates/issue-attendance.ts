import { sql } from 'kysely'
import { recordAll } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { waitForLock } from '../../db/locks.ts'
import { post } from '../../db/outbox.ts'
import { announceDocuments } from '../../files/documents.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import { payersOf } from '../payers.ts'
import { attendanceFileName, attendanceTitle, type AttendanceSnapshot } from './attendance-paper.ts'
import { communeOnCertificate } from './issue-tax.ts'

interface Asked {
  readonly childRef: string
  readonly from: Day
  readonly to: Day
  /** The family that gets it, by its file number; else the child's first one. */
  readonly fileNumber?: number
}

interface Attended {
  readonly childId: number
  readonly householdId: number
  readonly name: string
  readonly birthDate: Day
  readonly activities: AttendanceSnapshot['activities']
}

export interface IssuedAs {
  readonly number: string
  readonly child: string
  readonly days: readonly { readonly name: string; readonly days: number }[]
}

/**
 * Issues a certificate of the days on which a child was there, as the teams recorded them: numbered AP-YYYY-n without
 * gaps, announced under « Documents » and rendered by a job. Throws NOT_FOUND without a child, a family or a day.
 */
export async function issueAttendanceCertificate(
  tx: Tx,
  settings: Settings,
  asked: Asked,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<IssuedAs> {
  const issuedOn = dayOf(now)
  await waitForLock(tx, 'preau.certificates.attendance')
  const attended = await daysAttended(tx, asked, issuedOn)
  if (!attended || attended.activities.length === 0) throw new Refusal('NOT_FOUND')
  const { childId, householdId, name, birthDate, activities } = attended
  const payers = await payersOf(tx, [householdId], issuedOn)
  const year = Number(issuedOn.slice(0, 4))
  const place = await nextPlace(tx, { year, householdId, childId })
  const number = `AP-${year}-${place.number}`
  const snapshot: AttendanceSnapshot = {
    commune: communeOnCertificate(settings),
    number,
    payer: payers.get(householdId)?.lines ?? [],
    child: { name, birthDate },
    from: asked.from,
    to: asked.to,
    activities,
  }
  const text = JSON.stringify(snapshot)
  const written = await sql<{ id: number }>`
    insert into certificate (household_id, kind, year, version, number, child_id, snapshot, snapshot_sha256, issued_on)
    values (${householdId}, 'ATTENDANCE', ${year}, ${place.version}, ${number}, ${childId}, ${text}::jsonb,
            app.snapshot_hash(${text}::jsonb), ${issuedOn})
    returning id`.execute(tx)
  const sourceId = written.rows[0]?.id ?? 0
  const [fileName, title] = [attendanceFileName(number), attendanceTitle(snapshot.child)]
  const kind = 'ATTENDANCE_CERTIFICATE'
  await announceDocuments(tx, [{ householdId, kind, sourceId, fileName, title }], now)
  const payload = { attendanceId: sourceId }
  const dedupeKey = `attendance:${sourceId}`
  await post(tx, now, [{ topic: 'certificate.render', payload, dedupeKey, householdId }])
  await recordAll(tx, [
    {
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: 'certificate.issue',
      subject: 'certificate',
      subjectId: sourceId,
      householdId,
    },
  ])
  return { number, child: name, days: activities }
}

async function daysAttended(
  tx: Tx,
  { childRef, from, to, fileNumber }: Asked,
  today: Day,
): Promise<Attended | null> {
  const found = await sql<Attended>`
    select c.id as "childId", m.household_id as "householdId", c.first_name || ' ' || coalesce(c.usual_name, c.last_name) as name,
           c.birth_date as "birthDate",
           coalesce((
             select jsonb_agg(to_jsonb(one) order by one.days desc, one.name, one."group") from (
               select a.name, g.name as "group", count(distinct t.day)::int as days
               from attendance t
               join activity_group g on g.id = t.group_id
               join activity a on a.id = g.activity_id
               where t.child_id = c.id and t.state = 'PRESENT' and t.day between ${from}::date and ${to}::date
               group by a.id, g.id
             ) one), '[]'::jsonb) as activities
    from child c
    join household_child m on m.child_id = c.id
      and m.valid_from <= ${today}::date and (m.valid_to is null or m.valid_to >= ${today}::date)
    join household h on h.id = m.household_id
    where c.ref = ${childRef}::uuid and c.erased_at is null
      and (${fileNumber ?? null}::int is null or h.file_number = ${fileNumber ?? null}::int)
    order by m.slot limit 1`.execute(tx)
  return found.rows[0] ?? null
}

/** Nothing is ever deleted there: the count of a year is its last number. */
async function nextPlace(
  tx: Tx,
  of: { readonly year: number; readonly householdId: number; readonly childId: number },
): Promise<{ number: number; version: number }> {
  const found = await sql<{ number: number; version: number }>`
    select count(*)::int + 1 as number,
           count(*) filter (where household_id = ${of.householdId} and child_id = ${of.childId})::int + 1 as version
    from certificate where kind = 'ATTENDANCE' and year = ${of.year}`.execute(tx)
  return found.rows[0] ?? { number: 1, version: 1 }
}
