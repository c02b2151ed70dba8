set local role {{owner}};

-- The portal's role writes what a parent's forms write and nothing else: no key of a row, nothing that an officer, a
-- bank or a clock decides. test/households/walls.test.ts tries each table.

-- The bank's answer moves an attempt, and the worker writes it down.
drop policy family_edit on payment_attempt;
drop policy family_add on payment_attempt;
create policy own_start on payment_attempt for insert to {{web}} with check (
  household_id = (select app.current_household()) and person_id = (select app.current_person()) and state = 'CREATED');
revoke update on payment_attempt from {{web}};

-- A receipt says who saved what: a parent writes it in his or her own name, and nobody rewrites it.
drop policy family_edit on booking_receipt;
drop policy family_add on booking_receipt;
create policy own_save on booking_receipt for insert to {{web}} with check (
  household_id = (select app.current_household()) and person_id = (select app.current_person())
  and actor_kind = 'PARENT' and channel in ('PORTAL', 'OFFER', 'PATTERN', 'ABSENCE'));
revoke update on booking_receipt from {{web}};

-- A parent asks, waits, or enrols where nobody decides; withdraws, and takes a place that was offered.
drop policy own_add on enrolment;
create policy own_add on enrolment for insert to {{web}} with check (
  household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[])
  and (state in ('REQUESTED', 'WAITING')
    or (state = 'ACCEPTED' and activity_id in (select id from activity where decision = 'AUTOMATIC'))));
drop policy own_edit on enrolment;
create policy own_edit on enrolment for update to {{web}}
  using (household_id = (select app.current_household()))
  with check (household_id = (select app.current_household())
    and (state = 'CANCELLED'
      or (state = 'ACCEPTED' and id in (select enrolment_id from waiting_entry where state = 'TAKEN'))));
revoke update on enrolment from {{web}};
grant update (state, decided_at, decided_by, valid_from) on enrolment to {{web}};

-- Everybody joins at the end of the list. What was never offered is not taken.
drop policy own_add on waiting_entry;
create policy own_add on waiting_entry for insert to {{web}} with check (
  household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[])
  and state = 'WAITING' and priority = 0 and offered_at is null);
drop policy own_edit on waiting_entry;
create policy own_edit on waiting_entry for update to {{web}}
  using (household_id = (select app.current_household()) and state in ('WAITING', 'OFFERED'))
  with check (household_id = (select app.current_household())
    and (state = 'WITHDRAWN' or (state in ('TAKEN', 'DECLINED') and offered_at is not null)));
revoke update on waiting_entry from {{web}};
grant update (state, closed_at) on waiting_entry to {{web}};

-- A certificate is a file that the family itself has sealed, as its other papers (0014).
drop policy own_add on absence;
create policy own_add on absence for insert to {{web}} with check (
  household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[])
  and state = 'DECLARED' and certificate_blob_id is null);
create function app.refuse_foreign_certificate() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.certificate_blob_id is not null
    and not exists (select from data_key where id = app.blob_key(new.certificate_blob_id))
  then
    raise exception 'not a file of the family' using errcode = '42501';
  end if;
  return new;
end $$;
revoke execute on function app.refuse_foreign_certificate() from public;
create trigger own_certificate before update of certificate_blob_id on absence for each row
  execute function app.refuse_foreign_certificate();

-- Whether a paper stays with its household is its kind's to say.
create policy as_its_kind on evidence as restrictive for insert to {{web}} with check (
  private_to_household = (select k.private_to_household from evidence_kind k where k.id = kind_id));

-- The town hall checks an identity; it was that person's, and goes with the name.
create function app.identity_goes_with_the_name() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  new.id_checked_on := null;
  return new;
end $$;
revoke execute on function app.identity_goes_with_the_name() from public;
create trigger identity_checked before update on authorised_pickup for each row
  when (new.match_key <> old.match_key) execute function app.identity_goes_with_the_name();
revoke insert, update on authorised_pickup from {{web}};
grant insert (child_id, added_by_household_id, last_name, first_name, match_key, relationship, phones, can_pick_up,
  emergency_contact, valid_from, valid_to, birth_date, email, address, note) on authorised_pickup to {{web}};
grant update (last_name, first_name, match_key, relationship, phones, can_pick_up, emergency_contact, valid_from,
  valid_to, birth_date, email, address, note, removed_at) on authorised_pickup to {{web}};

-- Each adult confirms in his or her own name.
drop policy family_edit on annual_confirmation;
revoke update on annual_confirmation from {{web}};
create policy own_name on annual_confirmation as restrictive for insert to {{web}}
  with check (person_id = (select app.current_person()));

-- A login, an address, the end of a session and of an account come through the gate or by an officer.
drop policy family_add on account;
drop policy family_add on session;
revoke insert, update on account, session from {{web}};
grant update (password_hash, must_change_password) on account to {{web}};
grant update (token_sha256, stepped_up_at, household_id, ended_at) on session to {{web}};
revoke update on account from {{gate}};
grant update (password_hash, password_policy, must_change_password, state, email, email_confirmed_at, last_login_at,
  previous_login_at) on account to {{gate}};

-- Rows that stay whose they are.
revoke update on change_request, change_item, weekly_pattern, allergy, vaccination, insurance, health_record,
  vaccination_state, benefit_record, notice_preference, thread_reader, ical_feed from {{web}};
grant update (state, decided_at, decided_by) on change_request to {{web}};
grant update (state) on change_item to {{web}};
grant update (valid_to) on weekly_pattern to {{web}};
grant update (body_enc) on allergy to {{web}};
grant update (body_enc, updated_at, updated_by) on health_record to {{web}};
grant update (complete, provisional_until, computed_on, missing_since) on vaccination_state to {{web}};
grant update (scheme, fund, recipient_number_enc, recipient_number_hash, recipient_person_id, consent_cdap, consent_api)
  on benefit_record to {{web}};
grant update (by_mail) on notice_preference to {{web}};
grant update (last_read_id, archived_at) on thread_reader to {{web}};
grant update (token_sha256, master_key_id, serial, renewed_at) on ical_feed to {{web}};
revoke update on booking from {{web}};
grant update (household_id, group_id, state, kind, receipt_id, changed_at) on booking to {{web}};

-- A photo is a file that was sealed with the child's own key.
create function app.refuse_foreign_file(child bigint, file bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if file is not null and not exists (
    select from blob b join data_key k on k.id = b.data_key_id
    where b.id = file and k.subject = 'CHILD' and k.subject_id = child)
  then
    raise exception 'not a file of the child' using errcode = '42501';
  end if;
end $$;

create or replace function app.set_child_photo(child bigint, photo bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before bigint;
begin
  if not child = any (app.current_children_full()) then
    raise exception 'not the own child' using errcode = '42501';
  end if;
  perform app.refuse_foreign_file(child, photo);
  select photo_blob_id into before from public.child c where c.id = child for update;
  update public.child c set photo_blob_id = photo, updated_at = at where c.id = child;
  delete from blob where id = before and id is distinct from photo;
end $$;

create or replace function app.keep_photo_source(child bigint, source bigint, frame jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before bigint;
begin
  if not child = any (app.current_children_full()) then
    raise exception 'not the own child' using errcode = '42501';
  end if;
  perform app.refuse_foreign_file(child, source);
  select photo_source_blob_id into before from public.child c where c.id = child for update;
  update public.child c set photo_source_blob_id = source, photo_frame = frame where c.id = child;
  delete from blob where id = before and id is distinct from source;
end $$;

-- Counters of places are moved by the triggers of bookings alone, and what others have not read is not asked.
revoke execute on function app.refuse_foreign_file(bigint, bigint) from public;
revoke execute on function app.places_apply(int[], int[], date[], int[]) from {{web}}, {{gate}}, {{worker}};
revoke execute on function app.unread_count(bigint, bigint) from {{web}}, {{gate}};
revoke execute on function app.enter(bytea, timestamptz) from {{gate}};

-- The pattern's unit is one of its activity.
alter table weekly_pattern
  drop constraint weekly_pattern_unit_id_fkey,
  add foreign key (unit_id, activity_id) references unit (id, activity_id);

-- What moves money is declared by a migration; a number that was given is not given again.
revoke insert, update, delete on transfer_kind from {{worker}};
revoke delete on number_counter from {{worker}};

-- Sealed bytes do not get smaller.
alter table blob_content alter bytes set storage external;
