import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'

export type ActorKind = 'PARENT' | 'OFFICER' | 'SYSTEM' | 'PROVIDER' | 'ANONYMOUS'

/** Who did or read what. Never a value: hashes of what was there before and after, where that matters. */
export interface AuditEntry {
  readonly at: Date
  readonly actorKind: ActorKind
  /** Login of a parent, OS user of an officer, name of a job or a provider. */
  readonly actor: string
  /** `invoice.issue`, `health.read`… */
  readonly action: string
  readonly subject: string
  readonly subjectId?: number | null
  readonly householdId?: number | null
  /** Why something was read. */
  readonly purpose?: string | null
  readonly beforeHash?: Buffer | null
  readonly afterHash?: Buffer | null
}

/** Writes one audit row in the transaction of its cause. */
export async function record(tx: Tx, entry: AuditEntry): Promise<void> {
  await recordAll(tx, [entry])
}

/** Many rows in one statement. */
export async function recordAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = JSON.stringify(
    entries.map((entry) => ({
      at: entry.at,
      actor_kind: entry.actorKind,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      subject_id: entry.subjectId ?? null,
      household_id: entry.householdId ?? null,
      purpose: entry.purpose ?? null,
      before_hash: hexOf(entry.beforeHash),
      after_hash: hexOf(entry.afterHash),
    })),
  )
  await sql`
    insert into audit_event (at, actor_kind, actor, action, subject, subject_id, household_id, purpose, before_hash, after_hash)
    select at, actor_kind, actor, action, subject, subject_id, household_id, purpose,
           decode(before_hash, 'hex'), decode(after_hash, 'hex')
    from jsonb_to_recordset(${rows}::jsonb) as entry(
      at timestamptz, actor_kind text, actor text, action text, subject text, subject_id bigint, household_id bigint,
      purpose text, before_hash text, after_hash text)`.execute(tx)
}

function hexOf(hash: Buffer | null | undefined): string | null {
  return hash ? hash.toString('hex') : null
}
