import type { Tx } from '../db/connect.ts'
import { hashOf } from './hashes.ts'
import { record } from './record.ts'

/** A file of the town hall that decides what is offered and what it costs: who brought which. */
export function recordImport(
  tx: Tx,
  what: 'activities' | 'calendar' | 'tariffs',
  content: unknown,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  return record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: `${what}.import`,
    subject: what,
    afterHash: hashOf(content),
  })
}
