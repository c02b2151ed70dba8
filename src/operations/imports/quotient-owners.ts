import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import { recipientHash } from '../../households/benefits.ts'
import type { QuotientColumns, QuotientLine } from './quotient-lines.ts'

/** A line with the household that it is about. */
export interface OwnedLine extends QuotientLine {
  readonly householdId: number
}

/** Finds whose the lines are; a merged file stands for the one that goes on. What is not found is told. */
export async function ownersOf(
  tx: Tx,
  keys: Keys,
  lines: readonly QuotientLine[],
  at: QuotientColumns,
): Promise<OwnedLine[]> {
  const hashed = lines.map((line) => ({
    line,
    hash: line.recipient
      ? recipientHash(keys, line.recipient.scheme, line.recipient.number).toString('hex')
      : null,
  }))
  const byKey = await householdsByKey(
    tx,
    lines.flatMap(({ familyKey }) => familyKey ?? []),
  )
  const byNumber = await householdsByNumber(
    tx,
    hashed.flatMap(({ hash }) => hash ?? []),
  )
  return hashed.flatMap(({ line, hash }) => {
    const { row, familyKey } = line
    if (familyKey !== null) {
      const householdId = byKey.get(familyKey)
      if (householdId !== undefined) return { ...line, householdId }
      row.fault(at('cle_famille'), 'no family has this key', 'write the key of its import')
      return []
    }
    const [householdId, other] = byNumber.get(hash ?? '') ?? []
    if (householdId !== undefined && other === undefined) return { ...line, householdId }
    if (other === undefined)
      row.fault(at('num_allocataire'), 'no family has this number', 'write the key of the family')
    else
      row.fault(
        at('num_allocataire'),
        'two families have this number',
        'write the key of the family',
      )
    return []
  })
}

async function householdsByKey(tx: Tx, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const found = await sql<{ key: string; id: number }>`
    with recursive file as (
      select k.key, h.id, h.merged_into_id as next
      from import_key k join household h on h.id = k.entity_id and h.erased_at is null
      where k.source = 'generic' and k.kind = 'household' and k.key = any(${keys}::text[])
      union all
      select file.key, h.id, h.merged_into_id from file join household h on h.id = file.next
    )
    select key, id from file where next is null`.execute(tx)
  return new Map(found.rows.map(({ key, id }) => [key, id]))
}

async function householdsByNumber(
  tx: Tx,
  hashes: readonly string[],
): Promise<Map<string, number[]>> {
  if (hashes.length === 0) return new Map()
  const found = await sql<{ hash: string; ids: number[] }>`
    select encode(b.recipient_number_hash, 'hex') as hash, array_agg(h.id order by h.id) as ids
    from benefit_record b
    join household h on h.id = b.household_id and h.erased_at is null and h.merged_into_id is null
    where b.recipient_number_hash = any(select decode(one, 'hex') from unnest(${hashes}::text[]) one)
    group by 1`.execute(tx)
  return new Map(found.rows.map(({ hash, ids }) => [hash, ids]))
}
