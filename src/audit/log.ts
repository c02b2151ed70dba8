import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'

export interface AuditLine {
  readonly id: number
  readonly at: Date
  readonly actorKind: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly subjectId: number | null
  readonly householdId: number | null
  readonly purpose: string | null
}

export interface AuditFilter {
  readonly since?: Date | null
  readonly actor?: string | null
  /** `health.read`, or `health` for all that begins with it. */
  readonly action?: string | null
  /** File number of a family. */
  readonly fileNumber?: number | null
  readonly limit: number
}

/** The newest rows of the trail that fit, newest first. */
export async function auditLog(tx: Tx, filter: AuditFilter): Promise<AuditLine[]> {
  const { since = null, actor = null, action = null, fileNumber = null, limit } = filter
  const found = await sql<AuditLine>`
    select id, at, actor_kind as "actorKind", actor, action, subject, subject_id as "subjectId",
           household_id as "householdId", purpose
    from audit_event
    where (${since}::timestamptz is null or at >= ${since})
      and (${actor}::text is null or actor = ${actor})
      and (${action}::text is null or action = ${action} or starts_with(action, ${`${action ?? ''}.`}))
      and (${fileNumber}::int is null
        or household_id = (select h.id from household h where h.file_number = ${fileNumber}::int))
    order by id desc
    limit ${limit}`.execute(tx)
  return found.rows
}
