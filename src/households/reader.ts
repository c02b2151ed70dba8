import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'

/** Who reads data on health, bank or income, and why: each reading leaves a row in the audit trail. */
export interface Reader {
  readonly now: Date
  readonly actorKind: ActorKind
  readonly actor: string
  /** An officer's reason; a parent reads the own file. */
  readonly purpose?: string
}

export async function recordReading(
  tx: Tx,
  reader: Reader,
  what: {
    readonly action: 'finances.read' | 'health.read'
    readonly subject: 'household' | 'child'
    readonly subjectId: number
    readonly householdId: number | null
  },
): Promise<void> {
  const { now: at, actorKind, actor, purpose } = reader
  await record(tx, { at, actorKind, actor, ...what, purpose: purpose ?? null })
}
