set local role {{owner}};

-- The only way to a parent's context: checks membership once, then sets everything for this transaction.
create function app.act(person bigint, family bigint, on_day date) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  chosen bigint;
  children bigint[];
  children_full bigint[];
  adults bigint[];
  ignored text;
begin
  select own.household_id, kids.seen, kids.whole, present.adults
  into chosen, children, children_full, adults
  from (
    select ha.household_id
    from household_adult ha
    join household h on h.id = ha.household_id
    where ha.person_id = person
      and (family is null or ha.household_id = family)
      and ha.valid_from <= on_day and (ha.valid_to is null or ha.valid_to >= on_day)
    order by h.merged_into_id is null desc, (ha.role = 'PRIMARY') desc, ha.household_id
    limit 1
  ) own
  cross join lateral (
    select array_agg(g.child_id) as seen, array_agg(g.child_id) filter (where g.access = 'FULL') as whole
    from household_child hc
    join guardianship g on g.child_id = hc.child_id and g.person_id = person and g.access <> 'NONE'
      and g.valid_from <= on_day and (g.valid_to is null or g.valid_to >= on_day)
    where hc.household_id = own.household_id
      and hc.valid_from <= on_day and (hc.valid_to is null or hc.valid_to >= on_day)
  ) kids
  cross join lateral (
    select array_agg(distinct ha.person_id) as adults
    from household_adult ha
    where ha.household_id = own.household_id
      and ha.valid_from <= on_day and (ha.valid_to is null or ha.valid_to >= on_day)
  ) present;
  -- An assignment costs no query of its own, as a perform would.
  ignored := set_config('app.person_id', person::text, true)
    || set_config('app.household_id', coalesce(chosen::text, ''), true)
    || set_config('app.children', coalesce(children, '{}')::text, true)
    || set_config('app.children_full', coalesce(children_full, '{}')::text, true)
    || set_config('app.adults', coalesce(adults, array[person])::text, true)
    || set_config('app.day', on_day::text, true);
  return chosen;
end $$;

-- A signed-in request: idle 30 minutes, absolute 12 hours (security.md). All null when there is no such session.
create function app.enter(
  token bytea, at timestamptz,
  out session_id bigint, out account_id bigint, out person_id bigint, out household_id bigint,
  out login text, out first_name text, out usual_name text, out must_change_password boolean,
  out stepped_up_at timestamptz, out unread_count int, out household_name text
)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen timestamptz;
  wanted bigint;
  ignored text;
begin
  select se.id, se.account_id, se.stepped_up_at, se.household_id, se.last_seen_at,
         a.login, a.must_change_password, p.id, p.first_name, p.usual_name
  into session_id, account_id, stepped_up_at, wanted, seen,
       login, must_change_password, person_id, first_name, usual_name
  from session se
  join account a on a.id = se.account_id and a.state = 'ACTIVE'
  join person p on p.account_id = a.id
  where se.token_sha256 = token and se.ended_at is null
    and se.expires_at > at and se.last_seen_at > at - interval '30 minutes';
  if session_id is null then return; end if;
  household_id := app.act(person_id, wanted, (at at time zone 'Europe/Paris')::date);
  ignored := set_config('app.account_id', account_id::text, true);
  if seen < at - interval '1 minute' then
    update session set last_seen_at = at where id = session_id;
  end if;
  unread_count := app.unread_count(person_id, household_id);
  -- shown to an adult of two households alone
  household_name := (
    select h.name from household h
    where h.id = enter.household_id and exists (
      select 1 from household_adult ha
      where ha.person_id = enter.person_id and ha.household_id <> h.id
        and ha.valid_from <= (at at time zone 'Europe/Paris')::date
        and (ha.valid_to is null or ha.valid_to >= (at at time zone 'Europe/Paris')::date)));
end $$;

-- Threads with a message of the town hall that the person has not read.
create function app.unread_count(person bigint, family bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(distinct t.id)::int
  from thread t
  join message m on m.thread_id = t.id and m.author_officer is not null
  left join thread_reader r on r.thread_id = t.id and r.person_id = person
  where t.household_id = family
    and (t.audience <> 'PERSON' or t.person_id = person)
    and r.archived_at is null
    and m.id > coalesce(r.last_read_id, 0)
$$;

-- Names and birth dates of an account's families: no password may be made of them (security.md). The gate alone asks.
create function app.family_words(account bigint) returns table (names text[], days date[])
language sql stable security definer set search_path = public, pg_temp as $$
  with family as (
    select ha.household_id from person p join household_adult ha on ha.person_id = p.id where p.account_id = account
  ), known as (
    select a.first_name, a.usual_name, a.birth_name, a.birth_date
    from person a
    where a.account_id = account
      or a.id in (select ha.person_id from household_adult ha join family f using (household_id))
    union all
    select c.first_name, c.usual_name, c.last_name, c.birth_date
    from child c
    where c.id in (select hc.child_id from household_child hc join family f using (household_id))
  )
  select array_remove(array_agg(distinct first_name) || array_agg(distinct usual_name) || array_agg(distinct birth_name), null),
         array_remove(array_agg(distinct birth_date), null)
  from known
$$;

-- The households of the signed-in adult: he or she chooses one, the others stay out of sight.
create function app.own_households() returns table (id bigint, ref uuid, name text, is_current boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.id, h.ref, h.name, h.id is not distinct from app.current_household()
  from household_adult ha
  join household h on h.id = ha.household_id
  where ha.person_id = app.current_person()
    and ha.valid_from <= app.day() and (ha.valid_to is null or ha.valid_to >= app.day())
  order by h.sort_name, h.id
$$;

-- Statistics right after a bulk import or at the start of a run: the planner believes new tables empty.
create function app.analyze_after_load() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze;
end $$;

-- A table's first rights, in this migration and in later ones: row-level security on and forced, owner and worker see all.
create function app.protect_table(tab text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', tab);
  execute format('alter table %I force row level security', tab);
  execute format('create policy staff on %I to {{owner}}, {{worker}} using (true) with check (true)', tab);
  execute format('grant select, insert, update, delete on %I to {{worker}}', tab);
end $$;

-- What the portal's role may see (r) and also write (rw) of a table.
create function app.open_table(tab text, mode text, condition text) returns void language plpgsql as $$
begin
  execute format('create policy family on %I for select to {{web}} using (%s)', tab, condition);
  execute format('grant select on %I to {{web}}', tab);
  if mode = 'rw' then
    execute format('create policy family_add on %I for insert to {{web}} with check (%s)', tab, condition);
    execute format('create policy family_edit on %I for update to {{web}} using (%s) with check (%s)', tab, condition, condition);
    execute format('grant insert, update on %I to {{web}}', tab);
  end if;
end $$;

select app.protect_table(c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' and c.relname not in ('throttle', 'schema_migration');

-- One line a table: the catalogue test reads the result.
do $$
declare
  own_family constant text := 'household_id = (select app.current_household())';
  own_child constant text := 'child_id = any ((select app.current_children())::bigint[])';
  own_child_full constant text := 'child_id = any ((select app.current_children_full())::bigint[])';
  own_person constant text := 'person_id = (select app.current_person())';
  own_account constant text := 'account_id = (select app.current_account())';
  rule record;
begin
  for rule in select * from (values
    ('household', 'r', 'id = (select app.current_household())'),
    ('household_adult', 'r', own_family),
    ('household_child', 'r', own_family),
    ('household_address', 'r', own_family),
    ('tax_record', 'r', own_family),
    ('benefit_record', 'r', own_family),
    ('quotient', 'r', own_family),
    ('bank_account', 'r', own_family),
    ('person', 'r', 'id = any ((select app.current_adults())::bigint[])'),
    ('child', 'r', 'id = any ((select app.current_children())::bigint[])'),
    ('guardianship', 'r', own_person),
    ('schooling', 'r', own_child),
    ('health_record', 'r', own_child_full),
    ('allergy', 'r', own_child_full),
    ('care_protocol', 'r', own_child_full),
    ('authorised_pickup', 'r', own_child_full),
    ('enrolment', 'r', own_family),
    ('booking_receipt', 'rw', own_family),
    ('booking_past', 'r', own_family),
    ('booking', 'r', own_child || ' or ' || own_family),
    ('absence', 'r', own_child || ' or ' || own_family),
    ('attendance', 'r', own_child),
    ('ledger_account', 'r', own_family),
    ('ledger_transfer', 'r', own_family || ' and visible_from <= (select app.day())'),
    ('open_item', 'r', own_family),
    ('allocation', 'r', own_family),
    ('invoice', 'r', own_family || ' and published_at is not null'),
    ('credit_note', 'r', own_family),
    ('charge', 'r', own_family || ' and (credit_note_id is not null or invoice_id in (select id from invoice))'),
    ('charge_day', 'r', own_family),
    ('document', 'r', own_family || ' and (person_id is null or ' || own_person || ')'),
    ('payment_attempt', 'rw', own_family),
    ('attempt_target', 'rw', own_family),
    ('payment', 'r', own_family),
    ('payment_reversal', 'r', own_family),
    ('thread_reader', 'rw', own_person),
    ('account', 'rw', 'id = (select app.current_account())'),
    ('session', 'rw', own_account)
  ) as rules(tab, mode, condition) loop
    perform app.open_table(rule.tab, rule.mode, rule.condition);
  end loop;
end $$;

-- Seen through the child, written by the household that books.
create policy own_add on booking for insert to {{web}}
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[]));
-- A day that the other household has booked stays its own; one that it gave up may be taken.
create policy own_edit on booking for update to {{web}}
  using (child_id = any ((select app.current_children())::bigint[])
    and (household_id = (select app.current_household()) or state = 'CANCELLED'))
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[]));
grant insert, update on booking to {{web}};

create policy own_add on enrolment for insert to {{web}}
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[]));
create policy own_edit on enrolment for update to {{web}}
  using (household_id = (select app.current_household()))
  with check (household_id = (select app.current_household()));
grant insert, update on enrolment to {{web}};

create policy audience on thread for select to {{web}} using (
  (audience = 'FAMILY' and household_id = (select app.current_household()))
  or (audience = 'PERSON' and person_id = (select app.current_person()) and household_id = (select app.current_household()))
  or (audience = 'CHILD' and child_id = any ((select app.current_children())::bigint[])));
create policy own_add on thread for insert to {{web}} with check (household_id = (select app.current_household()));
create policy own_edit on thread for update to {{web}}
  using (household_id = (select app.current_household()))
  with check (household_id = (select app.current_household()));
grant select, insert, update on thread to {{web}};

create policy by_thread on message for select to {{web}} using (thread_id in (select id from thread));
create policy own_add on message for insert to {{web}}
  with check (author_person_id = (select app.current_person()) and thread_id in (select id from thread));
grant select, insert on message to {{web}};

-- Files through the document that holds them.
create policy by_document on blob for select to {{web}} using (id in (select blob_id from document));
create policy by_document on blob_content for select to {{web}} using (blob_id in (select blob_id from document));
grant select on blob, blob_content to {{web}};

-- Keys of what the context may read.
create policy own_key on data_key for select to {{web}} using (
  (subject = 'FAMILY' and subject_id = (select app.current_household()))
  or (subject = 'CHILD' and subject_id = any ((select app.current_children_full())::bigint[]))
  or (subject = 'ACCOUNT' and subject_id = (select app.current_account())));
grant select on data_key to {{web}};

-- Public: read by everybody.
do $$
declare t text;
begin
  foreach t in array array[
    'regie', 'site', 'activity', 'activity_period', 'activity_group', 'unit', 'open_day', 'open_day_unit',
    'capacity_day', 'deadline_rule', 'school_holiday', 'public_holiday', 'tariff', 'tariff_line',
    'school', 'school_class', 'price_reason'
  ] loop
    execute format('create policy anyone on %I for select to {{web}} using (true)', t);
    execute format('grant select on %I to {{web}}', t);
  end loop;
end $$;
create policy anyone on setting for select to {{gate}} using (public);
-- Secrets too: they are sealed with the master key, and the portal seals payments with them.
create policy portal on setting for select to {{web}} using (true);
grant select on setting to {{web}}, {{gate}};

-- Write only.
create policy add on outbox for insert to {{web}}, {{gate}} with check (true);
create policy see on outbox for select to {{web}}, {{gate}} using (true);
grant insert on outbox to {{web}}, {{gate}};
grant select (id) on outbox to {{web}}, {{gate}};
create policy add on audit_event for insert to {{web}}, {{gate}} with check (true);
grant insert on audit_event to {{web}}, {{gate}};

-- The gate: signing in, activating, resetting, before there is a context. Nothing of a family.
create policy gate on account to {{gate}} using (true) with check (true);
create policy gate on session to {{gate}} using (true) with check (true);
create policy gate on reset_code to {{gate}} using (true) with check (true);
create policy gate on person for select to {{gate}} using (account_id is not null);
grant select, update on account to {{gate}};
grant select, insert, update on session to {{gate}};
grant select, insert, update on reset_code to {{gate}};
grant select (id, account_id, usual_name, birth_name, first_name, birth_date, email) on person to {{gate}};
grant select, insert, update, delete on throttle to {{gate}}, {{worker}};

-- Append-only by grant as well as by trigger.
revoke update, delete on audit_event, audit_seal, ledger_transfer, allocation, charge, charge_day, credit_note,
  payment_reversal, booking_past, price_reason, setting_history from {{worker}};
revoke insert on booking_past from {{worker}};
revoke delete on booking, invoice, payment, open_item, provider_notification from {{worker}};
revoke update on open_item, capacity_day, invoice, payment, quotient from {{worker}};
grant update (places, overbooked, held) on capacity_day to {{worker}};
grant update (sequence_number, number, debt_number, published_at) on invoice to {{worker}};
grant update (valid_to, annulled_at) on quotient to {{worker}};

grant select on ledger_line to {{web}}, {{worker}};
grant usage, select on all sequences in schema public to {{worker}};
revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to {{web}}, {{gate}}, {{worker}};
grant execute on function app.role_prefix() to public;
revoke execute on function app.act(bigint, bigint, date), app.analyze_after_load(), app.protect_table(text),
  app.open_table(text, text, text) from {{web}}, {{gate}};
revoke execute on function app.family_words(bigint) from {{web}};
