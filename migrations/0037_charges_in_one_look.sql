set local role {{owner}};

-- A month's run writes 50,000 charges and as many open items. What they name is never deleted nor renumbered (triggers
-- « keep »), but for a child and a price list: as for billed days (0034), one look at the statement holds as much as a
-- foreign key that looks row by row.
alter table charge
  drop constraint charge_reason_id_fkey,
  drop constraint charge_invoice_id_household_id_fkey,
  drop constraint charge_credit_note_id_household_id_fkey,
  drop constraint charge_open_item_id_fkey,
  drop constraint charge_corrects_charge_id_fkey;

create function app.charge_has_what_it_names() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  missing text;
begin
  -- « offset 0 »: an index look-up each, whatever the planner believes of tables that have just been filled
  select named.what into missing
  from (
    select 'price reason ' || given.id as what
    from (select distinct reason_id as id from new_rows) given
    where not exists (select from price_reason p where p.id = given.id offset 0)
    union all
    select format('invoice %s of household %s', given.invoice_id, given.household_id)
    from (select distinct invoice_id, household_id from new_rows where invoice_id is not null) given
    where not exists (
      select from invoice i where i.id = given.invoice_id and i.household_id = given.household_id offset 0)
    union all
    select format('credit note %s of household %s', given.credit_note_id, given.household_id)
    from (select distinct credit_note_id, household_id from new_rows where credit_note_id is not null) given
    where not exists (
      select from credit_note n where n.id = given.credit_note_id and n.household_id = given.household_id offset 0)
    union all
    select 'open item ' || given.open_item_id
    from new_rows given
    where given.open_item_id is not null
      and not exists (select from open_item o where o.id = given.open_item_id offset 0)
    union all
    select 'charge ' || given.corrects_charge_id
    from new_rows given
    where given.corrects_charge_id is not null
      and not exists (select from charge c where c.id = given.corrects_charge_id offset 0)
  ) named
  limit 1;
  if found then
    raise exception 'charge names %, which is not there', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

revoke execute on function app.charge_has_what_it_names() from public;

create trigger has_what_it_names after insert on charge referencing new table as new_rows
  for each statement execute function app.charge_has_what_it_names();

-- An activity is that of the price list: one key says what two said, and more.
alter table tariff add unique (id, activity_id);
alter table charge
  drop constraint charge_activity_id_fkey,
  drop constraint charge_tariff_id_fkey,
  add foreign key (tariff_id, activity_id) references tariff (id, activity_id) match full;

alter table open_item drop constraint open_item_transfer_id_household_id_regie_id_fkey;
alter table ledger_transfer drop constraint ledger_transfer_id_household_id_regie_id_key;

create function app.open_item_has_transfer() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  missing text;
begin
  select format('transfer %s of household %s and régie %s', given.transfer_id, given.household_id, given.regie_id)
  into missing
  from (select distinct transfer_id, household_id, regie_id from new_rows) given
  where not exists (
    select from ledger_transfer t
    where t.id = given.transfer_id and t.household_id = given.household_id and t.regie_id = given.regie_id offset 0)
  limit 1;
  if found then
    raise exception 'open_item names %, which is not there', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

revoke execute on function app.open_item_has_transfer() from public;

create trigger has_transfer after insert on open_item referencing new table as new_rows
  for each statement execute function app.open_item_has_transfer();

-- What nothing may take away from its charges: an invoice's and an open item's rows stay, and stay themselves.
create trigger keep_all before truncate on invoice for each statement execute function app.refuse_change();
create trigger keep before delete or truncate on open_item for each statement execute function app.refuse_change();
create trigger keep_columns before update of
  id, transfer_id, line_no, household_id, regie_id, side, amount_cents, due_order
  on open_item for each statement execute function app.refuse_change();

-- A charge is a line of one of the two: the other's key need not hold it.
alter table charge
  drop constraint charge_invoice_id_line_no_key,
  drop constraint charge_credit_note_id_line_no_key;
create unique index charge_invoice on charge(invoice_id, line_no) where invoice_id is not null;
create unique index charge_credit_note on charge(credit_note_id, line_no) where credit_note_id is not null;

-- Lines that are written, read once and deleted: nobody looks into them here.
alter table draft alter lines type json;
