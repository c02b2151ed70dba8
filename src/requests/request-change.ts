import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { isEditable, readFieldPolicy, type FieldPolicy } from '../settings/field-policy.ts'
import type { Change, Doer, FieldValues, Target } from './model.ts'
import { targets } from './targets.ts'
import { sealingKey, storeValue, valueHash, valueText } from './values.ts'
import { newRef } from '../kernel/ids.ts'

export interface WantedChanges {
  readonly householdId: number
  readonly personId: number
  readonly changes: readonly Change[]
  readonly comment?: string | null
  /** Papers that prove it (households/evidence): they go with what an officer decides. */
  readonly evidenceIds?: readonly number[]
}

/** Refs of what was written. Both null: nothing differs from what is on file. */
export interface ChangeResult {
  /** Done at once, and kept like a request. */
  readonly applied: string | null
  /** Waits for an officer. */
  readonly pending: string | null
  /** The same form was sent before. */
  readonly isRepeat?: boolean
}

export interface ByParent {
  readonly now: Date
  /** Login. */
  readonly actor: string
  readonly form?: { readonly key: string; readonly accountId: number; readonly answerTo: string }
}

/**
 * A family changes fields of its file: those that the commune leaves to it are written at once and logged, the others
 * wait for an officer and keep their value until then. Throws NOT_ALLOWED for a field that the family may not change,
 * CHANGE_PENDING when a change of the same field waits already.
 */
export async function requestChange(
  tx: Tx,
  keys: Keys,
  wanted: WantedChanges,
  by: ByParent,
): Promise<ChangeResult> {
  if (by.form) {
    const earlier = await useFormKey(tx, by.form.key, { ...by.form, now: by.now })
    if (earlier) return { applied: null, pending: null, isRepeat: true }
  }
  const policy = await readFieldPolicy(tx)
  const items = await whatDiffers(tx, keys, wanted, by.now)
  for (const item of items) assertAllowed(policy, item)
  const direct = items.filter((item) => ruleOf(policy, item).apply === 'DIRECT')
  const asked = items.filter((item) => ruleOf(policy, item).apply !== 'DIRECT')
  const applied = await writeRequest(tx, keys, { wanted, items: direct, state: 'APPLIED' }, by)
  if (direct.length > 0)
    await applyAll(tx, keys, { ...wanted, changes: direct }, { ...by, actorKind: 'PARENT' })
  const pending = await writeRequest(tx, keys, { wanted, items: asked, state: 'PENDING' }, by)
  return { applied, pending }
}

/** Writes values of one household through the modules that own them, a target at a time. */
export async function applyAll(
  tx: Tx,
  keys: Keys,
  {
    householdId,
    changes,
    evidenceIds = [],
  }: Pick<WantedChanges, 'householdId' | 'changes' | 'evidenceIds'>,
  by: Doer,
): Promise<void> {
  const byTarget = Map.groupBy(changes, targetKey)
  for (const group of byTarget.values()) {
    const [first] = group
    if (!first) continue
    const values = Object.fromEntries(group.map(({ field, value }) => [field, value]))
    const whose = { targetId: first.targetId, householdId, day: dayOf(by.now) }
    await targets[first.target].apply(tx, keys, { ...whose, values, evidenceIds }, by)
  }
}

/** What is on file now, of everything that some changes speak of: by target and id. */
export async function valuesNow(
  tx: Tx,
  keys: Keys,
  householdId: number,
  changes: readonly Pick<Change, 'target' | 'targetId' | 'field'>[],
  now: Date,
): Promise<ReadonlyMap<string, FieldValues>> {
  const known = new Map<string, FieldValues>()
  const byTarget = Map.groupBy(changes, targetKey)
  for (const [key, group] of byTarget) {
    const [first] = group
    if (!first) continue
    const whose = { targetId: first.targetId, householdId, day: dayOf(now) }
    const fields = group.map(({ field }) => field)
    known.set(key, await targets[first.target].read(tx, keys, whose, fields))
  }
  return known
}

export function targetKey({ target, targetId }: { target: Target; targetId: number }): string {
  return `${target}:${targetId}`
}

interface Item extends Change {
  readonly before: Change['value']
}

async function whatDiffers(
  tx: Tx,
  keys: Keys,
  { householdId, changes }: WantedChanges,
  now: Date,
): Promise<Item[]> {
  const known = await valuesNow(tx, keys, householdId, changes, now)
  return changes
    .map((change) => ({ ...change, before: known.get(targetKey(change))?.[change.field] ?? null }))
    .filter(({ value, before }) => valueText(value) !== valueText(before))
}

function ruleOf(policy: FieldPolicy, { target, field }: Change) {
  const name = targets[target].policy[field]
  if (!name) throw new Error(`${target} has no field ${field}`)
  return policy[name]
}

function assertAllowed(policy: FieldPolicy, change: Change): void {
  if (!isEditable(ruleOf(policy, change))) throw new Refusal('NOT_ALLOWED')
}

interface NewRequest {
  readonly wanted: WantedChanges
  readonly items: readonly Item[]
  readonly state: 'APPLIED' | 'PENDING'
}

async function writeRequest(
  tx: Tx,
  keys: Keys,
  { wanted, items, state }: NewRequest,
  by: ByParent,
): Promise<string | null> {
  const [first] = items
  if (!first) return null
  const { householdId, personId, comment } = wanted
  const isDone = state === 'APPLIED'
  if (!isDone) await assertNonePending(tx, householdId, items)
  const ref = newRef()
  const { id } = await tx
    .insertInto('change_request')
    .values({
      ref,
      household_id: householdId,
      person_id: personId,
      subject: targets[first.target].subject,
      state,
      comment: isDone ? null : comment || null,
      created_at: by.now,
      decided_at: isDone ? by.now : null,
      decided_by: isDone ? by.actor : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeItems(tx, keys, { ref, id, householdId, items, state })
  if (!isDone) await addProofs(tx, id, wanted.evidenceIds ?? [])
  await record(tx, {
    at: by.now,
    actorKind: 'PARENT',
    actor: by.actor,
    action: isDone ? 'request.apply' : 'request.open',
    subject: 'change_request',
    subjectId: id,
    householdId,
  })
  return ref
}

/** Papers that prove a request which waits. */
async function addProofs(tx: Tx, requestId: number, evidenceIds: readonly number[]): Promise<void> {
  if (evidenceIds.length === 0) return
  const rows = evidenceIds.map((id) => ({ request_id: requestId, evidence_id: id }))
  await tx.insertInto('change_proof').values(rows).execute()
}

async function assertNonePending(
  tx: Tx,
  householdId: number,
  items: readonly Item[],
): Promise<void> {
  const asked = JSON.stringify(
    items.map(({ target, targetId, field }) => ({ target, target_id: targetId, field })),
  )
  const found = await sql`
    select 1 from change_item i
    join jsonb_to_recordset(${asked}::jsonb) as r(target text, target_id bigint, field text)
      using (target, target_id, field)
    where i.household_id = ${householdId} and i.state = 'PENDING' limit 1`.execute(tx)
  if (found.rows.length > 0) throw new Refusal('CHANGE_PENDING')
}

async function writeItems(
  tx: Tx,
  keys: Keys,
  request: {
    readonly ref: string
    readonly id: number
    readonly householdId: number
    readonly items: readonly Item[]
    readonly state: 'APPLIED' | 'PENDING'
  },
): Promise<void> {
  const rows = []
  for (const { target, targetId, field, value, before } of request.items) {
    const { householdId, ref: requestRef } = request
    const key = await sealingKey(tx, keys, targets[target], { targetId, householdId })
    const place = { requestRef, target, targetId, field } as const
    const now = storeValue(key, { ...place, column: 'new_enc' }, value)
    const old = before === null ? null : storeValue(key, { ...place, column: 'old_enc' }, before)
    rows.push({
      request_id: request.id,
      household_id: householdId,
      target,
      target_id: targetId,
      field,
      old_hash: valueHash(keys, before),
      old_value: old?.plain ?? null,
      old_enc: old?.sealed ?? null,
      new_value: now.plain,
      new_enc: now.sealed,
      state: request.state,
    })
  }
  await tx.insertInto('change_item').values(rows).execute()
}
