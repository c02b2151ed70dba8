set local role {{owner}};

-- When activities take place is asked on every page of a family, and changes a few times a month. Its version is
-- another one after every statement that may have changed it, in the same transaction: who has read the days of this
-- version need not read them again. Random: no transaction that was given up, and no other database, has had the same.
create table activities_version (
  only_row boolean primary key default true check (only_row),
  version uuid not null default gen_random_uuid()
);
insert into activities_version default values;
comment on table activities_version is 'activities: another one whenever activities or their calendar changed';
select app.protect_table('activities_version');
select app.open_table('activities_version', 'r', 'true');
revoke insert, update, delete on activities_version from {{worker}};

create function app.activities_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update activities_version set version = gen_random_uuid();
  return null;
end $$;
revoke execute on function app.activities_changed() from public;

do $$
declare
  tab text;
begin
  foreach tab in array array['activity', 'unit', 'activity_period', 'open_day', 'open_day_unit', 'deadline_rule',
    'public_holiday', 'school_holiday']
  loop
    execute format('create trigger changed after insert or update or delete or truncate on %I
      for each statement execute function app.activities_changed()', tab);
  end loop;
end $$;
