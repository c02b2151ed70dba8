import { sql } from 'kysely'
import type { Tx } from './connect.ts'
import type { Topic } from './outbox.ts'

export interface DueRow {
  readonly id: number
  /** Somebody waits for it in front of a page. */
  readonly isUrgent: boolean
}

export interface OutboxRow {
  readonly id: number
  readonly topic: Topic
  readonly payload: Readonly<Record<string, number>>
  readonly attempts: number
}

/**
 * What is not done and may be tried now, oldest first. Urgent: a payment to decide, a mandate to sign, the link of a
 * forgotten password. Left out: what was rung since it may be tried, by the memory of the relay.
 */
export async function dueRows(
  tx: Tx,
  options: { readonly now: Date; readonly rung: ReadonlyMap<number, Date>; readonly limit: number },
): Promise<DueRow[]> {
  const { now, rung, limit } = options
  const found = await sql<DueRow>`
    select id, topic in ('notification.decide', 'mandate.paper') or payload ? 'resetCodeId' as "isUrgent" from outbox
    where done_at is null and available_at <= ${now} and not exists (
      select 1 from unnest(${[...rung.keys()]}::bigint[], ${[...rung.values()]}::timestamptz[]) as rung(id, at)
      where rung.id = outbox.id and rung.at >= outbox.available_at)
    order by available_at, id limit ${limit}`.execute(tx)
  return found.rows
}

/** A row that still has to be done. */
export async function undoneRow(tx: Tx, id: number): Promise<OutboxRow | undefined> {
  const found = await sql<OutboxRow>`
    select id, topic, payload, attempts from outbox where id = ${id} and done_at is null`.execute(
    tx,
  )
  return found.rows[0]
}

export async function markDone(tx: Tx, id: number, now: Date): Promise<void> {
  await sql`
    update outbox set done_at = ${now}, attempts = attempts + 1, last_error = null
    where id = ${id} and done_at is null`.execute(tx)
}

/** Keeps the error and when to try again. Never given up: `preau jobs status` shows what keeps failing. */
export async function markFailed(
  tx: Tx,
  id: number,
  failure: { readonly error: string; readonly retryAt: Date },
): Promise<void> {
  await sql`
    update outbox set attempts = attempts + 1, last_error = ${failure.error}, available_at = ${failure.retryAt}
    where id = ${id} and done_at is null`.execute(tx)
}

export interface TopicCounts {
  readonly topic: string
  readonly outstanding: number
  readonly failing: number
  readonly done: number
  readonly oldest: Date | null
  readonly lastError: string | null
}

export async function countByTopic(tx: Tx): Promise<TopicCounts[]> {
  const found = await sql<TopicCounts>`
    select topic,
           count(*) filter (where done_at is null)::int as outstanding,
           count(*) filter (where done_at is null and last_error is not null)::int as failing,
           count(*) filter (where done_at is not null)::int as done,
           min(created_at) filter (where done_at is null) as oldest,
           (array_agg(last_error order by available_at desc) filter (where done_at is null and last_error is not null))[1]
             as "lastError"
    from outbox group by topic order by topic`.execute(tx)
  return found.rows
}

export interface FailingRow {
  readonly id: number
  readonly topic: string
  /** Ids only: which invoice, which notice. */
  readonly payload: Readonly<Record<string, number>>
  readonly attempts: number
  readonly lastError: string
  readonly nextTry: Date
}

/** What keeps failing, the oldest first. */
export async function failingRows(tx: Tx, limit: number): Promise<FailingRow[]> {
  const found = await sql<FailingRow>`
    select id, topic, payload, attempts, last_error as "lastError", available_at as "nextTry" from outbox
    where done_at is null and last_error is not null order by id limit ${limit}`.execute(tx)
  return found.rows
}

/** Everything that failed may be tried again now. Returns how many. */
export async function retryFailed(tx: Tx): Promise<number> {
  const changed = await sql`
    update outbox set available_at = now() where done_at is null and available_at > now()`.execute(
    tx,
  )
  await sql`select pg_notify('outbox', '')`.execute(tx)
  return Number(changed.numAffectedRows ?? 0)
}

/** Done rows are kept a month (data-model.md §3.1). */
export async function forgetDone(tx: Tx, before: Date): Promise<number> {
  const gone = await sql`delete from outbox where done_at < ${before}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}
