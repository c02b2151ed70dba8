import type { Tx } from '../db/connect.ts'
import { dataKeyFor, knownDataKeys } from '../db/data-keys.ts'
import { openText, sealField, type DataKey, type Place } from '../db/field-encryption.ts'
import { lookupHash, type Keys } from '../db/keys.ts'
import { z } from '../kernel/forms.ts'
import type { FieldValue, TargetRules } from './model.ts'

/** Where a value of a request stands, for what seals it: the same for good, also before the row has an id. */
interface ItemPlace {
  readonly requestRef: string
  readonly target: string
  readonly targetId: number
  readonly field: string
}

/** A value as its row keeps it: readable, or sealed. */
export interface StoredValue {
  readonly plain: string | null
  readonly sealed: Buffer | null
}

/** The one text of a value: keys in order, so that two equal values have one text. */
export function valueText(value: FieldValue): string {
  return JSON.stringify(ordered(value))
}

/** Tells later whether a value is still this one, and nothing of the value. */
export function valueHash(keys: Keys, value: FieldValue): Buffer {
  return lookupHash(keys, 'change', valueText(value))
}

export function storeValue(
  key: DataKey | null,
  place: ItemPlace & { readonly column: 'old_enc' | 'new_enc' },
  value: FieldValue,
): StoredValue {
  const text = valueText(value)
  if (!key) return { plain: text, sealed: null }
  return { plain: null, sealed: sealField(key, placeOf(place), text) }
}

/** Undefined: the reader has no key to it. */
export function openValue(
  key: DataKey | null | undefined,
  place: ItemPlace & { readonly column: 'old_enc' | 'new_enc' },
  stored: { readonly plain: unknown; readonly sealed: Buffer | null },
): FieldValue | undefined {
  if (!stored.sealed) return fieldValue.parse(stored.plain ?? null)
  return key
    ? fieldValue.parse(JSON.parse(openText(key, placeOf(place), stored.sealed)))
    : undefined
}

/** The key that seals a target's values, made when its owner has none yet. Null: they are readable. */
export async function sealingKey(
  tx: Tx,
  keys: Keys,
  { sealedWith }: TargetRules,
  of: { readonly targetId: number; readonly householdId: number },
): Promise<DataKey | null> {
  if (sealedWith === null) return null
  const subjectId = sealedWith === 'CHILD' ? of.targetId : of.householdId
  return dataKeyFor(tx, keys, { subject: sealedWith, subjectId })
}

/** The same for a reader: undefined when the key is out of the reader's reach. */
export async function openingKeys(
  tx: Tx,
  keys: Keys,
  of: { readonly households: readonly number[]; readonly children: readonly number[] },
): Promise<
  (
    rules: TargetRules,
    owner: { targetId: number; householdId: number },
  ) => DataKey | null | undefined
> {
  const families =
    of.households.length > 0 ? await knownDataKeys(tx, keys, 'FAMILY', of.households) : null
  const children =
    of.children.length > 0 ? await knownDataKeys(tx, keys, 'CHILD', of.children) : null
  return ({ sealedWith }, { targetId, householdId }) => {
    if (sealedWith === null) return null
    return sealedWith === 'CHILD' ? children?.get(targetId) : families?.get(householdId)
  }
}

const fieldValue: z.ZodType<FieldValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(fieldValue),
    z.record(z.string(), fieldValue),
  ]),
)

function placeOf({
  requestRef,
  target,
  targetId,
  field,
  column,
}: ItemPlace & { column: string }): Place {
  return { table: 'change_item', column, row: `${requestRef}:${target}:${targetId}:${field}` }
}

function ordered(value: FieldValue): FieldValue {
  if (isList(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, part]) => [name, ordered(part)]),
  )
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value)
}
