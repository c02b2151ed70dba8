set local role {{owner}};

-- What one adult writes in his or her own name is not closed by the other of the household.
drop policy own_edit on thread;
create policy own_edit on thread for update to {{web}}
  using (household_id = (select app.current_household())
    and (audience <> 'PERSON' or person_id = (select app.current_person())))
  with check (household_id = (select app.current_household()));

-- A family sees its own rank; staff every one.
create or replace function app.waiting_rank(entry bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int
  from waiting_entry own
  join waiting_entry other on other.state = 'WAITING' and other.group_id = own.group_id
    and other.day is not distinct from own.day and other.unit_id is not distinct from own.unit_id
    and other.period_id is not distinct from own.period_id
    and (-other.priority, other.entered_at, other.id) <= (-own.priority, own.entered_at, own.id)
  where own.id = entry and own.state = 'WAITING'
    and (app.current_person() is null or own.household_id = app.current_household())
$$;

-- What bills and payments are made of, and who did it: withdrawn, annulled or ended by a state, deleted by nobody.
revoke delete on quotient, ledger_account, payment_attempt, provider_transaction, quarantine, booking_receipt, attendance,
  absence, billing_run from {{worker}};
