set local role {{owner}};

create table enrolment (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  child_id bigint not null references child,
  activity_id int not null references activity,
  group_id int not null,
  period_id int references activity_period,
  valid_from date not null,
  valid_to date,
  state text not null check (state in ('REQUESTED', 'ACCEPTED', 'WAITING', 'REFUSED', 'CANCELLED')),
  requested_by bigint references person,
  requested_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  reason text,
  foreign key (group_id,activity_id) references activity_group(id,activity_id),
  check (valid_from <= valid_to),
  check (state in ('REQUESTED', 'WAITING') or decided_at is not null),
  check (state <> 'REFUSED' or reason is not null),
  exclude using gist (child_id with =, activity_id with =, household_id with =, daterange(valid_from,valid_to,'[]') with &&) where (state in ('REQUESTED', 'ACCEPTED', 'WAITING')),
  unique(id,household_id,child_id,activity_id)
);

create index enrolment_family on enrolment(household_id);

create index enrolment_child on enrolment(child_id);

create index enrolment_group on enrolment(group_id, state);

comment on table enrolment is 'enrolments: request and right to book';

create table booking_receipt (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  actor_kind text not null check (actor_kind in ('PARENT', 'OFFICER', 'SYSTEM')),
  actor text not null,
  person_id bigint references person,
  channel text not null check (channel in ('PORTAL', 'CLI', 'IMPORT', 'OFFER', 'CUSTODY')),
  at timestamptz not null default now(),
  late boolean not null default false
);

create index receipt_family on booking_receipt(household_id, at desc);

comment on table booking_receipt is 'enrolments: one save of the calendar';

create table booking (
  id bigint generated always as identity,
  child_id bigint not null references child,
  unit_id int not null references unit,
  day date not null,
  household_id bigint not null references household,
  group_id int not null references activity_group,
  state text not null check (state in ('BOOKED', 'CANCELLED')),
  kind text not null default 'REGULAR' check (kind in ('REGULAR', 'OCCASIONAL')),
  from_time time,
  to_time time,
  receipt_id bigint not null references booking_receipt,
  changed_at timestamptz not null default now(),
  primary key(child_id,day,unit_id)
);

create index booking_family_day on booking(household_id, day);

create index booking_sheet on booking(group_id, day) where state='BOOKED';

comment on table booking is 'enrolments: one child, day and unit; household_id pays';

create table booking_past (
  child_id bigint not null,
  day date not null,
  unit_id int not null,
  household_id bigint not null,
  state text not null,
  group_id int not null,
  receipt_id bigint not null references booking_receipt,
  replaced_by_receipt_id bigint not null references booking_receipt,
  primary key(child_id,day,unit_id,replaced_by_receipt_id)
);

comment on table booking_past is 'enrolments: overwritten states of bookings';

create table absence (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  child_id bigint not null references child,
  activity_id int references activity,
  first_day date not null,
  last_day date not null,
  kind text not null check (kind in ('ILLNESS', 'HOSPITAL', 'EXCLUSION', 'STRIKE', 'SCHOOL_TRIP', 'CLOSURE', 'FAMILY', 'OTHER')),
  declared_at timestamptz not null default now(),
  declared_by text not null,
  certificate_due_on date,
  state text not null default 'DECLARED' check (state in ('DECLARED', 'EXCUSED', 'UNEXCUSED', 'WITHDRAWN')),
  decided_at timestamptz,
  decided_by text,
  reason text,
  check (first_day <= last_day),
  check ((state in ('EXCUSED', 'UNEXCUSED')) = (decided_at is not null)),
  exclude using gist (child_id with =, coalesce(activity_id,0) with =, daterange(first_day,last_day,'[]') with &&) where (state <> 'WITHDRAWN')
);

create index absence_family on absence(household_id);

create index absence_child on absence(child_id, first_day);

create index absence_due on absence(certificate_due_on) where state='DECLARED';

comment on table absence is 'enrolments: declared absence';

create table attendance (
  child_id bigint not null references child,
  day date not null,
  unit_id int not null references unit,
  group_id int not null references activity_group,
  state text not null check (state in ('PRESENT', 'ABSENT')),
  arrived time,
  left_at time,
  recorded_by text not null,
  recorded_at timestamptz not null default now(),
  primary key(child_id,day,unit_id),
  check (arrived <= left_at)
);

create index attendance_sheet on attendance(group_id, day);

comment on table attendance is 'enrolments: who was there';

create trigger booking_keep before delete on booking
  for each statement execute function app.refuse_change();

-- Moves the counters of places, locked in key order so that two parents never deadlock.
create function app.places_apply(g int[], u int[], d date[], n int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1
  from capacity_day c join unnest(g, u, d) k(group_id, unit_id, day) using (group_id, unit_id, day)
  order by c.group_id, c.unit_id, c.day
  for update of c;
  update capacity_day c set taken = taken + k.n
  from unnest(g, u, d, n) k(group_id, unit_id, day, n)
  where (c.group_id, c.unit_id, c.day) = (k.group_id, k.unit_id, k.day) and k.n <> 0;
end $$;

-- What is left on the days of a form: locks the same counters in the same order, so that the answer stays true.
create function app.places_left(g int[], u int[], d date[])
returns table (group_id int, unit_id int, day date, places_left int)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select c.group_id, c.unit_id, c.day, c.places + c.overbooked - c.taken - c.held
  from capacity_day c
  join (select distinct * from unnest(g, u, d) k(group_id, unit_id, day)) k using (group_id, unit_id, day)
  order by c.group_id, c.unit_id, c.day
  for update of c;
end $$;

create function app.booking_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.places_apply(array_agg(group_id), array_agg(unit_id), array_agg(day), array_agg(n))
  from (
    select n.group_id, n.unit_id, n.day, count(*)::int n
    from new_rows n
    join activity_group g on g.id = n.group_id
    join activity a on a.id = g.activity_id
    where n.state = 'BOOKED' and a.capacity_mode = 'DAY'
    group by 1, 2, 3
  ) t
  having count(*) > 0;
  return null;
end $$;

-- Keeps the overwritten states, then moves the counters.
create function app.booking_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into booking_past (child_id, day, unit_id, household_id, state, group_id, receipt_id, replaced_by_receipt_id)
  select o.child_id, o.day, o.unit_id, o.household_id, o.state, o.group_id, o.receipt_id, n.receipt_id
  from old_rows o join new_rows n using (child_id, day, unit_id)
  where (o.state, o.household_id, o.group_id, o.receipt_id)
    is distinct from (n.state, n.household_id, n.group_id, n.receipt_id);
  perform app.places_apply(array_agg(group_id), array_agg(unit_id), array_agg(day), array_agg(n))
  from (
    select group_id, unit_id, day, sum(n)::int n
    from (
      select group_id, unit_id, day, 1 n from new_rows where state = 'BOOKED'
      union all
      select group_id, unit_id, day, -1 from old_rows where state = 'BOOKED'
    ) moves
    group by 1, 2, 3
    having sum(n) <> 0
  ) t
  having count(*) > 0;
  return null;
end $$;

create trigger booking_ins after insert on booking referencing new table as new_rows
  for each statement execute function app.booking_inserted();

create trigger booking_upd after update on booking referencing old table as old_rows new table as new_rows
  for each statement execute function app.booking_updated();
