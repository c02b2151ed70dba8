-- Everything belongs to the owner role; the login only switches to a role inside a transaction.
-- {{owner}}, {{web}}, {{gate}}, {{worker}} and {{queue}} are filled in by the migrator (src/db/roles.ts).

create extension if not exists btree_gist;

create schema app authorization {{owner}};
create schema queue authorization {{queue}};

revoke create on schema public from public;
grant usage, create on schema public to {{owner}};
grant usage on schema public to {{web}}, {{gate}}, {{worker}};

set local role {{owner}};

grant usage on schema app to public;

-- The roles of this database, also when it is a clone under another name.
create function app.role_prefix() returns text language sql immutable as
$$ select '{{prefix}}' $$;

create function app.current_household() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.household_id', true), '')::bigint $$;

create function app.current_person() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.person_id', true), '')::bigint $$;

create function app.current_account() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.account_id', true), '')::bigint $$;

-- Children whose days the person may see, whose health the person may see, adults of the household.
create function app.current_children() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.children', true), ''), '{}')::bigint[] $$;

create function app.current_children_full() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.children_full', true), ''), '{}')::bigint[] $$;

create function app.current_adults() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.adults', true), ''), '{}')::bigint[] $$;

create function app.day() returns date language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.day', true), '')::date, (now() at time zone 'Europe/Paris')::date) $$;

-- Append-only tables: refused even for the owner.
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append_only: % on %', tg_op, tg_table_name using errcode = 'P0001';
end $$;
