import { sql, type RawBuilder } from 'kysely'

/** What no part of the portal does, as somebody in the database would, and the rule that finds it. */
export interface Fault {
  readonly rule: string
  readonly plant: readonly RawBuilder<unknown>[]
  /** Other rules that the same fault breaks. */
  readonly also?: readonly string[]
}

const unguarded = (table: string) => sql`alter table ${sql.table(table)} disable trigger user`
const settledPair = sql`
  (select a.* from allocation a
   join open_item d on d.id = a.debit_item_id and d.settled_cents = a.amount_cents
   join open_item c on c.id = a.credit_item_id and c.settled_cents = a.amount_cents
   where a.amount_cents > 0 limit 1)`

const money: readonly Fault[] = [
  {
    rule: 'ledger.declared',
    plant: [
      unguarded('ledger_transfer'),
      sql`alter table ledger_transfer drop constraint ledger_transfer_kind_debit_kind_credit_kind_fkey`,
      sql`update ledger_transfer set kind = 'PAY_CASH' where id in (select transfer_id from invoice limit 1)`,
    ],
  },
  {
    rule: 'ledger.has_document',
    plant: [
      sql`insert into transfer_kind values ('BANK_CASH', 'TREASURY', 'CASH')`,
      sql`
        insert into ledger_account (regie_id, kind)
        select id, kind from regie, unnest(array['CASH', 'TREASURY']) as kind on conflict do nothing`,
      sql`
        insert into ledger_transfer (kind, debit_account_id, debit_kind, credit_account_id, credit_kind, amount_cents,
          regie_id, source_key, occurred_on, visible_from, recorded_at, actor)
        select 'BANK_CASH', d.id, d.kind, c.id, c.kind, 100, d.regie_id, 'x', '2026-12-08', '2026-12-08', now(), 'x'
        from ledger_account d join ledger_account c on c.regie_id = d.regie_id and c.kind = 'CASH'
        where d.kind = 'TREASURY' limit 1`,
    ],
  },
  {
    rule: 'ledger.amount',
    plant: [
      sql`update payment set amount_cents = amount_cents + 1 where id = (select min(id) from payment)`,
    ],
  },
  {
    rule: 'items.total',
    also: ['items.balance', 'invoice.items'],
    plant: [
      unguarded('open_item'),
      sql`
        update open_item set amount_cents = amount_cents + 1
        where id = (select min(open_item_id) from charge)`,
    ],
  },
  {
    rule: 'items.settled',
    plant: [
      unguarded('allocation'),
      sql`
        insert into allocation (household_id, regie_id, debit_item_id, credit_item_id, amount_cents, allocated_on, recorded_at)
        select household_id, regie_id, debit_item_id, credit_item_id, 1, allocated_on, recorded_at
        from allocation limit 1`,
    ],
  },
  {
    rule: 'items.balance',
    also: ['items.settled'],
    plant: [
      sql`
        update open_item set settled_cents = amount_cents
        where id = (select min(id) from open_item where settled_cents < amount_cents)`,
    ],
  },
  {
    rule: 'items.idle_credit',
    plant: [
      unguarded('allocation'),
      sql`create temporary table pair on commit drop as select * from ${settledPair} found`,
      sql`update open_item set settled_cents = 0 where id in (select unnest(array[debit_item_id, credit_item_id]) from pair)`,
      sql`delete from allocation where id in (select id from pair)`,
    ],
  },
  {
    rule: 'invoice.gapless',
    plant: [sql`update number_counter set last_number = last_number + 1 where series = 'INVOICE'`],
  },
  {
    rule: 'invoice.lines',
    also: ['invoice.items'],
    plant: [
      unguarded('charge'),
      sql`
        update charge set amount_cents = amount_cents + 1
        where id = (select min(id) from charge where amount_cents > 0)`,
    ],
  },
  {
    rule: 'invoice.items',
    plant: [
      unguarded('charge'),
      sql`
        update charge c set open_item_id = o.id from open_item o
        where c.id = (select min(id) from charge where open_item_id is not null) and o.amount_cents <> c.amount_cents`,
    ],
  },
  {
    rule: 'invoice.numbered',
    plant: [sql`delete from document where kind = 'INVOICE' and blob_id is null`],
  },
  {
    rule: 'invoice.snapshot',
    plant: [
      unguarded('invoice'),
      sql`update invoice set snapshot = jsonb_set(snapshot, '{payer,lines,0}', '"M. X"')`,
    ],
  },
  {
    rule: 'charge.days',
    plant: [
      unguarded('charge_day'),
      sql`
        insert into charge_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
        select household_id, child_id, unit_id, day, kind, 2, 1, charge_id from charge_day
        where revision = 0 and quantity = 1 limit 1`,
    ],
  },
  {
    rule: 'charge.kept_days',
    plant: [
      unguarded('charge_day'),
      sql`delete from charge_day where charge_id = (select min(charge_id) from charge_day)`,
    ],
  },
  {
    rule: 'charge.share',
    plant: [
      sql`
      insert into charge_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
      select h.id, d.child_id, d.unit_id, d.day, d.kind, 0, 1, d.charge_id
      from (select * from charge_day where revision = 0 and quantity = 1 limit 1) d
      join household h on h.id <> d.household_id limit 1`,
    ],
  },
]

const payments = (now: Date): readonly Fault[] => [
  {
    rule: 'payment.attempt',
    plant: [
      sql`
      insert into payment_attempt (reference, household_id, regie_id, amount_cents, mode, provider, shop_id, state)
      select 'ABCDEFGHIJ0123456789', household_id, regie_id, 1000, 'TEST', 'SPPLUS', 'x', 'PAID' from payment limit 1`,
    ],
  },
  {
    rule: 'payment.reversed',
    plant: [
      sql`alter table payment_reversal drop constraint payment_reversal_transfer_id_key`,
      sql`
      insert into payment_reversal (payment_id, household_id, kind, amount_cents, on_day, because, transfer_id, recorded_by)
      select id, household_id, 'REFUND', amount_cents, '2026-12-08', 'x', transfer_id, 'x'
      from (select * from payment limit 1) p, generate_series(1, 2)`,
    ],
  },
  {
    rule: 'payment.quarantine',
    plant: [
      sql`
      insert into provider_notification (provider, sha256, raw, verdict, processed_at)
      values ('SPPLUS', sha256('x'), 'x', 'QUARANTINE', now())`,
    ],
  },
  {
    rule: 'payment.undecided',
    plant: [
      sql`
      insert into provider_notification (provider, sha256, raw, received_at)
      values ('SPPLUS', sha256('x'), 'x', ${now}::timestamptz - interval '1 hour')`,
    ],
  },
  {
    rule: 'debit.state',
    plant: [
      sql`update mandate set signed_on = '2023-12-07', last_collected_on = null where state = 'ACTIVE'`,
    ],
  },
]

const life: readonly Fault[] = [
  {
    rule: 'capacity.taken',
    plant: [sql`update capacity_day set places = places + 1, taken = taken + 1`],
  },
  {
    rule: 'capacity.enrolled',
    plant: [
      sql`
        insert into capacity_enrolment (group_id, period_id, places)
        select group_id, period_id, 9 from enrolment where state = 'ACCEPTED' limit 1`,
    ],
  },
  {
    rule: 'waiting.offers',
    plant: [
      sql`
        insert into waiting_entry (household_id, child_id, group_id, unit_id, day, entered_at, state, closed_at)
        select household_id, child_id, group_id, unit_id, '2030-01-01', now(), 'TAKEN', now() from booking limit 1`,
    ],
  },
  {
    rule: 'booking.history',
    plant: [
      sql`
        update booking_receipt r set household_id = h.id from household h
        where r.id = (select min(receipt_id) from booking) and h.id <> r.household_id`,
    ],
  },
  {
    rule: 'booking.history',
    plant: [
      sql`
        insert into booking_past (child_id, day, unit_id, household_id, state, group_id, receipt_id, replaced_by_receipt_id)
        select child_id, day + 1000, unit_id, household_id, state, group_id, receipt_id,
          (select max(id) from booking_receipt) from booking order by id limit 1`,
    ],
  },
  {
    rule: 'booking.open',
    plant: [
      sql`
        update open_day set closed_because = 'x'
        where day = (select min(day) from booking where state = 'BOOKED' and day > '2026-12-08')`,
    ],
  },
  {
    rule: 'booking.open',
    plant: [
      sql`
        update enrolment e set state = 'CANCELLED'
        from booking b join unit u on u.id = b.unit_id
        where b.state = 'BOOKED' and b.day > '2026-12-08' and e.child_id = b.child_id and e.activity_id = u.activity_id`,
    ],
  },
  {
    rule: 'custody.days',
    plant: [
      sql`
        insert into custody_day (child_id, day, household_id, custody_id)
        select child_id, valid_from - 1, first_household_id, id from custody`,
    ],
  },
  {
    rule: 'custody.households',
    plant: [
      sql`update custody set valid_from = '2026-12-01'`,
      sql`update household set closed_on = '2026-12-01' where id in (select first_household_id from custody)`,
    ],
  },
  {
    rule: 'family.primary',
    plant: [sql`update household_adult set role = 'PARTNER' where role = 'PRIMARY'`],
  },
  {
    rule: 'family.primary',
    plant: [
      sql`
        insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
        select c.child_id, a.person_id, 'OTHER', false, 'DAILY', '2026-12-01'
        from (select min(child_id) as child_id from household_child) c, household_adult a
        where a.household_id not in (select household_id from household_child m where m.child_id = c.child_id)
        limit 1`,
    ],
  },
]

const sealed: readonly Fault[] = [
  {
    rule: 'keys.present',
    plant: [
      sql`
      update data_key set wrapped = null, destroyed_at = now()
      where subject = 'CHILD' and subject_id = (select child_id from allergy limit 1)`,
    ],
  },
  {
    rule: 'blobs.held',
    plant: [sql`update document set blob_id = null, rendered_at = null where true`],
  },
  {
    rule: 'documents.readable',
    plant: [sql`update blob set sha256 = sha256('x') where id in (select blob_id from document)`],
  },
]

export function faultsAt(now: Date): readonly Fault[] {
  return [...money, ...payments(now), ...life, ...sealed]
}
