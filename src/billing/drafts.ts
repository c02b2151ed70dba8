import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../kernel/ids.ts'
import type { Cents } from '../kernel/money.ts'
import type { PriceReason } from '../pricing/priced.ts'
import type { Bill, BillLine } from './bill.ts'

/** A line as a draft keeps it: its reason is stored apart, once for everybody whose price has the same steps. */
export interface DraftLine extends Omit<BillLine, 'reason'> {
  readonly reasonId: number
}

export interface Draft {
  readonly householdId: number
  readonly lines: readonly DraftLine[]
  readonly totalCents: Cents
}

/** The hashes of the facts that the drafts of a run were computed from. */
export async function draftHashes(
  tx: Tx,
  runId: number,
  householdIds: readonly number[],
): Promise<Map<number, Buffer>> {
  const found = await sql<{ householdId: number; hash: Buffer }>`
    select household_id as "householdId", facts_sha256 as hash
    from draft where run_id = ${runId} and household_id = any(${householdIds}::bigint[])`.execute(
    tx,
  )
  return new Map(found.rows.map((row) => [row.householdId, row.hash]))
}

/** Writes the drafts of some hundreds of families over those from other facts: one statement. */
export async function saveDrafts(
  tx: Tx,
  run: { readonly id: number; readonly now: Date },
  bills: readonly Bill[],
  reasonIds: ReadonlyMap<string, number>,
): Promise<void> {
  if (bills.length === 0) return
  const rows = bills.map((bill) => ({
    householdId: bill.householdId,
    lines: bill.lines.map(({ reason, ...line }) => ({
      ...line,
      reasonId: reasonIds.get(reasonHash(reason)),
    })),
    totalCents: bill.totalCents,
    hash: bill.factsSha256.toString('hex'),
    parkedBecause: bill.parkedBecause,
  }))
  await sql`
    insert into draft (run_id, household_id, lines, total_cents, facts_sha256, parked_because, computed_at)
    select ${run.id}::bigint, "householdId", lines, "totalCents", decode(hash, 'hex'), "parkedBecause",
           ${run.now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as bill("householdId" bigint, lines json, "totalCents" int, hash text, "parkedBecause" text)
    on conflict (run_id, household_id) do update
      set lines = excluded.lines, total_cents = excluded.total_cents, facts_sha256 = excluded.facts_sha256,
          parked_because = excluded.parked_because, computed_at = excluded.computed_at`.execute(tx)
}

/**
 * Stores the steps of prices, each once for all families, and returns their ids by hash; those that are stored already,
 * most, are only looked up. In a transaction of its own, in hash order: shared rows must not be held while invoices are
 * issued (data-model.md §8, learnt 6).
 */
export async function storeReasons(
  tx: Tx,
  lines: Iterable<BillLine>,
): Promise<Map<string, number>> {
  const bodies = new Map<string, PriceReason>()
  for (const { reason } of lines) bodies.set(reasonHash(reason), reason)
  const known = await idsByHash(tx, [...bodies.keys()])
  const rows = [...bodies].flatMap(([hash, body]) => (known.has(hash) ? [] : [{ hash, body }]))
  if (rows.length === 0) return known
  rows.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  await sql`
    insert into price_reason (sha256, body)
    select decode(hash, 'hex'), body
    from json_to_recordset(${JSON.stringify(rows)}::json) as reason(hash text, body jsonb)
    order by hash
    on conflict do nothing`.execute(tx)
  const added = await idsByHash(
    tx,
    rows.map((row) => row.hash),
  )
  return new Map([...known, ...added])
}

/** Of those that are stored, whoever did it. */
async function idsByHash(tx: Tx, wanted: readonly string[]): Promise<Map<string, number>> {
  const found = await sql<{ hash: string; id: number }>`
    select encode(sha256, 'hex') as hash, id from price_reason
    where sha256 = any(array(select decode(hash, 'hex') from unnest(${wanted}::text[]) as hash))`.execute(
    tx,
  )
  return new Map(found.rows.map((row) => [row.hash, row.id]))
}

const hashes = new WeakMap<PriceReason, string>()

function reasonHash(reason: PriceReason): string {
  const known = hashes.get(reason) ?? sha256(JSON.stringify(reason)).toString('hex')
  hashes.set(reason, known)
  return known
}
