import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Day } from '../kernel/day.ts'
import { isEditable, readFieldPolicy, type FieldRule } from '../settings/field-policy.ts'
import { readItems } from './items.ts'
import { changeWords, type ChangeWords } from './list.ts'
import type { FieldValues, Target } from './model.ts'
import { targets } from './targets.ts'

/** What a screen of the family file needs: the values, their rules, and what waits for the town hall. */
export interface EditState {
  readonly values: FieldValues
  readonly rules: Readonly<Record<string, FieldRule>>
  /** By field: a change that waits is not asked for twice. */
  readonly pending: Readonly<Record<string, ChangeWords & { readonly ref: string }>>
}

export async function editState(
  tx: Tx,
  keys: Keys,
  of: {
    readonly target: Target
    readonly targetId: number
    readonly householdId: number
    readonly day: Day
  },
): Promise<EditState> {
  const { read, policy } = targets[of.target]
  const [values, rules, pending] = await Promise.all([
    read(tx, keys, of, Object.keys(policy)),
    readFieldPolicy(tx),
    pendingOf(tx, keys, of),
  ])
  return {
    values,
    rules: Object.fromEntries(Object.entries(policy).map(([field, name]) => [field, rules[name]])),
    pending,
  }
}

/** May the family send a new value now? */
export function isOpen({ rules, pending }: EditState, field: string): boolean {
  const rule = rules[field]
  return rule !== undefined && isEditable(rule) && !pending[field]
}

/** A value as a parent reads it. */
export function valueWords(target: Target, field: string, values: FieldValues): string {
  return targets[target].words(field, values[field] ?? null)
}

async function pendingOf(
  tx: Tx,
  keys: Keys,
  { target, targetId, householdId }: { target: Target; targetId: number; householdId: number },
): Promise<EditState['pending']> {
  const { rows } = await sql<{ id: number; ref: string }>`
    select distinct r.id, r.ref from change_request r join change_item i on i.request_id = r.id
    where i.household_id = ${householdId} and i.target = ${target} and i.target_id = ${targetId} and i.state = 'PENDING'`.execute(
    tx,
  )
  if (rows.length === 0) return {}
  const refs = new Map(rows.map(({ id, ref }) => [id, ref]))
  const items = await readItems(tx, keys, [...refs.keys()])
  return Object.fromEntries(
    items
      .filter((item) => item.target === target && item.targetId === targetId)
      .map((item) => [item.field, { ...changeWords(item), ref: refs.get(item.requestId) ?? '' }]),
  )
}
