set local role {{owner}};

-- A month's run writes 400,000 billed days. A foreign key looks at each by itself, which cost a fifth of the run; as
-- charges are never deleted nor renumbered (their trigger « keep »), one look at the statement's charges holds as much.
alter table charge_day drop constraint charge_day_charge_id_fkey;

create function app.charge_day_has_charge() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  missing bigint;
begin
  -- an index look-up a charge, whatever the planner believes of tables that have just been filled
  select given.charge_id into missing
  from (select distinct charge_id from new_rows) given
  where (select c.id from charge c where c.id = given.charge_id) is null
  limit 1;
  if found then
    raise exception 'charge_day names charge %, which is not there', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

revoke execute on function app.charge_day_has_charge() from public;

create trigger has_charge after insert on charge_day referencing new table as new_rows
  for each statement execute function app.charge_day_has_charge();

-- A charge's household is its document's, which is a family's.
alter table charge drop constraint charge_household_id_fkey;

-- An open item's household and régie are its transfer's: one key says what three said, and more.
alter table ledger_transfer add unique (id, household_id, regie_id);
alter table open_item
  drop constraint open_item_transfer_id_fkey,
  drop constraint open_item_household_id_fkey,
  drop constraint open_item_regie_id_fkey,
  add foreign key (transfer_id, household_id, regie_id)
    references ledger_transfer (id, household_id, regie_id) deferrable initially deferred;

-- An invoice is written three times: issued, numbered, published. Room on its page keeps the last from touching its
-- nine indexes.
alter table invoice set (fillfactor = 50);
