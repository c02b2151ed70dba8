import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { readFile, type MediaType } from '../files/blobs.ts'
import type { Reader } from '../households/reader.ts'
import type { Day } from '../kernel/day.ts'
import type { AbsenceKind } from './attendance-model.ts'
import type { ListedAbsence } from './decide-absences.ts'

/** An absence as the officer who decides sees it. */
export interface AbsenceFile {
  readonly id: number
  readonly state: ListedAbsence['state']
  readonly fileNumber: number
  readonly child: string
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
  readonly declaredAt: Date
  readonly declaredBy: string
  readonly declaredLate: boolean
  readonly certificateDueOn: Day | null
  readonly certificateAt: Date | null
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly reason: string | null
  /** What the decision is about. */
  readonly kept: readonly { readonly day: Day; readonly unit: string }[]
}

/** One absence by its number; null when there is none. */
export async function readAbsence(tx: Tx, id: number): Promise<AbsenceFile | null> {
  const found = await sql<AbsenceFile>`
    select x.id, x.state, h.file_number as "fileNumber", c.first_name || ' ' || c.last_name as child,
      x.first_day as "firstDay", x.last_day as "lastDay", x.kind, x.declared_at as "declaredAt",
      x.declared_by as "declaredBy", x.declared_late as "declaredLate", x.certificate_due_on as "certificateDueOn",
      x.certificate_at as "certificateAt", x.decided_at as "decidedAt", x.decided_by as "decidedBy", x.reason,
      coalesce((
        select jsonb_agg(jsonb_build_object('day', b.day, 'unit', a.code || ' ' || u.code) order by b.day, u.position)
        from booking b join unit u on u.id = b.unit_id join activity a on a.id = u.activity_id
        where b.child_id = x.child_id and b.day between x.first_day and x.last_day and b.state = 'BOOKED'
          and (x.activity_id is null or x.activity_id = u.activity_id)), '[]') as kept
    from absence x join household h on h.id = x.household_id join child c on c.id = x.child_id
    where x.id = ${id}`.execute(tx)
  return found.rows[0] ?? null
}

/**
 * Opens the paper of an absence out of its seal; the reading is in the audit trail. Null without a paper, and for a
 * parent of the household that did not send it.
 */
export async function openCertificate(
  tx: Tx,
  keys: Keys,
  id: number,
  reader: Reader,
): Promise<{ readonly bytes: Buffer; readonly mediaType: MediaType } | null> {
  const found = await sql<{ blobId: number; mediaType: MediaType; householdId: number }>`
    select b.id as "blobId", b.media_type as "mediaType", x.household_id as "householdId"
    from absence x join blob b on b.id = x.certificate_blob_id where x.id = ${id}`.execute(tx)
  const [row] = found.rows
  const bytes = row ? await readFile(tx, keys, row.blobId) : null
  if (!row || !bytes) return null
  await record(tx, {
    at: reader.now,
    actorKind: reader.actorKind,
    actor: reader.actor,
    action: 'absence.certificate-read',
    subject: 'absence',
    subjectId: id,
    householdId: row.householdId,
    purpose: reader.purpose ?? null,
  })
  return { bytes, mediaType: row.mediaType }
}
