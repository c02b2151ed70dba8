import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { readItems, type RequestItem } from './items.ts'
import { targets } from './targets.ts'

export type RequestState =
  | 'PENDING'
  | 'ACCEPTED'
  | 'PARTLY_ACCEPTED'
  | 'REJECTED'
  | 'WITHDRAWN'
  | 'APPLIED'

/** A request as « Mes demandes » and `preau requests` show it. */
export interface ListedRequest {
  readonly id: number
  readonly ref: string
  readonly householdId: number
  readonly fileNumber: number
  readonly household: string
  readonly author: string
  readonly state: RequestState
  readonly comment: string | null
  readonly createdAt: Date
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly reason: string | null
  /** Papers that came with it. */
  readonly proofs: readonly {
    readonly ref: string
    readonly name: string
    readonly label: string
  }[]
  readonly items: readonly RequestItem[]
  /** First name of the adult or child that each target is about, by `PERSON:12`. */
  readonly names: Readonly<Record<string, string>>
}

export interface RequestFilter {
  readonly householdId?: number
  readonly ref?: string
  readonly id?: number
  readonly states?: readonly RequestState[]
  readonly limit?: number
  /** Oldest first, as they are decided; newest first otherwise. */
  readonly oldestFirst?: boolean
}

/** Requests with their values, in two statements and those of the keys; without keys, what is sealed stays so. */
export async function listRequests(
  tx: Tx,
  keys: Keys | null,
  filter: RequestFilter,
): Promise<ListedRequest[]> {
  const order = filter.oldestFirst ? sql`r.id` : sql`r.id desc`
  const { rows } = await sql<Omit<ListedRequest, 'items'>>`
    select r.id, r.ref, r.household_id as "householdId", h.file_number as "fileNumber", h.name as household,
      coalesce(p.first_name || ' ' || p.usual_name, '') as author, r.state, r.comment, r.created_at as "createdAt",
      r.decided_at as "decidedAt", r.decided_by as "decidedBy", r.reason,
      (select coalesce(jsonb_agg(jsonb_build_object('ref', e.ref, 'name', e.file_name, 'label', k.label) order by e.id), '[]')
       from change_proof c join evidence e on e.id = c.evidence_id join evidence_kind k on k.id = e.kind_id
       where c.request_id = r.id) as proofs,
      (select coalesce(jsonb_object_agg(i.target || ':' || i.target_id, coalesce(a.first_name, c.first_name))
         filter (where coalesce(a.first_name, c.first_name) is not null), '{}')
       from change_item i
       left join person a on i.target = 'PERSON' and a.id = i.target_id
       left join child c on i.target in ('CARE_PROTOCOL', 'LEAVE_ALONE', 'CHILD', 'CHILD_IDENTITY', 'SCHOOLING', 'HEALTH') and c.id = i.target_id
       where i.request_id = r.id) as names
    from change_request r
    join household h on h.id = r.household_id
    left join person p on p.id = r.person_id
    where (${filter.householdId ?? null}::bigint is null or r.household_id = ${filter.householdId ?? null}::bigint)
      and (${filter.ref ?? null}::uuid is null or r.ref = ${filter.ref ?? null}::uuid)
      and (${filter.id ?? null}::bigint is null or r.id = ${filter.id ?? null}::bigint)
      and (${filter.states ?? null}::text[] is null or r.state = any(${filter.states ?? null}::text[]))
    order by ${order}
    limit ${filter.limit ?? 50}`.execute(tx)
  if (rows.length === 0) return []
  const items = await readItems(
    tx,
    keys,
    rows.map(({ id }) => id),
  )
  const byRequest = Map.groupBy(items, ({ requestId }) => requestId)
  return rows.map((row) => ({ ...row, items: byRequest.get(row.id) ?? [] }))
}

/** One change in words, as a parent reads it. */
export interface ChangeWords {
  readonly label: string
  /** Empty: nothing was on file. */
  readonly before: string
  readonly after: string
  /** Sealed, and not opened for this reader. */
  readonly isClosed: boolean
  readonly state: RequestItem['state']
}

export function changeWords({ target, field, before, value, state }: RequestItem): ChangeWords {
  const { labels, words } = targets[target]
  return {
    label: labels[field] ?? field,
    before: before === undefined ? '' : words(field, before),
    after: value === undefined ? 'renseignement protégé' : words(field, value),
    isClosed: value === undefined,
    state,
  }
}

/** `Adresse du foyer`, `Claire : téléphone mobile et 2 autres`. */
export function requestTitle({ items, names }: Pick<ListedRequest, 'items' | 'names'>): string {
  const [first] = items
  if (!first) return 'Demande'
  const label = targets[first.target].labels[first.field] ?? first.field
  const others = items.length - 1
  const more =
    others === 0
      ? ''
      : others === 1
        ? ' et un autre renseignement'
        : ` et ${others} autres renseignements`
  const name = names[`${first.target}:${first.targetId}`]
  if (!name) return label + more
  const rest =
    label === label.toUpperCase() ? label : label.charAt(0).toLowerCase() + label.slice(1)
  return `${name}\u00A0: ${rest}${more}`
}

/** How many requests of a household wait for the town hall. */
export async function countPending(tx: Tx, householdId: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from change_request
    where household_id = ${householdId} and state = 'PENDING'`.execute(tx)
  return found.rows[0]?.count ?? 0
}
