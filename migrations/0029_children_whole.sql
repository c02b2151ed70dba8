set local role {{owner}};

-- The picture that a portrait was cut from, and how: it is turned and cut again without losing anything.
alter table child
  add column photo_source_blob_id bigint references blob,
  add column photo_frame jsonb,
  add column birth_country text check (birth_country ~ '^99\d{3}$');

-- The source goes with the photo: null takes it away.
create function app.keep_photo_source(child bigint, source bigint, frame jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before bigint;
begin
  if not child = any (app.current_children_full()) then
    raise exception 'not the own child' using errcode = '42501';
  end if;
  select photo_source_blob_id into before from public.child c where c.id = child for update;
  update public.child c set photo_source_blob_id = source, photo_frame = frame where c.id = child;
  delete from blob where id = before and id is distinct from source;
end $$;
revoke execute on function app.keep_photo_source(bigint, bigint, jsonb) from public;
grant execute on function app.keep_photo_source(bigint, bigint, jsonb) to {{web}}, {{worker}};

create policy by_photo_source on blob for select to {{web}}
  using (id in (select photo_source_blob_id from child where id = any ((select app.current_children_full())::bigint[])));
create policy by_photo_source on blob_content for select to {{web}}
  using (blob_id in (select photo_source_blob_id from child where id = any ((select app.current_children_full())::bigint[])));

alter table authorised_pickup add column address text check (length(address) between 1 and 200);

alter table insurance add column evidence_id bigint references evidence;

-- Days on which a child may not come, and why: officers write them, the reason is sealed with the child's key.
create table exclusion_period (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  child_id bigint not null references child,
  first_day date not null,
  last_day date not null,
  body_enc bytea not null,
  decided_by text not null,
  check (first_day <= last_day)
);

create index exclusion_period_child on exclusion_period(child_id, last_day);

comment on table exclusion_period is 'households: days on which a child may not come for its health, the reason encrypted';

select app.protect_table('exclusion_period');
grant usage, select on sequence exclusion_period_id_seq to {{worker}};
select app.open_table('exclusion_period', 'r', 'child_id = any ((select app.current_children_full())::bigint[])');

insert into evidence_kind (code, scope, label, help, validity, months, fixed_day, asked_of_all, blocking, private_to_household, place) values
  ('PRESCRIPTION', 'CHILD', 'Ordonnance du traitement', 'L’ordonnance en cours, avec le nom, la dose et l’heure.', 'DURATION', 12, null, false, false, false, 75),
  ('FAMILY_RECORD', 'CHILD', 'Livret de famille ou acte de naissance', 'La page de l’enfant.', 'NONE', null, null, false, false, true, 85);
