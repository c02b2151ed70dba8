import type { Tx } from '../db/connect.ts'
import { endEnrolments } from '../enrolments/end-for-child.ts'
import { unlinkChild, type ChildToUnlink } from '../households/unlink-child.ts'
import { dayOf } from '../kernel/day.ts'

/**
 * A child leaves the file of a family, from today on, with its enrolments there; what was billed stays. Also how a child
 * who left the commune, or was entered twice, leaves its only file. Refuses what `endEnrolments` and `unlinkChild` do.
 */
export async function childLeaves(
  tx: Tx,
  child: ChildToUnlink,
  by: { readonly now: Date; readonly actor: string },
): Promise<{ readonly enrolments: number }> {
  const enrolments = await endEnrolments(tx, { ...child, day: dayOf(by.now) }, by)
  await unlinkChild(tx, child, by)
  return { enrolments }
}
