set local role {{owner}};

-- Files that a family sends. The file's id is drawn before it is written: it is part of what seals the bytes, and a
-- role that may not yet see a row could not have it returned.
grant usage on sequence blob_id_seq to {{web}};

-- A family makes the key of its own household, or of a child whose file is open to it, with its first sealed thing.
create policy own_add on data_key for insert to {{web}} with check (
  (subject = 'FAMILY' and subject_id = (select app.current_household()))
  or (subject = 'CHILD' and subject_id = any ((select app.current_children_full())::bigint[])));
grant insert on data_key to {{web}};

create function app.blob_key(wanted bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select data_key_id from blob where id = wanted
$$;
revoke execute on function app.blob_key(bigint) from public;
grant execute on function app.blob_key(bigint) to {{web}};

create policy own_add on blob for insert to {{web}} with check (data_key_id in (select id from data_key));
create policy own_add on blob_content for insert to {{web}}
  with check (app.blob_key(blob_id) in (select id from data_key));
grant insert on blob, blob_content to {{web}};

create table evidence_kind (
  id int generated always as identity primary key,
  code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  scope text not null check (scope in ('FAMILY', 'CHILD')),
  label text not null check (length(label) between 1 and 80),
  help text check (length(help) <= 300),
  validity text not null check (validity in ('NONE', 'DURATION', 'FIXED_DATE')),
  months smallint check (months between 1 and 120),
  -- month and day, as 08-31: valid until the next one
  fixed_day text check (fixed_day ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  -- asked of every family or child; otherwise of those who enrol in an activity that asks for it
  asked_of_all boolean not null default false,
  blocking boolean not null,
  private_to_household boolean not null default false,
  place smallint not null default 0,
  retired boolean not null default false,
  check ((validity = 'DURATION') = (months is not null)),
  check ((validity = 'FIXED_DATE') = (fixed_day is not null))
);

comment on table evidence_kind is 'households: a kind of paper to supply';

create table evidence (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  kind_id int not null references evidence_kind,
  -- copied from its kind: a judgment stays with the household that gave it
  private_to_household boolean not null default false,
  household_id bigint not null references household,
  child_id bigint references child,
  blob_id bigint references blob,
  file_name text not null check (length(file_name) between 1 and 150),
  state text not null check (state in ('RECEIVED', 'ACCEPTED', 'REFUSED', 'EXPIRED')),
  valid_from date,
  valid_to date,
  refused_because text check (length(refused_because) between 1 and 500),
  seen_by text,
  seen_on date,
  created_at timestamptz not null,
  check (valid_from <= valid_to),
  check ((state = 'REFUSED') = (refused_because is not null)),
  check ((state = 'RECEIVED') = (seen_on is null))
);

create index evidence_family on evidence(household_id, kind_id);
create index evidence_child on evidence(child_id) where child_id is not null;
create index evidence_expiring on evidence(valid_to) where state = 'ACCEPTED';
create index evidence_to_review on evidence(created_at) where state = 'RECEIVED';

comment on table evidence is 'households: a paper that a family gave';

create table activity_evidence (
  activity_id int not null references activity on delete cascade,
  kind_id int not null references evidence_kind,
  blocking boolean not null,
  primary key(activity_id, kind_id)
);

comment on table activity_evidence is 'households: papers that an activity asks for';

select app.protect_table(t) from unnest(array['evidence_kind', 'evidence', 'activity_evidence']) t;
grant usage, select on sequence evidence_kind_id_seq, evidence_id_seq to {{worker}};

select app.open_table('evidence_kind', 'r', 'true');
select app.open_table('activity_evidence', 'r', 'true');
select app.open_table('evidence', 'r', 'household_id = (select app.current_household())
  or (child_id is not null and not private_to_household
      and child_id = any ((select app.current_children_full())::bigint[]))');
create policy own_add on evidence for insert to {{web}} with check (
  household_id = (select app.current_household()) and state = 'RECEIVED' and blob_id is not null
  and app.blob_key(blob_id) in (select id from data_key)
  and (child_id is null or child_id = any ((select app.current_children_full())::bigint[])));
grant insert on evidence to {{web}};

create policy by_evidence on blob for select to {{web}} using (id in (select blob_id from evidence));
create policy by_evidence on blob_content for select to {{web}} using (blob_id in (select blob_id from evidence));

-- The kinds that most communes ask for; `preau documents kinds` changes them.
insert into evidence_kind (code, scope, label, help, validity, months, fixed_day, asked_of_all, blocking, private_to_household, place) values
  ('PROOF_OF_ADDRESS', 'FAMILY', 'Justificatif de domicile', 'Facture d’électricité, d’eau ou de téléphone fixe, ou quittance de loyer, de moins de trois mois.', 'DURATION', 12, null, true, false, true, 10),
  ('QUOTIENT_PROOF', 'FAMILY', 'Attestation de quotient familial', 'Attestation de la C.A.F. ou de la M.S.A. de moins de trois mois.', 'FIXED_DATE', null, '12-31', false, false, true, 20),
  ('WORK_CERTIFICATE', 'FAMILY', 'Attestation d’employeur', 'Elle sert de critère quand les places manquent.', 'DURATION', 12, null, false, false, true, 30),
  ('JUDGMENT', 'FAMILY', 'Jugement ou convention de garde', null, 'NONE', null, null, false, false, true, 40),
  ('INSURANCE', 'CHILD', 'Assurance de responsabilité civile', 'Attestation de l’année scolaire, au nom de l’enfant.', 'FIXED_DATE', null, '08-31', true, false, false, 50),
  ('VACCINATIONS', 'CHILD', 'Pages de vaccination du carnet de santé', 'Une photo nette de chaque page suffit.', 'NONE', null, null, true, false, false, 60),
  ('CARE_PROTOCOL', 'CHILD', 'Projet d’accueil individualisé (PAI)', null, 'FIXED_DATE', null, '08-31', false, false, false, 70),
  ('PICKUP_IDENTITY', 'CHILD', 'Pièce d’identité de la personne qui vient chercher l’enfant', null, 'NONE', null, null, false, false, false, 80);
