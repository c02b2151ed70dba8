import { forgetPlaces } from '../src/activities/forget-places.ts'
import { recordAll } from '../src/audit/record.ts'
import type { Tx } from '../src/db/connect.ts'
import { forgetEnrolments } from '../src/enrolments/forget.ts'
import { forgetFamilies } from '../src/households/forget.ts'
import { dayOf } from '../src/kernel/day.ts'
import type { Forgotten } from '../src/kernel/kept.ts'
import { forgetMessages } from '../src/messages/forget.ts'
import { forgetBatches } from '../src/operations/imports/import-batches.ts'
import { forgetRequests } from '../src/requests/forget.ts'

/** Everything whose time is over (data-model.md §2, retention), with a row of the trail a table. Safe to run again. */
export async function forgetPast(tx: Tx, now: Date, actor: string): Promise<Forgotten> {
  const today = dayOf(now)
  const forgotten = {
    ...(await forgetFamilies(tx, today)),
    ...(await forgetEnrolments(tx, today)),
    ...(await forgetRequests(tx, today)),
    ...(await forgetMessages(tx, today)),
    ...(await forgetPlaces(tx, today)),
    ...(await forgetBatches(tx, today)),
  }
  const entries = Object.entries(forgotten)
    .filter(([, count]) => count > 0)
    .map(([subject, count]) => ({
      at: now,
      actorKind: 'SYSTEM' as const,
      actor,
      action: 'retention.forget',
      subject,
      purpose: `${count} rows`,
    }))
  await recordAll(tx, entries)
  return forgotten
}
