import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

/**
 * Ends the alternating custody of a child: from a day to come on, either of its households books its days and is
 * billed for those it booked. Refused: a day that has begun, a child without alternating custody on it.
 */
export async function endCustody(
  tx: Tx,
  { childId, from }: { readonly childId: number; readonly from: Day },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  if (from <= dayOf(now)) throw new Refusal('DAY_BEGUN')
  const own = { column: 'child_id', value: childId } as const
  const beforeHash = await rowsHash(tx, 'custody', own)
  await sql`
    delete from custody_exception x using custody c
    where c.id = x.custody_id and c.child_id = ${childId} and x.first_day >= ${from}::date`.execute(
    tx,
  )
  await sql`delete from custody_day where child_id = ${childId} and day >= ${from}::date`.execute(
    tx,
  )
  const dropped = await sql`
    delete from custody where child_id = ${childId} and valid_from >= ${from}::date`.execute(tx)
  const ended = await sql`
    update custody set valid_to = ${addDays(from, -1)}
    where child_id = ${childId} and (valid_to is null or valid_to >= ${from}::date)`.execute(tx)
  if (!ended.numAffectedRows && !dropped.numAffectedRows) throw new Refusal('NOT_ALTERNATING')
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'custody.end',
    subject: 'child',
    subjectId: childId,
    beforeHash,
    afterHash: await rowsHash(tx, 'custody', own),
  })
}
