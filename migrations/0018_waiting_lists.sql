set local role {{owner}};

-- Waiting families are counted beside the places: a place that somebody waits for is not free for the others.
alter table capacity_day add column waiting int not null default 0 check (waiting >= 0);

create index capacity_day_waited on capacity_day(day) where waiting > 0 or held > 0;

create table capacity_enrolment (
  group_id int not null references activity_group,
  period_id int not null references activity_period,
  places int not null check (places >= 0),
  overbooked int not null default 0 check (overbooked >= 0),
  taken int not null default 0 check (taken >= 0),
  held int not null default 0 check (held >= 0),
  waiting int not null default 0 check (waiting >= 0),
  primary key (group_id, period_id),
  constraint no_oversell_enrolment check (taken + held <= places + overbooked)
);

comment on table capacity_enrolment is 'activities: places a group and season';

-- Opened by an officer beside the file: an import leaves it.
alter table open_day add column by_hand boolean not null default false;

create table waiting_entry (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  child_id bigint not null references child,
  group_id int not null references activity_group,
  unit_id int references unit,
  day date,
  period_id int references activity_period,
  enrolment_id bigint references enrolment,
  priority smallint not null default 0,
  entered_at timestamptz not null default now(),
  state text not null default 'WAITING' check (state in ('WAITING', 'OFFERED', 'TAKEN', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
  offered_at timestamptz,
  offer_ends_at timestamptz,
  closed_at timestamptz,
  check ((day is null) <> (period_id is null)),
  check ((unit_id is null) = (day is null)),
  check ((enrolment_id is null) = (period_id is null)),
  check (state <> 'OFFERED' or offer_ends_at > offered_at),
  check ((state in ('WAITING', 'OFFERED')) = (closed_at is null))
);

create unique index waiting_once on waiting_entry(child_id, group_id, unit_id, day)
  where state in ('WAITING', 'OFFERED') and day is not null;

create unique index waiting_once_period on waiting_entry(child_id, household_id, group_id, period_id)
  where state in ('WAITING', 'OFFERED') and period_id is not null;

create index waiting_order on waiting_entry(group_id, day, period_id, unit_id, priority desc, entered_at, id)
  where state = 'WAITING';

create index offer_ending on waiting_entry(offer_ends_at) where state = 'OFFERED';

create index waiting_family on waiting_entry(household_id);

comment on table waiting_entry is 'enrolments: rank on a waiting list, and the offer of a place';

select app.protect_table('capacity_enrolment'), app.protect_table('waiting_entry');
select app.open_table('capacity_enrolment', 'r', 'true');
select app.open_table('waiting_entry', 'r', 'household_id = (select app.current_household())');

create policy own_add on waiting_entry for insert to {{web}}
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[]));
create policy own_edit on waiting_entry for update to {{web}}
  using (household_id = (select app.current_household()))
  with check (household_id = (select app.current_household()));
grant insert, update on waiting_entry to {{web}};
revoke update on capacity_enrolment from {{worker}};
grant update (places, overbooked) on capacity_enrolment to {{worker}};
grant usage, select on sequence waiting_entry_id_seq to {{worker}};

-- What is left for whoever does not wait: locks the counters in key order, so that the answer stays true.
-- Places beyond the limit (overbooked) are an officer's to give.
create or replace function app.places_left(g int[], u int[], d date[])
returns table (group_id int, unit_id int, day date, places_left int)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select c.group_id, c.unit_id, c.day, greatest(c.places - c.taken - c.held - c.waiting, 0)
  from capacity_day c
  join (select distinct * from unnest(g, u, d) k(group_id, unit_id, day)) k using (group_id, unit_id, day)
  order by c.group_id, c.unit_id, c.day
  for update of c;
end $$;

-- The same for places by enrolment.
create function app.enrolment_places_left(g int[], p int)
returns table (group_id int, places_left int, waiting int)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select c.group_id, greatest(c.places - c.taken - c.held - c.waiting, 0), c.waiting
  from capacity_enrolment c
  where c.group_id = any(g) and c.period_id = p
  order by c.group_id
  for update of c;
end $$;

create function app.enrolment_places_apply(g int[], p int[], n int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1
  from capacity_enrolment c join unnest(g, p) k(group_id, period_id) using (group_id, period_id)
  order by c.group_id, c.period_id
  for update of c;
  update capacity_enrolment c set taken = taken + k.n
  from unnest(g, p, n) k(group_id, period_id, n)
  where (c.group_id, c.period_id) = (k.group_id, k.period_id);
end $$;

create function app.enrolment_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.enrolment_places_apply(array_agg(group_id), array_agg(period_id), array_agg(n))
  from (
    select group_id, period_id, count(*)::int n from new_rows
    where state = 'ACCEPTED' and period_id is not null group by 1, 2
  ) t
  having count(*) > 0;
  return null;
end $$;

create function app.enrolment_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.enrolment_places_apply(array_agg(group_id), array_agg(period_id), array_agg(n))
  from (
    select group_id, period_id, sum(n)::int n
    from (
      select group_id, period_id, 1 n from new_rows where state = 'ACCEPTED' and period_id is not null
      union all
      select group_id, period_id, -1 from old_rows where state = 'ACCEPTED' and period_id is not null
    ) moves
    group by 1, 2
    having sum(n) <> 0
  ) t
  having count(*) > 0;
  return null;
end $$;

create trigger enrolment_ins after insert on enrolment referencing new table as new_rows
  for each statement execute function app.enrolment_inserted();

create trigger enrolment_upd after update on enrolment referencing old table as old_rows new table as new_rows
  for each statement execute function app.enrolment_updated();

-- Moves the counters of who waits and of what is offered, locked in key order.
create function app.waiting_apply(g int[], u int[], d date[], p int[], w int[], h int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1
  from capacity_day c join unnest(g, u, d) k(group_id, unit_id, day) using (group_id, unit_id, day)
  order by c.group_id, c.unit_id, c.day
  for update of c;
  update capacity_day c set waiting = c.waiting + k.w, held = c.held + k.h
  from unnest(g, u, d, w, h) k(group_id, unit_id, day, w, h)
  where (c.group_id, c.unit_id, c.day) = (k.group_id, k.unit_id, k.day);
  perform 1
  from capacity_enrolment c join unnest(g, p) k(group_id, period_id) using (group_id, period_id)
  order by c.group_id, c.period_id
  for update of c;
  update capacity_enrolment c set waiting = c.waiting + k.w, held = c.held + k.h
  from unnest(g, p, w, h) k(group_id, period_id, w, h)
  where (c.group_id, c.period_id) = (k.group_id, k.period_id);
end $$;

create function app.waiting_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.waiting_apply(array_agg(group_id), array_agg(unit_id), array_agg(day), array_agg(period_id),
                            array_agg(w), array_agg(h))
  from (
    select group_id, unit_id, day, period_id,
           (count(*) filter (where state = 'WAITING'))::int w, (count(*) filter (where state = 'OFFERED'))::int h
    from new_rows group by 1, 2, 3, 4
  ) t
  having count(*) > 0;
  return null;
end $$;

create function app.waiting_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.waiting_apply(array_agg(group_id), array_agg(unit_id), array_agg(day), array_agg(period_id),
                            array_agg(w), array_agg(h))
  from (
    select group_id, unit_id, day, period_id,
           coalesce(sum(n) filter (where state = 'WAITING'), 0)::int w,
           coalesce(sum(n) filter (where state = 'OFFERED'), 0)::int h
    from (
      select group_id, unit_id, day, period_id, state, 1 n from new_rows
      union all
      select group_id, unit_id, day, period_id, state, -1 from old_rows
    ) moves
    group by 1, 2, 3, 4
  ) t
  having count(*) > 0;
  return null;
end $$;

create trigger waiting_ins after insert on waiting_entry referencing new table as new_rows
  for each statement execute function app.waiting_inserted();

create trigger waiting_upd after update on waiting_entry referencing old table as old_rows new table as new_rows
  for each statement execute function app.waiting_updated();

-- A family sees its rank, never the others.
create function app.waiting_rank(entry bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int
  from waiting_entry own
  join waiting_entry other on other.state = 'WAITING' and other.group_id = own.group_id
    and other.day is not distinct from own.day and other.unit_id is not distinct from own.unit_id
    and other.period_id is not distinct from own.period_id
    and (-other.priority, other.entered_at, other.id) <= (-own.priority, own.entered_at, own.id)
  where own.id = entry and own.state = 'WAITING'
$$;

revoke execute on function app.enrolment_places_left(int[], int), app.enrolment_places_apply(int[], int[], int[]),
  app.enrolment_inserted(), app.enrolment_updated(), app.waiting_inserted(), app.waiting_updated(),
  app.waiting_apply(int[], int[], date[], int[], int[], int[]), app.waiting_rank(bigint) from public;
grant execute on function app.enrolment_places_left(int[], int), app.waiting_rank(bigint) to {{web}}, {{worker}};
