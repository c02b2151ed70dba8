import type { Tx } from '../db/connect.ts'
import { recordReading, type Reader } from '../households/reader.ts'
import type { ListedRequest } from './list.ts'
import { targets } from './targets.ts'

/** Whoever reads what a request asks of health, bank or income leaves a row for each child and for the family. */
export async function recordSealedRead(
  tx: Tx,
  { items, householdId }: Pick<ListedRequest, 'items' | 'householdId'>,
  reader: Reader,
): Promise<void> {
  const read = items.filter(({ value }) => value !== undefined)
  const ofChildren = read.filter(({ target }) => targets[target].sealedWith === 'CHILD')
  for (const childId of new Set(ofChildren.map(({ targetId }) => targetId))) {
    const what = { action: 'health.read', subject: 'child', subjectId: childId } as const
    await recordReading(tx, reader, { ...what, householdId })
  }
  if (read.some(({ target }) => targets[target].sealedWith === 'FAMILY')) {
    const what = { action: 'finances.read', subject: 'household', subjectId: householdId } as const
    await recordReading(tx, reader, { ...what, householdId })
  }
}
