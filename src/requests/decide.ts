import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { Refusal } from '../kernel/refusal.ts'
import { notify } from '../messages/notify.ts'
import { readItems, type RequestItem } from './items.ts'
import { applyAll, targetKey, valuesNow } from './request-change.ts'
import { proofsOf, settleProofs } from './settle-proofs.ts'
import { valueHash } from './values.ts'

export interface Decision {
  readonly requestId: number
  /** Ids of items; `all` of them, or none. */
  readonly accept: 'all' | readonly number[]
  /** What the family is told; asked for as soon as something is refused. */
  readonly because: string | null
  /** Writes also what changed since the family asked. */
  readonly evenChanged?: boolean
}

export interface Decided {
  readonly state: 'ACCEPTED' | 'PARTLY_ACCEPTED' | 'REJECTED'
  readonly applied: readonly RequestItem[]
  readonly refused: readonly RequestItem[]
  /** Not written: what is on file is no longer what the family saw. */
  readonly conflicts: readonly RequestItem[]
}

/**
 * An officer decides a request, in one transaction: what is accepted is written by the modules that own it, what
 * changed meanwhile is left as it is. Throws NOT_FOUND, UNCHANGEABLE when it is decided already, REASON_MISSING.
 */
export async function decideRequest(
  tx: Tx,
  keys: Keys,
  decision: Decision,
  by: { readonly now: Date; readonly actor: string },
): Promise<Decided> {
  const { householdId } = await lockPending(tx, decision.requestId)
  const items = await readItems(tx, keys, [decision.requestId])
  const isWanted = (item: RequestItem) =>
    decision.accept === 'all' || decision.accept.includes(item.id)
  const conflicts = decision.evenChanged
    ? []
    : await whatChanged(tx, keys, householdId, items.filter(isWanted), by.now)
  const applied = items.filter((item) => isWanted(item) && !conflicts.includes(item))
  const refused = items.filter((item) => !isWanted(item))
  const state = stateOf(applied, refused, conflicts)
  const because =
    decision.because ?? (refused.length === 0 && conflicts.length > 0 ? changedMeanwhile : null)
  if (state !== 'ACCEPTED' && !because) throw new Refusal('REASON_MISSING')
  const evidenceIds = await proofsOf(tx, decision.requestId)
  const changes = applied.map(changeOf)
  await applyAll(tx, keys, { householdId, changes, evidenceIds }, { ...by, actorKind: 'OFFICER' })
  const { requestId } = decision
  const refusedBecause = applied.length > 0 ? null : because
  // where everything had changed meanwhile, nobody has looked at the papers yet
  if (applied.length + refused.length > 0) await settleProofs(tx, { requestId, refusedBecause }, by)
  await writeStates(tx, { applied, refused, conflicts })
  await sql`
    update change_request
    set state = ${state}, reason = ${because}, decided_at = ${by.now}, decided_by = ${by.actor}
    where id = ${decision.requestId}`.execute(tx)
  await record(tx, {
    at: by.now,
    actorKind: 'OFFICER',
    actor: by.actor,
    action: `request.${state.toLowerCase()}`,
    subject: 'change_request',
    subjectId: decision.requestId,
    householdId,
  })
  await notify(
    tx,
    {
      kind: 'REQUEST',
      householdId,
      dedupeKey: `request:${decision.requestId}`,
      link: { page: 'requests' },
      aboutId: decision.requestId,
    },
    by,
  )
  return { state, applied, refused, conflicts }
}

/** Those whose value on file is no longer the one that the family saw. */
export async function whatChanged(
  tx: Tx,
  keys: Keys,
  householdId: number,
  items: readonly RequestItem[],
  now: Date,
): Promise<RequestItem[]> {
  const known = await valuesNow(tx, keys, householdId, items, now)
  return items.filter((item) => {
    const value = known.get(targetKey(item))?.[item.field] ?? null
    return !valueHash(keys, value).equals(item.oldHash)
  })
}

const changedMeanwhile = 'Ce renseignement a changé depuis votre demande.'

async function lockPending(tx: Tx, id: number): Promise<{ householdId: number }> {
  const found = await sql<{ householdId: number; state: string }>`
    select household_id as "householdId", state from change_request where id = ${id} for update`.execute(
    tx,
  )
  const [request] = found.rows
  if (!request) throw new Refusal('NOT_FOUND')
  if (request.state !== 'PENDING') throw new Refusal('UNCHANGEABLE')
  return request
}

function stateOf(
  applied: readonly RequestItem[],
  refused: readonly RequestItem[],
  conflicts: readonly RequestItem[],
): Decided['state'] {
  if (applied.length === 0) return 'REJECTED'
  return refused.length + conflicts.length > 0 ? 'PARTLY_ACCEPTED' : 'ACCEPTED'
}

function changeOf({ target, targetId, field, value }: RequestItem) {
  if (value === undefined) throw new Error(`The key of ${target} ${targetId} is destroyed`)
  return { target, targetId, field, value }
}

async function writeStates(
  tx: Tx,
  { applied, refused, conflicts }: Pick<Decided, 'applied' | 'refused' | 'conflicts'>,
): Promise<void> {
  const rows = JSON.stringify([
    ...applied.map(({ id }) => ({ id, state: 'APPLIED' })),
    ...refused.map(({ id }) => ({ id, state: 'REFUSED' })),
    ...conflicts.map(({ id }) => ({ id, state: 'CONFLICT' })),
  ])
  await sql`
    update change_item set state = r.state
    from jsonb_to_recordset(${rows}::jsonb) as r(id bigint, state text) where change_item.id = r.id`.execute(
    tx,
  )
}
