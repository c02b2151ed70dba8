import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { FieldValue, Target } from './model.ts'
import { isTarget, targets } from './targets.ts'
import { openingKeys, openValue } from './values.ts'

export type ItemState = 'PENDING' | 'APPLIED' | 'REFUSED' | 'CONFLICT' | 'WITHDRAWN'

/** One field of a request, opened. */
export interface RequestItem {
  readonly id: number
  readonly requestId: number
  readonly householdId: number
  readonly target: Target
  readonly targetId: number
  readonly field: string
  readonly state: ItemState
  readonly oldHash: Buffer
  /** Undefined: sealed, and the reader has no key to it. */
  readonly before: FieldValue | undefined
  readonly value: FieldValue | undefined
}

/**
 * The items of some requests, opened with the keys that the reader may use, in the order in which they were asked.
 * Without keys, what is sealed stays so.
 */
export async function readItems(
  tx: Tx,
  keys: Keys | null,
  requestIds: readonly number[],
): Promise<RequestItem[]> {
  const { rows } = await sql<ItemRow>`
    select i.id, i.request_id as "requestId", r.ref as "requestRef", i.household_id as "householdId", i.target,
      i.target_id as "targetId", i.field, i.state, i.old_hash as "oldHash", i.old_value as "oldValue",
      i.new_value as "newValue", i.old_enc as "oldSealed", i.new_enc as "newSealed"
    from change_item i join change_request r on r.id = i.request_id
    where i.request_id = any(${requestIds}::bigint[])
    order by i.request_id, i.id`.execute(tx)
  const keyOf = keys ? await keysTo(tx, keys, rows) : () => undefined
  return rows.map(({ requestRef, oldValue, newValue, oldSealed, newSealed, target, ...row }) => {
    if (!isTarget(target)) throw new Error(`A request of an unknown kind: ${target}`)
    const key = keyOf(targets[target], row)
    const place = { requestRef, target, targetId: row.targetId, field: row.field } as const
    return {
      ...row,
      target,
      before: openValue(
        key,
        { ...place, column: 'old_enc' },
        { plain: oldValue, sealed: oldSealed },
      ),
      value: openValue(
        key,
        { ...place, column: 'new_enc' },
        { plain: newValue, sealed: newSealed },
      ),
    }
  })
}

function keysTo(tx: Tx, keys: Keys, rows: readonly ItemRow[]) {
  const sealed = rows.filter(({ newSealed }) => newSealed !== null)
  const isChilds = ({ target }: ItemRow) =>
    isTarget(target) && targets[target].sealedWith === 'CHILD'
  return openingKeys(tx, keys, {
    households: sealed.filter((row) => !isChilds(row)).map(({ householdId }) => householdId),
    children: sealed.filter(isChilds).map(({ targetId }) => targetId),
  })
}

interface ItemRow {
  readonly id: number
  readonly requestId: number
  readonly requestRef: string
  readonly householdId: number
  readonly target: string
  readonly targetId: number
  readonly field: string
  readonly state: ItemState
  readonly oldHash: Buffer
  readonly oldValue: unknown
  readonly newValue: unknown
  readonly oldSealed: Buffer | null
  readonly newSealed: Buffer | null
}
