import { ownChildId } from '../households/child/parent-write.ts'
import { notify } from '../messages/notify.ts'
import type { FamilyForm } from './guard.ts'

/** Everybody with rights on a child learns that the list of who may fetch it has changed; answers where to go on. */
export async function tellPickup(
  { tx, now, formKey }: FamilyForm,
  childRef: string,
  to: string,
): Promise<string> {
  const notice = {
    kind: 'PICKUP',
    childId: await ownChildId(tx, childRef),
    dedupeKey: `pickup:${formKey.slice(0, 16)}`,
    link: { page: 'child', ref: childRef },
  } as const
  await notify(tx, notice, { now })
  return to
}
