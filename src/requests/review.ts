import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { recordReading } from '../households/reader.ts'
import { mayRead, type OfficerRole, type SensitiveData } from '../officers/roles.ts'
import { whatChanged } from './decide.ts'
import {
  changeWords,
  listRequests,
  requestTitle,
  type ChangeWords,
  type ListedRequest,
} from './list.ts'
import type { FieldValue } from './model.ts'
import { targetKey, valuesNow } from './request-change.ts'
import { targets } from './targets.ts'

/** A request as an officer decides it. */
export interface RequestToDecide {
  readonly request: ListedRequest
  readonly title: string
  readonly changes: readonly OfficerChange[]
}

export interface OfficerChange extends ChangeWords {
  readonly id: number
  /** What is on file today, when it is no longer what the family saw. */
  readonly now: string | null
}

/** What the values of a request ask of an officer besides the noun: rights and a reason. */
export function sensitiveOf({ items }: Pick<ListedRequest, 'items'>): SensitiveData[] {
  return [...new Set(items.flatMap(({ target }) => targets[target].sensitive ?? []))]
}

export function mayDecide(role: OfficerRole, request: Pick<ListedRequest, 'items'>): boolean {
  return sensitiveOf(request).every((data) => mayRead(role, data))
}

/** With the values of today beside those that the family saw; the reading of protected ones is recorded. */
export async function toDecide(
  tx: Tx,
  keys: Keys,
  request: ListedRequest,
  by: { readonly now: Date; readonly actor: string; readonly reason: string | null },
): Promise<RequestToDecide> {
  const { householdId, items } = request
  const changed =
    request.state === 'PENDING' ? await whatChanged(tx, keys, householdId, items, by.now) : []
  const known = await valuesNow(tx, keys, householdId, changed, by.now)
  for (const data of sensitiveOf(request)) {
    await recordReading(
      tx,
      { ...by, actorKind: 'OFFICER', ...(by.reason ? { purpose: by.reason } : {}) },
      {
        action: data === 'health' ? 'health.read' : 'finances.read',
        subject: data === 'health' ? 'child' : 'household',
        subjectId: data === 'health' ? (items[0]?.targetId ?? 0) : householdId,
        householdId,
      },
    )
  }
  const changes = items.map((item) => ({
    ...changeWords(item),
    id: item.id,
    now: changed.includes(item)
      ? targets[item.target].words(item.field, valueAt(known.get(targetKey(item)), item.field)) ||
        'non renseigné'
      : null,
  }))
  return { request, title: requestTitle(request), changes }
}

/** Every request that waits, oldest first. */
export function pendingRequests(tx: Tx, keys: Keys): Promise<ListedRequest[]> {
  return listRequests(tx, keys, { states: ['PENDING'], oldestFirst: true, limit: 500 })
}

function valueAt(
  values: Readonly<Record<string, FieldValue>> | undefined,
  field: string,
): FieldValue {
  return values?.[field] ?? null
}
