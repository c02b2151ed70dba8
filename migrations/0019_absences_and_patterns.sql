set local role {{owner}};

-- The paper that explains an absence: sealed with the child's key, seen through the absence.
alter table absence add column certificate_blob_id bigint references blob,
  add column certificate_at timestamptz,
  add check ((certificate_blob_id is null) = (certificate_at is null));

-- A parent declares, adds a certificate and withdraws; deciding is the town hall's.
create policy own_add on absence for insert to {{web}}
  with check (household_id = (select app.current_household())
    and child_id = any ((select app.current_children())::bigint[]) and state = 'DECLARED');
create policy own_edit on absence for update to {{web}}
  using (household_id = (select app.current_household()) and state = 'DECLARED')
  with check (household_id = (select app.current_household()) and state in ('DECLARED', 'WITHDRAWN'));
grant insert, update (state, certificate_blob_id, certificate_at) on absence to {{web}};

-- A parent's standing wish: it writes bookings, and explains them (data-model.md §5.1).
create table weekly_pattern (
  id bigint generated always as identity primary key,
  enrolment_id bigint not null,
  household_id bigint not null,
  child_id bigint not null,
  activity_id int not null,
  unit_id int not null references unit,
  weekday smallint not null check (weekday between 1 and 7),
  parity text not null check (parity in ('ANY', 'ODD', 'EVEN')),
  parity_slots int4range generated always as (
    case parity when 'ODD' then '[1,2)'::int4range when 'EVEN' then '[2,3)'::int4range else '[1,3)'::int4range end) stored,
  valid_from date not null,
  valid_to date not null,
  created_at timestamptz not null,
  foreign key (enrolment_id, household_id, child_id, activity_id)
    references enrolment (id, household_id, child_id, activity_id) on delete cascade,
  check (valid_from <= valid_to),
  exclude using gist (enrolment_id with =, unit_id with =, weekday with =, parity_slots with &&,
    daterange(valid_from, valid_to, '[]') with &&)
);

create index pattern_child on weekly_pattern (child_id);

create index pattern_family on weekly_pattern (household_id, valid_to);

comment on table weekly_pattern is 'enrolments: the weekdays that a family wants, week after week';

-- A calendar for the parent's phone, at an address that nobody guesses.
create table ical_feed (
  person_id bigint not null references person on delete cascade,
  household_id bigint not null references household,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  master_key_id text not null,
  serial int not null,
  renewed_at timestamptz not null,
  primary key (person_id, household_id)
);

create index ical_feed_family on ical_feed (household_id);

comment on table ical_feed is 'enrolments: the secret address of a parent''s calendar feed';

select app.protect_table('weekly_pattern');
select app.protect_table('ical_feed');
select app.open_table('weekly_pattern', 'rw', 'household_id = (select app.current_household())');
select app.open_table('ical_feed', 'rw',
  'person_id = (select app.current_person()) and household_id = (select app.current_household())');
grant delete on weekly_pattern, ical_feed to {{web}};
create policy family_end on weekly_pattern for delete to {{web}}
  using (household_id = (select app.current_household()));
create policy family_end on ical_feed for delete to {{web}}
  using (person_id = (select app.current_person()) and household_id = (select app.current_household()));

-- Saves of the calendar by a pattern and by an absence are told apart in the history.
alter table booking_receipt drop constraint booking_receipt_channel_check,
  add check (channel in ('PORTAL', 'CLI', 'IMPORT', 'OFFER', 'CUSTODY', 'PATTERN', 'ABSENCE'));

-- A calendar program has no session: the secret address alone opens the family's context, for that transaction.
create function app.enter_feed(token bytea, on_day date) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  feed record;
begin
  select f.person_id, f.household_id into feed
  from ical_feed f join person p on p.id = f.person_id join account a on a.id = p.account_id and a.state = 'ACTIVE'
  where f.token_sha256 = token;
  if not found then return null; end if;
  return app.act(feed.person_id, feed.household_id, on_day);
end $$;

revoke execute on function app.enter_feed(bytea, date) from public;
grant execute on function app.enter_feed(bytea, date) to {{web}};

-- A certificate through the absence of the family that declared it.
create policy by_absence on blob for select to {{web}} using (id in (
  select certificate_blob_id from absence where household_id = (select app.current_household())));
create policy by_absence on blob_content for select to {{web}} using (blob_id in (
  select certificate_blob_id from absence where household_id = (select app.current_household())));
