import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { countBroken, type Invariant } from './invariants.ts'

/** Checks the ledger, its open items and the gapless numbers. Every count must be 0. */
export function checkLedger(tx: Tx): Promise<Invariant[]> {
  return countBroken(tx, queries)
}

const queries = {
  'ledger.balanced': sql<{ broken: number }>`
    select count(*)::int as broken
    from (select regie_id from ledger_line group by regie_id having sum(amount_cents) <> 0) unbalanced`,

  'ledger.declared': sql<{ broken: number }>`
    select count(*)::int as broken
    from ledger_transfer t
    join ledger_account d on d.id = t.debit_account_id
    join ledger_account c on c.id = t.credit_account_id
    left join transfer_kind k on k.code = t.kind and k.debit_kind = d.kind and k.credit_kind = c.kind
    where k.code is null
      or t.household_id is distinct from coalesce(d.household_id, c.household_id)
      or t.regie_id <> d.regie_id or t.regie_id <> c.regie_id`,

  'ledger.has_document': sql<{ broken: number }>`
    select count(*)::int as broken
    from ledger_transfer t
    where not exists (select from invoice i where i.transfer_id = t.id)
      and not exists (select from credit_note c where c.transfer_id = t.id)
      and not exists (select from payment p where p.transfer_id = t.id)
      and not exists (select from payment_reversal r where r.transfer_id = t.id)`,

  'ledger.amount': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select transfer_id, household_id, regie_id, total_cents as cents from invoice
      union all select transfer_id, household_id, regie_id, total_cents from credit_note
      union all select transfer_id, household_id, regie_id, amount_cents from payment
    ) document
    join ledger_transfer t on t.id = document.transfer_id
    where (t.household_id, t.regie_id, t.amount_cents)
      is distinct from (document.household_id, document.regie_id, document.cents)`,

  'items.total': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select t.id
      from ledger_transfer t left join open_item o on o.transfer_id = t.id
      where t.household_id is not null
      group by t.id
      having coalesce(sum(case o.side when 'DEBIT' then o.amount_cents else -o.amount_cents end), 0)
        <> case t.debit_kind when 'RECEIVABLE' then t.amount_cents else -t.amount_cents end
    ) different`,

  'items.settled': sql<{ broken: number }>`
    select count(*)::int as broken
    from open_item o
    left join (
      select item, sum(cents) as cents
      from (
        select debit_item_id as item, amount_cents as cents from allocation
        union all select credit_item_id, amount_cents from allocation
      ) move
      group by item
    ) settled on settled.item = o.id
    where o.settled_cents <> coalesce(settled.cents, 0)`,

  'items.balance': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select household_id, regie_id,
             sum(case debit_kind when 'RECEIVABLE' then amount_cents else -amount_cents end) as cents
      from ledger_transfer where household_id is not null group by household_id, regie_id
    ) balance
    full join (
      select household_id, regie_id,
             sum((amount_cents - settled_cents) * case side when 'DEBIT' then 1 else -1 end) as cents
      from open_item group by household_id, regie_id
    ) open using (household_id, regie_id)
    where balance.cents is distinct from open.cents`,

  'items.idle_credit': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select household_id, regie_id from open_item where settled_cents < amount_cents
      group by household_id, regie_id having count(distinct side) > 1
    ) idle`,

  'invoice.gapless': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select series, regie_id, fiscal_year, count(*) as many, min(sequence_number) as first,
             max(sequence_number) as last
      from (
        select 'INVOICE' as series, regie_id, fiscal_year, sequence_number from invoice
        where sequence_number is not null
        union all select 'CREDIT_NOTE', regie_id, fiscal_year, sequence_number from credit_note
        union all select 'PAYMENT', regie_id, fiscal_year, sequence_number from payment
      ) numbered
      group by series, regie_id, fiscal_year
    ) series
    full join (
      select * from number_counter where series in ('INVOICE', 'CREDIT_NOTE', 'PAYMENT')
    ) counter using (series, regie_id, fiscal_year)
    where many is distinct from last or first is distinct from 1 or last is distinct from last_number`,
}
