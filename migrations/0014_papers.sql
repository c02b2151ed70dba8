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

-- The next 31 August: on or after a day. 29 February counts as the 28th in other years.
create function app.next_fixed_day(month_day text, after date) returns date
language sql immutable set search_path = public, pg_temp as $$
  select min(d) from (
    select make_date(y, left(month_day, 2)::int, 1) + least(
      right(month_day, 2)::int,
      extract(day from make_date(y, left(month_day, 2)::int, 1) + interval '1 month - 1 day')::int) - 1 as d
    from (values (extract(year from after)::int), (extract(year from after)::int + 1)) as years(y)) days
  where d >= after
$$;

-- What is asked of one household on a day, with the state of each paper. It runs with the caller's rights, so that a
-- parent's answer is made of what he or she may see.
create function app.asked_papers(family bigint, on_day date, soon date)
returns table (kind text, label text, help text, place smallint, child_id bigint, child_ref uuid, first_name text,
  child_birth date, blocking boolean, is_private boolean, state text, valid_to date, refused_because text,
  activities text[], ref uuid)
language sql stable set search_path = public, pg_temp as $$
  with own_child as (
    select c.id, c.ref, c.first_name, c.birth_date
    from household_child m join child c on c.id = m.child_id
    where m.household_id = family and c.erased_at is null
      and m.valid_from <= on_day and (m.valid_to is null or m.valid_to >= on_day)
      and (app.current_person() is null or c.id = any ((app.current_children_full())::bigint[]))
  ), wanted as (
    select k.id as kind_id, null::bigint as child_id, k.blocking and k.asked_of_all as blocking, null::text as activity
    from evidence_kind k where k.asked_of_all and k.scope = 'FAMILY' and not k.retired
    union all
    select k.id, c.id, k.blocking, null
    from evidence_kind k cross join own_child c where k.asked_of_all and k.scope = 'CHILD' and not k.retired
    union all
    select k.id, case k.scope when 'CHILD' then en.child_id end, ae.blocking, a.name
    from enrolment en
    join activity_evidence ae on ae.activity_id = en.activity_id
    join evidence_kind k on k.id = ae.kind_id and not k.retired
    join activity a on a.id = en.activity_id
    where en.household_id = family and en.state in ('REQUESTED', 'WAITING', 'ACCEPTED')
      and (en.valid_to is null or en.valid_to >= on_day) and en.child_id in (select id from own_child)
  ), asked as (
    select w.kind_id, w.child_id, bool_or(w.blocking) as blocking,
           coalesce(array_agg(distinct w.activity) filter (where w.activity is not null), '{}') as activities
    from wanted w group by w.kind_id, w.child_id
  )
  select k.code, k.label, k.help, k.place, a.child_id, c.ref, c.first_name, c.birth_date, a.blocking,
         k.private_to_household,
         case
           when best.id is not null and (best.valid_to is null or best.valid_to >= soon) then 'ACCEPTED'
           when newest.state = 'RECEIVED' then 'RECEIVED'
           when newest.state = 'REFUSED' then 'REFUSED'
           when best.id is not null and best.valid_to >= on_day then 'EXPIRING'
           when best.id is not null then 'EXPIRED'
           else 'MISSING'
         end,
         best.valid_to, case when newest.state = 'REFUSED' then newest.refused_because end, a.activities,
         coalesce(newest.ref, best.ref)
  from asked a
  join evidence_kind k on k.id = a.kind_id
  left join own_child c on c.id = a.child_id
  left join lateral (
    select e.id, e.state, e.refused_because, e.ref from evidence e
    where e.kind_id = a.kind_id
      and (a.child_id is null and e.household_id = family or e.child_id = a.child_id and
           (not e.private_to_household or e.household_id = family))
    order by e.created_at desc, e.id desc limit 1
  ) newest on true
  left join lateral (
    select e.id, e.valid_to, e.ref from evidence e
    where e.kind_id = a.kind_id and e.state in ('ACCEPTED', 'EXPIRED')
      and (a.child_id is null and e.household_id = family or e.child_id = a.child_id and
           (not e.private_to_household or e.household_id = family))
    order by e.valid_to desc nulls first, e.id desc limit 1
  ) best on true
$$;
revoke execute on function app.next_fixed_day(text, date), app.asked_papers(bigint, date, date) from public;
grant execute on function app.next_fixed_day(text, date), app.asked_papers(bigint, date, date) to {{web}}, {{worker}};
grant execute on function app.blob_key(bigint) to {{worker}};
