set local role {{owner}};

-- Who loses a right is signed out in the same transaction, whoever takes it away.
create function app.sign_out_person() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update session set ended_at = now()
  where ended_at is null and account_id = (select account_id from person where id = old.person_id);
  return null;
end $$;

create trigger sign_out_changed after update on guardianship for each row
  when ((old.access = 'FULL' and new.access <> 'FULL') or (old.access <> 'NONE' and new.access = 'NONE')
    or coalesce(new.valid_to, 'infinity') < coalesce(old.valid_to, 'infinity'))
  execute function app.sign_out_person();
create trigger sign_out_deleted after delete on guardianship for each row execute function app.sign_out_person();

create trigger sign_out_changed after update on household_adult for each row
  when (coalesce(new.valid_to, 'infinity') < coalesce(old.valid_to, 'infinity'))
  execute function app.sign_out_person();
create trigger sign_out_deleted after delete on household_adult for each row execute function app.sign_out_person();
