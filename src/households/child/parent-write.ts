import { sql } from 'kysely'
import { hashOf } from '../../audit/hashes.ts'
import { record, type ActorKind } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { useFormKey } from '../../db/form-keys.ts'
import { isRef } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'

/** The parent who sends a form, and its one-use key. */
export interface ParentWrite {
  readonly now: Date
  readonly login: string
  readonly accountId: number
  readonly personId: number
  readonly householdId: number
  readonly formKey: string
  /** Where the first answer led: a repeat leads there too. */
  readonly answerTo: string
}

/** Does a parent's work once, however often its form is sent; answers the address that follows. */
export async function once(tx: Tx, by: ParentWrite, work: () => Promise<void>): Promise<string> {
  const { accountId, answerTo, now } = by
  const earlier = await useFormKey(tx, by.formKey, { accountId, answerTo, now })
  if (earlier) return earlier
  await work()
  return answerTo
}

/** The id of a child whose sheets this parent may change: one of the own household, with full access. */
export async function ownChildId(tx: Tx, ref: string): Promise<number> {
  const found = isRef(ref)
    ? await sql<{ id: number }>`
        select id from child
        where ref = ${ref}::uuid and erased_at is null and id = any ((select app.current_children_full())::bigint[])`.execute(
        tx,
      )
    : { rows: [] }
  const [row] = found.rows
  if (!row) throw new Refusal('NOT_FOUND')
  return row.id
}

/** What a parent may take off a child's sheets again. */
type SheetLine = 'allergy' | 'insurance' | 'vaccination'

/** Takes a line off a child's sheet. Returns the child's id. Throws NOT_FOUND when it is no line of such a child. */
export async function removeLine(
  tx: Tx,
  table: SheetLine,
  { childRef, ref }: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<number> {
  const childId = await ownChildId(tx, childRef)
  const gone = await tx
    .deleteFrom(table)
    .where('child_id', '=', childId)
    .where('ref', '=', ref)
    .executeTakeFirst()
  if (gone.numDeletedRows === 0n) throw new Refusal('NOT_FOUND')
  await recordChange(tx, by, { action: `${table}.remove`, childId })
  return childId
}

/** A parent's change in the audit trail: what was there before and after as hashes, never as values. */
export async function recordChange(
  tx: Tx,
  by: ParentWrite,
  change: {
    readonly action: string
    readonly childId: number
    readonly before?: unknown
    readonly after?: unknown
  },
): Promise<void> {
  const { now, login: actor, householdId } = by
  await recordSheet(tx, { now, actorKind: 'PARENT', actor }, { ...change, householdId })
}

/** Who changes a sheet: a parent, or an officer who accepts what the family asked. */
export interface Changer {
  readonly now: Date
  readonly actorKind: ActorKind
  readonly actor: string
}

/** The same for a sheet that a family changes or asks to have changed. */
export async function recordSheet(
  tx: Tx,
  { now, actorKind, actor }: Changer,
  change: {
    readonly action: string
    readonly childId: number
    readonly householdId: number
    readonly before?: unknown
    readonly after?: unknown
  },
): Promise<void> {
  await record(tx, {
    at: now,
    actorKind,
    actor,
    action: change.action,
    subject: 'child',
    subjectId: change.childId,
    householdId: change.householdId,
    beforeHash: hashOf(change.before),
    afterHash: hashOf(change.after),
  })
}
