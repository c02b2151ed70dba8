import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { eraseFiles } from '../files/blobs.ts'
import type { Day } from '../kernel/day.ts'
import { firstKeptDay, type Forgotten } from '../kernel/kept.ts'

/**
 * Weekly wishes, places on waiting lists and certificates of absence of a school year that is long over. Enrolments,
 * bookings, attendance and the absences themselves stay: bills were made of them.
 */
export async function forgetEnrolments(tx: Tx, today: Day): Promise<Forgotten> {
  const first = firstKeptDay(today)
  const patterns = await sql`delete from weekly_pattern where valid_to < ${first}::date`.execute(tx)
  const entries = await sql`
    delete from waiting_entry
    where state not in ('WAITING', 'OFFERED') and (closed_at at time zone 'Europe/Paris')::date < ${first}::date`.execute(
    tx,
  )
  const certificates = await sql<{ blobId: number }>`
    update absence set certificate_blob_id = null, certificate_at = null
    from (select id, certificate_blob_id as "blobId" from absence
      where certificate_blob_id is not null and last_day < ${first}::date for update) held
    where absence.id = held.id
    returning "blobId"`.execute(tx)
  await eraseFiles(
    tx,
    certificates.rows.map(({ blobId }) => blobId),
  )
  return {
    weekly_pattern: Number(patterns.numAffectedRows ?? 0n),
    waiting_entry: Number(entries.numAffectedRows ?? 0n),
    certificate_of_absence: certificates.rows.length,
  }
}
