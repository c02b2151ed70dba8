set local role {{owner}};

-- What parents keep up to date themselves on the child's sheets.
create table insurance (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  child_id bigint not null references child,
  insurer text not null check (length(insurer) between 1 and 80),
  contract text check (length(contract) <= 40),
  valid_from date not null,
  valid_to date not null,
  check (valid_from <= valid_to)
);

create index insurance_child on insurance(child_id);

comment on table insurance is 'households: liability insurance of a child, dated';

create table vaccination (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  child_id bigint not null references child,
  body_enc bytea not null
);

create index vaccination_child on vaccination(child_id);

comment on table vaccination is 'households: a vaccine that a child was given, encrypted';

create table vaccination_state (
  child_id bigint primary key references child,
  complete boolean not null,
  provisional_until date,
  computed_on date not null
);

comment on table vaccination_state is 'households: are the mandatory vaccines there: a result, not a disease';

create table consent_text (
  id int generated always as identity primary key,
  kind text not null check (kind ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  version int not null check (version > 0),
  title text not null check (length(title) between 1 and 80),
  body text not null check (length(body) between 1 and 2000),
  blocking boolean not null,
  valid_from date not null,
  -- Asked for no longer.
  valid_to date,
  published_by text not null,
  unique(kind, version),
  unique(kind, valid_from)
);

comment on table consent_text is 'households: what parents are asked to agree to, each wording kept';

create table consent (
  id bigint generated always as identity primary key,
  text_id int not null references consent_text,
  household_id bigint not null references household,
  child_id bigint not null references child,
  person_id bigint not null references person,
  answer boolean not null,
  given_at timestamptz not null
);

create index consent_child on consent(child_id, text_id, given_at desc);

comment on table consent is 'households: a guardian''s answer to a wording, the latest counts';

create table annual_confirmation (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  sheet text not null check (sheet in ('FAMILY', 'DAILY', 'HEALTH', 'PICKUPS', 'CONSENTS')),
  child_id bigint references child,
  school_year smallint not null,
  person_id bigint not null references person,
  confirmed_at timestamptz not null,
  unique nulls not distinct (household_id, sheet, child_id, school_year),
  check ((sheet = 'FAMILY') = (child_id is null))
);

comment on table annual_confirmation is 'households: a sheet found right by the family for a school year';

alter table allergy add column ref uuid not null unique default gen_random_uuid();

alter table authorised_pickup
  add column match_key text not null default '',
  add column birth_date date,
  add column email text check (email = lower(email) and length(email) <= 254),
  add column removed_at timestamptz,
  add column decided_by text,
  add constraint forbidden_by_officer check (not forbidden or decided_by is not null);

create trigger keep before update or delete or truncate on consent
  for each statement execute function app.refuse_change();

select app.protect_table(t) from unnest(array[
  'insurance', 'vaccination', 'vaccination_state', 'consent_text', 'consent', 'annual_confirmation'
]) as t;
revoke update, delete on consent from {{worker}};
grant usage, select on all sequences in schema public to {{worker}};

do $$
declare
  own_family constant text := 'household_id = (select app.current_household())';
  own_child_full constant text := 'child_id = any ((select app.current_children_full())::bigint[])';
begin
  perform app.open_table('insurance', 'rw', own_child_full);
  perform app.open_table('vaccination', 'rw', own_child_full);
  perform app.open_table('vaccination_state', 'rw', own_child_full);
  perform app.open_table('annual_confirmation', 'rw', own_family
    || ' and (child_id is null or child_id = any ((select app.current_children())::bigint[]))');
  -- Both parents read the answers on their child, each writes for the own household.
  perform app.open_table('consent', 'r', own_child_full);
end $$;
create policy own_add on consent for insert to {{web}} with check (
  child_id = any ((select app.current_children_full())::bigint[])
  and household_id = (select app.current_household()) and person_id = (select app.current_person()));
grant insert on consent to {{web}};
create policy anyone on consent_text for select to {{web}} using (true);
grant select on consent_text to {{web}};

-- What a guardian with full access writes.
create policy own_delete on insurance for delete to {{web}} using (child_id = any ((select app.current_children_full())::bigint[]));
create policy own_delete on vaccination for delete to {{web}} using (child_id = any ((select app.current_children_full())::bigint[]));
create policy own_delete on allergy for delete to {{web}} using (child_id = any ((select app.current_children_full())::bigint[]));
grant delete on insurance, vaccination, allergy to {{web}};

create policy own_add on allergy for insert to {{web}} with check (child_id = any ((select app.current_children_full())::bigint[]));
create policy own_edit on allergy for update to {{web}}
  using (child_id = any ((select app.current_children_full())::bigint[]))
  with check (child_id = any ((select app.current_children_full())::bigint[]));
create policy own_add on health_record for insert to {{web}} with check (child_id = any ((select app.current_children_full())::bigint[]));
create policy own_edit on health_record for update to {{web}}
  using (child_id = any ((select app.current_children_full())::bigint[]))
  with check (child_id = any ((select app.current_children_full())::bigint[]));
grant insert, update on allergy, health_record to {{web}};

create policy own_edit on child for update to {{web}}
  using (id = any ((select app.current_children_full())::bigint[]))
  with check (id = any ((select app.current_children_full())::bigint[]));
grant update (diet, can_swim, nap, updated_at) on child to {{web}};

create policy own_child_key on data_key for insert to {{web}} with check (
  subject = 'CHILD' and subject_id = any ((select app.current_children_full())::bigint[]));
grant insert on data_key to {{web}};

-- Who may not come is the officers' business: the portal neither shows nor writes it.
drop policy family on authorised_pickup;
create policy family on authorised_pickup for select to {{web}}
  using (child_id = any ((select app.current_children_full())::bigint[]) and not forbidden);
create policy own_add on authorised_pickup for insert to {{web}} with check (
  child_id = any ((select app.current_children_full())::bigint[])
  and added_by_household_id = (select app.current_household()) and not forbidden);
create policy own_edit on authorised_pickup for update to {{web}}
  using (child_id = any ((select app.current_children_full())::bigint[]) and not forbidden)
  with check (child_id = any ((select app.current_children_full())::bigint[]) and not forbidden);
grant insert, update on authorised_pickup to {{web}};

-- Nobody learns who is forbidden; whoever adds that name is sent to the town hall.
create function app.is_forbidden_pickup(child bigint, key text, on_day date) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select child = any (app.current_children_full()) and exists (
    select 1 from authorised_pickup p
    where p.child_id = child and p.forbidden and p.match_key = key and p.removed_at is null
      and (p.valid_to is null or p.valid_to >= on_day))
$$;

-- A new photo takes the place of the old one, whose bytes are gone with it.
create function app.set_child_photo(child bigint, photo bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before bigint;
begin
  if not child = any (app.current_children_full()) then
    raise exception 'not the own child' using errcode = '42501';
  end if;
  select photo_blob_id into before from public.child c where c.id = child for update;
  update public.child c set photo_blob_id = photo, updated_at = at where c.id = child;
  delete from blob where id = before and id is distinct from photo;
end $$;

create policy by_photo on blob for select to {{web}}
  using (id in (select photo_blob_id from child where id = any ((select app.current_children_full())::bigint[])));
create policy by_photo on blob_content for select to {{web}}
  using (blob_id in (select photo_blob_id from child where id = any ((select app.current_children_full())::bigint[])));

revoke execute on function app.is_forbidden_pickup(bigint, text, date), app.set_child_photo(bigint, bigint, timestamptz) from public;
grant execute on function app.is_forbidden_pickup(bigint, text, date), app.set_child_photo(bigint, bigint, timestamptz) to {{web}};

-- The first wordings; a commune publishes its own (preau consents publish).
insert into consent_text (kind, version, title, body, blocking, valid_from, published_by) values
  ('IMAGE_INTERNAL', 1, 'Photos à l’école et au centre',
   'J’accepte que mon enfant soit photographié pendant les activités, pour un affichage dans les locaux.', false, '2020-01-01', 'migration'),
  ('IMAGE_WEB', 1, 'Photos sur le site de la commune',
   'J’accepte que des photos de groupe où figure mon enfant paraissent sur le site et les pages de la commune.', false, '2020-01-01', 'migration'),
  ('IMAGE_PRESS', 1, 'Photos dans la presse',
   'J’accepte que des photos de groupe où figure mon enfant paraissent dans le bulletin municipal et la presse locale.', false, '2020-01-01', 'migration'),
  ('OUTING', 1, 'Sorties',
   'J’autorise mon enfant à participer aux sorties à pied organisées pendant les activités.', false, '2020-01-01', 'migration'),
  ('TRANSPORT', 1, 'Transport',
   'J’autorise le transport de mon enfant en car ou dans un véhicule de la commune pendant les activités.', false, '2020-01-01', 'migration'),
  ('HOSPITAL', 1, 'Soins d’urgence et hôpital',
   'J’autorise les responsables à faire donner les soins d’urgence à mon enfant et à le faire transporter à l’hôpital. Je suis prévenu aussitôt.', false, '2020-01-01', 'migration'),
  ('RULES', 1, 'Règlement des services',
   'J’ai lu le règlement de la cantine et de l’accueil périscolaire, et je l’accepte.', false, '2020-01-01', 'migration');
