set local role {{owner}};

-- What the commune decided of a field of the family file; a field without a row has the default of the code.
create table field_policy (
  scope text not null check (scope in ('GUARDIAN', 'CHILD', 'CONTACT', 'FAMILY')),
  field text not null check (field ~ '^[a-z][A-Za-z]{1,39}$'),
  access text not null check (access in ('HIDDEN', 'SHOWN', 'EDITABLE', 'REQUIRED')),
  apply text not null check (apply in ('DIRECT', 'REQUEST', 'OFFICER')),
  updated_at timestamptz not null,
  updated_by text not null,
  primary key(scope, field)
);

comment on table field_policy is 'settings: who may change a field of the family file, and how';

create table change_request (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  person_id bigint not null references person,
  subject text not null check (subject in ('PERSON', 'HOUSEHOLD', 'CHILD', 'QUOTIENT', 'BANK', 'CUSTODY', 'HEALTH')),
  state text not null default 'PENDING'
    check (state in ('PENDING', 'ACCEPTED', 'PARTLY_ACCEPTED', 'REJECTED', 'WITHDRAWN', 'APPLIED')),
  comment text check (length(comment) between 1 and 1000),
  created_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text check (length(reason) between 1 and 1000),
  check ((state = 'PENDING') = (decided_at is null)),
  check (state not in ('REJECTED', 'PARTLY_ACCEPTED') or reason is not null),
  unique(id, household_id)
);

create index request_family on change_request(household_id, created_at desc);
create index request_queue on change_request(created_at) where state = 'PENDING';

comment on table change_request is 'requests: changes that a family asked for or made, together';

create table change_item (
  id bigint generated always as identity primary key,
  request_id bigint not null,
  household_id bigint not null,
  target text not null,
  target_id bigint not null,
  field text not null,
  -- keyed: it tells whether a value is still the one that the family saw, and nothing of the value
  old_hash bytea not null check (length(old_hash) = 32),
  old_value jsonb,
  new_value jsonb,
  old_enc bytea,
  new_enc bytea,
  state text not null default 'PENDING' check (state in ('PENDING', 'APPLIED', 'REFUSED', 'CONFLICT', 'WITHDRAWN')),
  foreign key (request_id, household_id) references change_request(id, household_id) on delete cascade,
  check (num_nonnulls(new_value, new_enc) = 1),
  check (old_value is null or old_enc is null),
  unique(request_id, target, target_id, field)
);

create unique index change_one_pending on change_item(household_id, target, target_id, field) where state = 'PENDING';

comment on table change_item is 'requests: one field of a request, old and new';

select app.protect_table(t) from unnest(array['field_policy', 'change_request', 'change_item']) t;
grant usage, select on sequence change_request_id_seq, change_item_id_seq to {{worker}};
select app.open_table('field_policy', 'r', 'true');
select app.open_table('change_request', 'rw', 'household_id = (select app.current_household())');
select app.open_table('change_item', 'rw', 'household_id = (select app.current_household())');

-- A family never decides its own request: it opens one, records what it changed itself, or withdraws.
create policy own_states on change_request as restrictive for update to {{web}}
  using (state = 'PENDING')
  with check (state = 'WITHDRAWN');
create policy own_states on change_item as restrictive for update to {{web}}
  using (state = 'PENDING')
  with check (state = 'WITHDRAWN');
create policy own_author on change_request as restrictive for insert to {{web}}
  with check (person_id = (select app.current_person()) and state in ('PENDING', 'APPLIED'));
create policy own_start on change_item as restrictive for insert to {{web}}
  with check (state in ('PENDING', 'APPLIED'));

-- What the field policy may leave to the family itself.
create policy own_edit on person for update to {{web}}
  using (id = any ((select app.current_adults())::bigint[]))
  with check (id = any ((select app.current_adults())::bigint[]));
grant update (title, usual_name, birth_name, first_name, match_key, birth_date, birth_insee, birth_country, mobile,
  home_phone, work_phone, email, sms_allowed, email_invoices, profession, employer, employer_city, updated_at)
  on person to {{web}};

create policy own_add on benefit_record for insert to {{web}}
  with check (household_id = (select app.current_household()));
create policy own_edit on benefit_record for update to {{web}}
  using (household_id = (select app.current_household()))
  with check (household_id = (select app.current_household()));
grant insert, update on benefit_record to {{web}};

create table change_proof (
  request_id bigint not null references change_request on delete cascade,
  evidence_id bigint not null references evidence,
  primary key(request_id, evidence_id)
);

comment on table change_proof is 'requests: papers that a family gave with a request';

select app.protect_table('change_proof');
select app.open_table('change_proof', 'r', 'request_id in (select id from change_request)');
create policy own_add on change_proof for insert to {{web}} with check (
  request_id in (select id from change_request where state = 'PENDING') and evidence_id in (select id from evidence));
grant insert on change_proof to {{web}};
