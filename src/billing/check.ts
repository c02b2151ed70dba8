import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** Checks invoices, their lines and their days (data-model.md §7). Every count must be 0. */
export function checkBilling(tx: Tx): Promise<Invariant[]> {
  return countBroken(tx, queries)
}

const queries = {
  'invoice.lines': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select id as invoice_id, null::bigint as credit_note_id, total_cents as cents from invoice
      union all select null, id, -total_cents from credit_note
    ) document
    left join lateral (
      select sum(amount_cents) as cents from charge c
      where c.invoice_id = document.invoice_id or c.credit_note_id = document.credit_note_id
    ) lines on true
    where document.cents is distinct from coalesce(lines.cents, 0)`,

  'invoice.items': sql<{ broken: number }>`
    select count(*)::int as broken
    from charge c left join open_item o on o.id = c.open_item_id
    where c.amount_cents <> 0 and (o.household_id, o.amount_cents, o.side)
      is distinct from (c.household_id, abs(c.amount_cents), case when c.amount_cents > 0 then 'DEBIT' else 'CREDIT' end)`,

  'invoice.numbered': sql<{ broken: number }>`
    select count(*)::int as broken
    from invoice i
    where i.number is null
      or (i.published_at is not null and not exists (
        select from document d where d.kind = 'INVOICE' and d.source_id = i.id and d.household_id = i.household_id))`,

  // what was issued before the hash was one of the snapshot as it is kept cannot be hashed again
  'invoice.snapshot': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select snapshot, snapshot_sha256 from invoice where snapshot_form = 'KEPT'
      union all select snapshot, snapshot_sha256 from certificate where snapshot_form = 'KEPT'
    ) issued
    where app.snapshot_hash(snapshot) <> snapshot_sha256`,

  'charge.days': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select 1 from charge_day
      group by household_id, child_id, day, unit_id, kind
      having sum(quantity) not in (0, 1) or max(revision) + 1 <> count(*) or min(revision) <> 0
    ) wrong`,

  'charge.share': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select 1
      from charge_day d join charge c on c.id = d.charge_id
      group by d.child_id, d.day, d.unit_id, d.kind
      having count(distinct d.household_id) > 1 and sum(d.quantity * c.share_percent) not in (0, 100)
    ) not_whole`,

  'charge.kept_days': sql<{ broken: number }>`
    select count(*)::int as broken
    from charge c
    where cardinality(c.days) > 0 and not exists (select from charge_day d where d.charge_id = c.id)`,
}
