set local role {{owner}};

-- Who closes days gives activities another version too (0036): the version first, as everything else that changes
-- activities does before it comes to their days. Two officers at once then wait for each other in one order.
create or replace function app.calendar_closing() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from activities_version for no key update;
  perform pg_advisory_xact_lock(hashtext('preau.calendar'));
  return null;
end $$;
